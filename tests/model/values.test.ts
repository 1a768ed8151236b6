import { describe, expect, it } from 'vitest'
import type { Node } from '../../src/model/node.ts'
import * as orders from '../../src/model/orders.ts'
import { count, day, duration, flag, list, path, pathProblem, record, shape, text, word } from '../../src/model/values.ts'

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

const told = (read: () => unknown) => {
  try {
    return read()
  } catch (error) {
    return (error as Error).message
  }
}
const span = scalar('').span
const listOf = (...items: string[]): Node => ({ kind: 'list', items: items.map(scalar), span }) as Node
const mapping = (entries: Record<string, Node>): Node =>
  ({ kind: 'mapping', span, entries: Object.entries(entries).map(([key, value]) => ({ key: scalar(key), value })) }) as Node

describe('what each type of a key takes', () => {
  it.each<[string, () => unknown, unknown]>([
    ['30s', () => duration.read(scalar('30s'), wrong), 30_000],
    ['1.5 h', () => duration.read(scalar('1.5 h'), wrong), 5_400_000],
    ['7ms', () => duration.read(scalar('7ms'), wrong), 7],
    ['90d', () => duration.read(scalar('90d'), wrong), 90 * 86_400_000],
    ['2w', () => duration.read(scalar('2w'), wrong), 14 * 86_400_000],
    ['x5m', () => duration.read(scalar('x5m'), wrong), 'a duration is wanted here, like `15m` or `90d`, not `x5m`'],
    ['5mx', () => duration.read(scalar('5mx'), wrong), 'a duration is wanted here, like `15m` or `90d`, not `5mx`'],
    ['on', () => flag.read(scalar('on'), wrong), true],
    ['YES', () => flag.read(scalar('YES'), wrong), true],
    ['True', () => flag.read(scalar('True'), wrong), true],
    ['off', () => flag.read(scalar('off'), wrong), false],
    ['no', () => flag.read(scalar('no'), wrong), false],
    ['false', () => flag.read(scalar('false'), wrong), false],
    ['1 as a switch', () => flag.read(scalar('1'), wrong), '`true` or `false` is wanted here, not `1`'],
    ['16', () => count.read(scalar('16'), wrong), 16],
    ['0', () => count.read(scalar('0'), wrong), 0],
    ['-1', () => count.read(scalar('-1'), wrong), 'a whole number is wanted here, not `-1`'],
    ['1.5', () => count.read(scalar('1.5'), wrong), 'a whole number is wanted here, not `1.5`'],
    ['too many digits', () => count.read(scalar('1234567890'), wrong), 'a whole number is wanted here, not `1234567890`'],
    ['a day with a time', () => day.read(scalar('2027-01-01T00'), wrong), 'a day is wanted here, like `2027-03-01`, not `2027-01-01T00`'],
    ['a word', () => word('one', 'two').read(scalar('two'), wrong), 'two'],
    ['a near word', () => word('one', 'two').read(scalar('tow'), wrong), '`tow` is none of one, two; did you mean `two`?'],
    ['a far word', () => word('one', 'two').read(scalar('elephant'), wrong), '`elephant` is none of one, two'],
    ['a list', () => list(text).read(listOf('a', 'b'), wrong), ['a', 'b']],
    ['a lone value', () => list(text, { lone: true }).read(scalar('a'), wrong), ['a']],
    ['a value for a list', () => list(text).read(scalar('a'), wrong), 'a list is wanted here; write `[…]`'],
    ['an empty list', () => list(text).read(listOf(), wrong), 'the list is empty'],
    ['an empty list where it may be', () => list(text, { empty: true }).read(listOf(), wrong), []],
    ['a mapping', () => record(count).read(mapping({ a: scalar('1') }), wrong), { a: 1 }],
    ['a list for a mapping', () => record(count).read(listOf('a'), wrong), 'a mapping is wanted here; write `{ name: value }`'],
    ['a path', () => path.read(scalar('a/b'), wrong), 'a/b'],
    ['a path above', () => path.read(scalar('../b'), wrong), pathProblem('../b')],
  ])('%s', (_, read, expected) => expect(told(read)).toEqual(expected))

  it('reads known keys, and tells the nearest of an unknown one', () => {
    const keys = shape({
      name: { type: text, order: orders.free, says: 'a name', required: true },
      within: { type: duration, order: orders.free, says: 'a time' },
    } as never)
    const read = (entries: Record<string, string>) =>
      told(() => keys.read(mapping(Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, scalar(value)]))), wrong))
    expect(read({ name: 'a', within: '1s' })).toEqual({ name: 'a', within: 1000 })
    expect(read({ within: '1s' })).toBe('the key `name` is missing here')
    expect(read({ name: 'a', withn: '1s' })).toBe('no key is called `withn` here; did you mean `within`?')
    expect(read({ elephants: 'a' })).toBe('no key is called `elephants` here; there are name, within')
    expect(read({ constructor: 'a' })).toContain('no key is called `constructor` here')
    expect(told(() => keys.read(scalar('a'), wrong))).toBe('a mapping is wanted here, with name, within')
  })

  it('says how a path is written that has empty parts', () => {
    expect(pathProblem('./a//b/')).toContain('write it as `a/b`')
    expect(pathProblem('a\\*.md')).toBeUndefined()
    expect(pathProblem('a\0b')).toBe('a path holds no NUL')
    expect(pathProblem('a..b/..c')).toBeUndefined()
  })
})

describe('how two values of a key compare', () => {
  const says = (order: { weaker: (...args: any[]) => any }, older: unknown, newer: unknown) => order.weaker(older, newer)?.says
  it.each<[string, () => unknown, string | undefined]>([
    ['the same', () => says(orders.equal('k'), { a: 1, b: 2 }, { b: 2, a: 1 }), undefined],
    ['another', () => says(orders.equal('k'), 'a', [1]), '`k` was a and is [1]'],
    ['one that is gone', () => says(orders.equal('k'), 'a', undefined), '`k: a` is gone'],
    ['one that is added', () => says(orders.equal('k'), undefined, 'a'), undefined],
    ['what is free', () => says(orders.free, 'a', 'b'), undefined],
    ['a list that grows', () => says(orders.grows('k'), ['a'], ['b', 'a']), undefined],
    ['a list that shrinks', () => says(orders.grows('k'), ['a', 'b'], ['b']), 'k: `a` is no longer asked'],
    ['a list that is gone', () => says(orders.grows('k'), ['a', 'b'], undefined), 'k: `a`, `b` is no longer asked'],
    ['a mapping of other values', () => says(orders.grows('k'), { a: 1 }, { a: 2, b: 3 }), 'k: `a: 1` is no longer asked'],
    ['a list that may shrink', () => says(orders.shrinks('k'), ['a', 'b'], ['a']), undefined],
    ['a list that may not grow', () => says(orders.shrinks('k'), ['a'], ['a', 'b']), 'k: `b` is accepted now'],
    ['a list that accepts at last', () => says(orders.shrinks('k'), undefined, ['b']), 'k: `b` is accepted now'],
    ['a number that rises', () => says(orders.rises('k'), 1, 2), undefined],
    ['a number that stays', () => says(orders.rises('k'), 2, 2), undefined],
    ['a number that falls', () => says(orders.rises('k'), 2, 1), '`k` was 2 and is 1'],
    ['a number that is gone', () => says(orders.rises('k'), 2, undefined), '`k: 2` is gone'],
    ['a number that is added', () => says(orders.rises('k'), undefined, 2), undefined],
    ['a limit that falls', () => says(orders.falls('k'), 2, 1), undefined],
    ['a limit that stays', () => says(orders.falls('k'), 2, 2), undefined],
    ['a limit that rises', () => says(orders.falls('k'), 1, 2), '`k` was 1 and is 2'],
    ['a limit that is gone', () => says(orders.falls('k'), 1, undefined), '`k: 1` is gone'],
    ['a step up', () => says(orders.ladder('k', 'a', 'b'), 'a', 'b'), undefined],
    ['a step down', () => says(orders.ladder('k', 'a', 'b'), 'b', 'a'), '`k` was b and is a'],
    ['a step that is gone', () => says(orders.ladder('k', 'a', 'b'), 'b', undefined), '`k` was b and is gone'],
    ['the first step gone', () => says(orders.ladder('k', 'a', 'b'), 'a', undefined), undefined],
    ['a switch turned off', () => says(orders.switchedOn('k'), true, false), '`k: true` is false now'],
    ['a switch that is gone', () => says(orders.switchedOn('k'), true, undefined), '`k: true` is gone'],
    ['a switch turned on', () => says(orders.switchedOn('k'), false, true), undefined],
  ])('%s', (_, compare, expected) => expect(compare()).toBe(expected))
})
