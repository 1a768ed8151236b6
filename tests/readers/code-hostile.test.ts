import { describe, expect, it } from 'vitest'
import { code } from '../../src/guards/code/code.ts'
import { test } from '../../src/guards/test/test.ts'
import { token } from '../../src/guards/token/token.ts'
import { protocolOf, said } from '../guards/told.ts'

const often = (text: string) => text.repeat(20_000)
const hostile: [string, string][] = [
  ['deep calls', `${often('f(')}check(1)${often(')')}`],
  ['deep blocks', `${often('if (a) {')}check(1)${often('}')}`],
  ['a deep negation', `if (${often('!')}false) { check(1) }`],
  ['a long chain of else', `${often('if (a) { return } else ')} { return }; check(1)`],
  ['a long sum', `const X = ${"'a' + ".repeat(300)}'a'; check(1)`],
  ['an unclosed string', `const X = "${often('(')} check(1)`],
  ['no code at all', '\u0000\uFFFF check(1) \u202e }}}}'],
]

describe('hostile code', () => {
  it.each(hostile)('ends in a verdict or a refusal: %s', async (_, text) => {
    for (const [guard, protocol] of [
      [code, protocolOf('code', [['a.ts', { contains: 'check($A)' }]])],
      [test, protocolOf('test', [['check', { in: ['a.ts'] }]])],
      [token, protocolOf('token', [['t', { pattern: 'a{3}', in: [{ file: 'a.ts', contains: "X = '$PATTERN'" }] }]])],
    ] as const) {
      const lines = await said(guard, protocol, undefined, { 'a.ts': text })
      for (const line of lines) expect(line).toMatch(/^(?:refusal|code\/\w+|test\/[\w-]+|token\/[\w-]+): /)
    }
  })
})
