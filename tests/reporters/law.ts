import type { Report } from '../../src/model/report.ts'
import { visible } from '../../src/reporters/escape.ts'
import { outputs } from './outputs.ts'
import { wrongQuality, wrongReport, wrongSarif } from './schemas.ts'
import { all, parseXml } from './xml.ts'

type Told = readonly string[]

const one = (text: string) => visible(text).replace(/\s*\n\s*/g, ' ')
/** What a log would take for a command stands with its sign written out. */
const uninert = (text: string) => text.replaceAll('\\u{3a}', ':').replaceAll('\\u{23}', '#')

const inText = (text: string): Told =>
  [...text.matchAll(/^(error|warning)\[([a-z0-9/-]+)\]: (.*)$/gm)].map(
    ([, level, code, message]) => `${level} ${code} ${uninert(message!)}`,
  )

const fromXml = (text: string) => text.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)))

/** How each format tells findings, read back; a warning or an error, its code and what it says. */
const readers: Readonly<Record<string, (text: string) => Told>> = {
  'report.txt': inText,
  'report.md': (text) => [...text.matchAll(/^(`{3,})text\n([\s\S]*?)\n\1$/gm)].flatMap(([, , block]) => inText(block!)),
  'report.json': (text) => JSON.parse(text).findings.map(({ level, code, message }: any) => `${level} ${code} ${one(message)}`),
  'report.sarif': (text) =>
    JSON.parse(text)
      .runs[0].results.filter(({ suppressions }: any) => !suppressions)
      .map(({ level, ruleId, message }: any) => `${level} ${ruleId} ${message.text.split('\n\n')[0]}`),
  'gitlab.json': (text) =>
    JSON.parse(text)
      .filter(({ check_name }: any) => check_name !== 'pawl/refused')
      .map(({ severity, check_name, description }: any) => `${severity === 'major' ? 'error' : 'warning'} ${check_name} ${description}`),
  'junit.xml': (text) =>
    all(parseXml(text), 'testcase').flatMap((each) => {
      const failure = all(each, 'failure')[0]
      if (failure) return [`error ${failure.attributes.type} ${failure.attributes.message}`]
      const [code = '', ...message] = each.attributes.name!.split(': ')
      return all(each, 'system-out').length ? [`warning ${code} ${message.join(': ')}`] : []
    }),
  'report.html': (text) =>
    [...text.matchAll(/<article class="finding (error|warning)"[\s\S]*?<\/header>\n<h3>([\s\S]*?)<\/h3>/g)].map(([whole, level, title]) => {
      const code = /<code>([a-z0-9/-]+)<\/code>/.exec(whole)![1]
      return `${level} ${code} ${one(fromXml(title!.replace(/<\/?code>/g, '`')))}`
    }),
}

/** A whole token, as the cases have them. */
const token = /\b(?:apitok|sk)_[a-z]+_[A-Za-z0-9]{32,}/

/** What of it is not as the law has it: every format tells the same findings, and is what its own grammar says. */
export function unlike(report: Report): string[] {
  const wanted = report.findings.map(({ level, code, message }) => `${level} ${code} ${one(message)}`).sort()
  const texts = Object.fromEntries(Object.entries(outputs).map(([file, write]) => [file, write(report)]))
  const differ = Object.entries(readers).flatMap(([file, read]) => {
    const told = [...read(texts[file]!)].sort()
    return JSON.stringify(told) === JSON.stringify(wanted) ? [] : [`${file} tells ${told.join(' | ')} and not ${wanted.join(' | ')}`]
  })
  const shown = [...texts['github.txt']!.matchAll(/^::(error|warning) title=(?!pawl could)([^,:]*)/gm)].map(
    ([, level, title]) => `${level} ${title}`,
  )
  const known = new Set(report.findings.map(({ level, code }) => `${level} ${code}`))
  return [
    ...differ,
    ...Object.entries(texts).flatMap(([file, text]) => (token.test(text) ? [`${file} holds a whole token`] : [])),
    ...shown.filter((each) => !known.has(each)).map((each) => `github.txt tells ${each}`),
    ...wrongReport(texts['report.json']!).map((each) => `report.json: ${each}`),
    ...wrongSarif(texts['report.sarif']!).map((each) => `report.sarif: ${each}`),
    ...wrongQuality(texts['gitlab.json']!).map((each) => `gitlab.json: ${each}`),
    ...(parseXml(texts['badge.svg']!).name === 'svg' ? [] : ['badge.svg is no picture']),
  ]
}
