import { expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { text } from '../../src/reporters/text.ts'
import { quiet, undecided } from './example.ts'

const [finding] = undecided.findings as [Finding]

/** The quoted line and the carets below it. */
function shown(written: string, column: number, endColumn: number): [string, string] {
  const place = {
    side: 'after' as const,
    path: 'a.sql',
    span: { line: 1, column, endLine: 1, endColumn },
    lines: [{ number: 1, text: written }],
  }
  const lines = text({ ...quiet, findings: [{ ...finding, places: [place] }] }, { color: false }).split('\n')
  return [lines[3]!.slice(5), lines[4]!.slice(5)]
}

it.each([
  ['letters', 'a drop b', 3, 7, '  ^^^^'],
  ['wide letters, two cells each', '表を drop b', 4, 8, '     ^^^^'],
  ['wide letters that are meant', 'a 表を b', 3, 5, '  ^^^^'],
  ['an accent that is a character of its own', 'e\u0301 drop', 4, 8, '  ^^^^'],
  ['a tab, four cells', '\tdrop', 2, 6, '    ^^^^'],
  ['what is shown by its number', '\u202edrop', 2, 6, '        ^^^^'],
])('carets stand below %s', (_, written, column, endColumn, carets) => {
  expect(shown(written, column, endColumn)[1]).toBe(carets)
})

it('shows of a very long line the part around what is meant', () => {
  const written = `${'a'.repeat(5000)}DROP${'b'.repeat(5000)}`
  const [line, carets] = shown(written, 5001, 5005)
  expect(line).toBe(`…${'a'.repeat(40)}DROP${'b'.repeat(116)}…`)
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('DROP')
})

it('shows the end of a long line whole, and cuts no letter in two', () => {
  const [line, carets] = shown(`${'😀'.repeat(200)}DROPS`, 401, 406)
  expect(line).toMatch(/^… 😀+DROPS$/u)
  expect(line.isWellFormed()).toBe(true)
  expect(carets.trim()).toBe('^^^^^')
  expect(shown('DROP', 1, 9000)[1]).toBe('^^^^')
})
