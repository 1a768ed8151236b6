import { inert, line, visible } from './escape.ts'

/** Text as Markdown shows it letter by letter: names in backticks become code, all else that Markdown would read is escaped. */
export function inline(text: string): string {
  return line(text)
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 ? code(part.slice(1, -1)) : plain(part)))
    .join('')
}

/** The same in a cell of a table, which `|` would end even inside of code. */
export function cell(text: string): string {
  return inline(text).replaceAll('|', '\\|')
}

/** A span of code whatever it holds (CommonMark 6.1). */
export function code(text: string): string {
  const ticks = '`'.repeat(longest(text) + 1)
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : ''
  return `${ticks}${pad}${text}${pad}${ticks}`
}

/** A fenced block that no run of backticks in it can end. */
export function fence(text: string, info = 'text'): string {
  const ticks = '`'.repeat(Math.max(3, longest(text) + 1))
  return `${ticks}${info}\n${inert(visible(text))}\n${ticks}`
}

/** A table; a column that no row fills is left out. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = heads.map((_, at) => at === 0 || rows.some((row) => row[at]))
  const draw = (row: readonly string[]) => `| ${row.filter((_, at) => kept[at]).join(' | ')} |`
  return [draw(heads), draw(heads.map(() => '---')), ...rows.map(draw)].join('\n')
}

function longest(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}

/** Nobody is called by `@name`, no issue is linked by `#1`, and no address becomes a link. */
function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>&|~$]/g, '\\$&')
    .replace(/^(\s*)([-+#=]|\d+[.)])/, (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`)
    .replace(/@(?=\w)|#(?=\d)|(?<=\bGH)-(?=\d)/g, '$&<!-- -->')
    .replace(/:(?=\/\/)|www(?=\.)/gi, '$&<!-- -->')
}
