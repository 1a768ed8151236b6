import type { FileDraft } from './draft.ts'

const context = 3

/** A proposed file as a unified diff: all of a new one, and what is added behind the end of one that stands. */
export function diffOf({ path, before, text, executable }: FileDraft): string[] {
  const lines = linesOf(text)
  const mode = executable && before === undefined ? ['new file mode 100755'] : []
  if (before === undefined)
    return ['--- /dev/null', `+++ b/${path}`, ...mode, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)]
  const older = linesOf(before)
  let same = 0
  while (same < older.length && older[same] === lines[same]) same++
  const from = Math.max(0, same - context)
  const [gone, added] = [older.slice(same), lines.slice(same)]
  return [
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${from + 1},${older.length - from} +${from + 1},${lines.length - from} @@`,
    ...older.slice(from, same).map((line) => ` ${line}`),
    ...gone.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
  ]
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
