import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const cases = join(root, 'tests', 'guards')

/**
 * The pages of the guards with their examples made true: what stands in a plain fence under a code's heading is what a case prints.
 * An example that a case still prints stays; another is replaced by the first that a case prints for the code.
 */
export function pagesWithExamples(): Map<string, string> {
  const printed = readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((path) => ['expected.txt', 'audit.txt'].includes(basename(path)))
    .sort()
    .map((path) => readFileSync(join(cases, path), 'utf8'))
    .join('')
  const first = new Map<string, RegExpMatchArray>()
  for (const found of printed.matchAll(/^(?:error|warning)\[([\w/-]+)\]: (.*)$/gm)) {
    if (!first.has(found[1]!)) first.set(found[1]!, found)
  }
  const folder = join(root, 'docs', 'guards')
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
  return new Map(pages.map((name) => [join(folder, name), withExamples(readFileSync(join(folder, name), 'utf8'), name, printed, first)]))
}

function withExamples(page: string, name: string, printed: string, first: ReadonlyMap<string, RegExpMatchArray>): string {
  let code = ''
  let fence: string | undefined
  const lines = page.split('\n').map((line) => {
    const heading = /^## `?([a-z0-9/-]+)`?$/.exec(line)?.[1]
    if (fence === undefined && heading) code = heading.includes('/') ? heading : `${name.replace('.md', '')}/${heading}`
    if (line.startsWith('```')) {
      fence = fence === undefined ? line : undefined
      return line
    }
    const shown = fence === '```' && line.trim() !== '' && !printed.includes(line.trim()) ? first.get(code) : undefined
    if (!shown) return line
    return /^(?:error|warning)\[/.test(line) ? shown[0] : shown[2]!
  })
  return lines.join('\n')
}
