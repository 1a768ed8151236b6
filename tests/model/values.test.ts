import { describe, expect, it } from 'vitest'
import type { Node } from '../../src/model/node.ts'
import { day, duration, pathProblem } from '../../src/model/values.ts'

const scalar = (text: string): Node => ({
  kind: 'scalar',
  text,
  plain: true,
  span: { line: 1, column: 1, endLine: 1, endColumn: 1 + text.length },
})
const wrong = (_: Node, message: string): never => {
  throw new Error(message)
}

describe('values of policy keys', () => {
  it('reads durations by their unit', () => {
    expect(duration.read(scalar('15m'), wrong)).toBe(900_000)
    expect(() => duration.read(scalar('15'), wrong)).toThrow('like `15m`')
  })

  it('takes real days alone', () => {
    expect(day.read(scalar('2028-02-29'), wrong)).toBe('2028-02-29')
    expect(() => day.read(scalar('2027-02-29'), wrong)).toThrow('a day is wanted')
  })

  it('keeps paths inside the tree', () => {
    expect(pathProblem('docs/a.md')).toBeUndefined()
    for (const bad of ['/etc/passwd', '../x', 'a/../../b', 'C:/x', '\\\\server\\x', 'a//b', './a']) expect(pathProblem(bad)).toBeDefined()
  })
})
