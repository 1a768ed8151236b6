import type { FileDraft } from './draft.ts'

const context = 3

/** A proposed file as a unified diff: all of a new one, and what is added to one that stands. */
export function diffOf({ path, before, text, executable }: FileDraft): string[] {
  const lines = linesOf(text)
  const mode = executable && before === undefined ? ['new file mode 100755'] : []
  if (before === undefined)
    return ['--- /dev/null', `+++ b/${path}`, ...mode, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)]
  const older = linesOf(before)
  let same = 0
  while (same < older.length && older[same] === lines[same]) same++
  let tail = 0
  while (tail < Math.min(older.length, lines.length) - same && older.at(-1 - tail) === lines.at(-1 - tail)) tail++
  const from = Math.max(0, same - context)
  const [gone, added] = [older.slice(same, older.length - tail), lines.slice(same, lines.length - tail)]
  const behind = older.slice(older.length - tail, older.length - tail + context)
  const all = same - from + behind.length
  return [
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${from + 1},${all + gone.length} +${from + 1},${all + added.length} @@`,
    ...older.slice(from, same).map((line) => ` ${line}`),
    ...gone.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...behind.map((line) => ` ${line}`),
  ]
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
