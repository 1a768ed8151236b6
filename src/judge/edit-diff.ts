import type { Edit } from '../model/files.ts'
import type { Files } from '../model/tree.ts'

const mostLines = 40
const around = 2

/** Edits as a person reads them: what goes and what comes, with a few lines around it. */
export async function diffOf(edits: ReadonlyMap<string, Edit>, files: Files): Promise<string> {
  const parts: string[] = []
  for (const [path, edit] of edits) {
    const entry = (await files.entries()).get(path)
    const older = entry && entry.mode !== 'gitlink' ? ((await files.text(path)) ?? '') : ''
    const whole = typeof edit === 'object' && 'content' in edit ? edit : { content: edit, mode: undefined }
    const content = whole.content ?? ''
    const newer = typeof content === 'string' ? content : new TextDecoder().decode(content)
    parts.push(`--- ${entry ? path : '(nothing)'}`, `+++ ${edit === undefined ? '(nothing)' : path}`)
    if (whole.mode !== undefined && whole.mode !== entry?.mode) parts.push(`mode ${entry?.mode ?? 'none'} → ${whole.mode}`)
    parts.push(...linesOf(older, newer))
  }
  return parts.join('\n')
}

function linesOf(older: string, newer: string): string[] {
  const lines = changedLines(older, newer, around)
  return lines.length > mostLines ? [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} more lines`] : lines
}

/** What goes and what comes, from the first line that differs to the last, with so many lines around it. */
export function changedLines(older: string, newer: string, around: number): string[] {
  const before = older.split('\n')
  const after = newer.split('\n')
  let start = 0
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++
  let end = 0
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++
  return [
    ...before.slice(Math.max(0, start - around), start).map((line) => ` ${line}`),
    ...before.slice(start, before.length - end).map((line) => `-${line}`),
    ...after.slice(start, after.length - end).map((line) => `+${line}`),
    ...before.slice(before.length - end, before.length - end + around).map((line) => ` ${line}`),
  ].filter((line) => line.length > 1)
}
