import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nearestCode } from '../model/nearest.ts'
import { Refusal } from '../model/refusal.ts'
import { emptyReport, type Report } from '../model/report.ts'

/** What is told of a code. */
interface Explanation {
  code: string
  level: 'error' | 'warning'
  /** What it says of the change that it stops. */
  says: string
  /** What it saw: its part of its page. */
  saw: string
  bad: string
  good: string
  satisfy: string
  amend: string
  docs: string
}

type Generated = Readonly<Record<string, Pick<Explanation, 'level' | 'says' | 'bad' | 'good' | 'satisfy'>>>

/** What a finding code means, as a person reads it; without a code, all of them with what they say. */
export function explain(code: string | undefined): string {
  const all = explanations()
  if (code === undefined) {
    const width = Math.max(...all.map((each) => each.code.length))
    return `${all.map((each) => `${each.code.padEnd(width)}  ${each.says}`).join('\n')}\n`
  }
  return textOf(one(all, code))
}

/** The same as a report, for `--format json`. */
export function explainReport(code: string | undefined): Report {
  const all = explanations()
  return { ...emptyReport('explain', 'held'), more: { codes: code === undefined ? all : [one(all, code)] } }
}

/** Every code that there is an explanation for, by name. */
export function codes(): string[] {
  return explanations().map(({ code }) => code)
}

function one(all: readonly Explanation[], code: string): Explanation {
  const found = all.find((each) => each.code === code)
  if (found) return found
  const names = all.map((each) => each.code)
  const below = names.filter((name) => name.startsWith(`${code.replace(/\/$/, '')}/`))
  if (below.length) throw new Refusal(`\`${code}\` is the first part of ${below.join(', ')}; name one of them`)
  // The last part alone is what people remember.
  const near = nearestCode(code, names)
  throw new Refusal(`no finding has the code \`${code}\`${near ? `; did you mean \`${near}\`?` : '; `pawl explain` lists them'}`)
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '    ')

function textOf({ code, level, says, saw, bad, good, satisfy, amend, docs }: Explanation): string {
  const parts = [
    `${level}[${code}]: ${says}`,
    withoutEcho(saw, says),
    `A change that it ${level === 'error' ? 'stops' : 'tells of'}:\n\n${indented(bad)}`,
    `A change that passes:\n\n${indented(good)}`,
    `To satisfy it: ${satisfy}.`,
    `To let it pass on purpose: ${amend}`,
    `More: ${docs}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** A page shows what a finding says in a fence of its own; on a terminal that is the first line already. */
const withoutEcho = (saw: string, says: string): string =>
  saw
    .replace(`\`\`\`\n${says}\n\`\`\``, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

function explanations(): Explanation[] {
  const generated = JSON.parse(readFileSync(join(installed('schema'), 'explained.json'), 'utf8')) as Generated
  const sections = readSections(join(installed('docs'), 'guards'))
  return Object.keys(generated)
    .sort()
    .map((code) => {
      const [page, ...rest] = code.split('/')
      const docs = `docs/guards/${page}.md#${rest.join('-')}`
      return { code, ...generated[code]!, saw: sections.get(code) ?? '', amend: wayOf(code, generated[code]!.level), docs }
    })
}

/** Where a folder of the package is: beside dist, or two folders above the source. */
function installed(name: string): string {
  const found = [`../${name}`, `../../${name}`]
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => existsSync(join(folder, name === 'docs' ? 'guards' : 'explained.json')))
  if (found === undefined) throw new Refusal(`\`${name}\` is not installed beside pawl; install the package anew`)
  return found
}

/** Each `## name` of a page is the code `page/name`; its text without the heading. */
function readSections(pages: string): Map<string, string> {
  const sections = new Map<string, string>()
  for (const file of readdirSync(pages).filter((name) => name.endsWith('.md'))) {
    const page = file.replace(/\.md$/, '')
    for (const part of readFileSync(join(pages, file), 'utf8').split(/^(?=## )/m)) {
      const heading = /^## `?([a-z0-9-]+(?:\/[a-z0-9-]+)?)`?\s*$/m.exec(part)
      const name = part.startsWith('## ') ? heading?.[1] : undefined
      if (name) sections.set(name.includes('/') ? name : `${page}/${name}`, part.slice(heading![0].length).trim())
    }
  }
  return sections
}

/** How a finding is let through on purpose, where that can be: an amendment speaks of a protection, or of rollback rules. */
function wayOf(code: string, level: Explanation['level']): string {
  const [page = ''] = code.split('/')
  if (level === 'warning') return 'it is a warning, and lets everything pass.'
  if (page === 'amendment') return 'no amendment speaks of another; mend it or remove it.'
  if (['plan', 'run', 'version'].includes(page)) return 'no amendment does: a plan is carried out as the policies have it.'
  const nobodys =
    ['branch', 'drill', 'protocol', 'path'].includes(page) || ['migration/up-fails', 'migration/rendered-stale'].includes(code)
  if (nobodys) return 'no amendment does: it speaks of no single protection.'
  const ofRules = ['rollback', 'migration'].includes(page) || code === 'policy/rules-weakened'
  const relaxed = page === 'version' ? 'version:<its name>' : ofRules ? 'rollback:<database>' : '<protocol>/<protection>'
  const lines = [
    'amendment: <a name for it>',
    `relaxes: [${relaxed.includes(':') ? `"${relaxed}"` : relaxed}]`,
    ...(page === 'policy' ? [] : [`codes: [${code}]`]),
    ...(relaxed.startsWith('rollback') ? ['for: <the migration>'] : []),
    'reason: <why>',
    'approved-by: [<who>]',
    'expires: <the last day, 2027-03-01>',
  ]
  return `land an amendment first, by a change of its own, under policies/:\n\n${indented(lines.join('\n'))}`
}
