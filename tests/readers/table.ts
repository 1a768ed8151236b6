import { expect } from 'vitest'

/** Holds what each row comes to, a line each, in the `.snap` beside the test: read what `vitest -u` makes of it. */
export async function holds<T>(rows: readonly T[], comesTo: (row: T) => unknown, shown: (row: T) => string = plain): Promise<void> {
  const lines: string[] = []
  for (const row of rows) {
    let came: unknown
    try {
      came = await comesTo(row)
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error
      came = `refused: ${(error as Error).message}`
    }
    lines.push(`${shown(row)}  →  ${typeof came === 'string' ? came : (JSON.stringify(came) ?? 'nothing')}`)
  }
  // What would make the file one of bytes, or another text where line ends are changed, is spelled out.
  expect(lines.join('\n').replace(/[^\n\t\P{Cc}]/gu, (each) => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`)).toMatchSnapshot()
}

const plain = (row: unknown): string => (typeof row === 'string' ? row.replaceAll('\n', '⏎') : JSON.stringify(row))
