import picomatch from 'picomatch'
import { expect, it } from 'vitest'
import { globber } from '../../src/model/glob.ts'
import { wildcards } from '../../src/model/wildcards.ts'
import fc from '../seeded.ts'

const part = fc.constantFrom('*', '?', '[ab]', '[!a]', '[a-b]', '{a,b}', '{a,*b}', 'a', 'b', '.', '-', 'ab', '\\\\*')
const glob = fc.array(
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  { minLength: 1, maxLength: 4 },
)
const name = fc.array(fc.constantFrom('a', 'b', 'c', '-', '.', '*', 'ab'), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
const path = fc.array(name, { minLength: 1, maxLength: 5 })

it('a glob of many stars means what it means with few', () => {
  fc.assert(
    fc.property(glob, path, fc.boolean(), (names, folders, nocase) => {
      const [pattern, text] = [names.join('/'), folders.join('/')]
      fc.pre(!/^(?:!|\.\/)|\*\*[^/]|[^/]\*\*/.test(pattern) && folders.every((each) => !/^\.+$/.test(each)))
      expect(wildcards(pattern, nocase)(text), `${pattern} ${text}`).toBe(picomatch(pattern, { dot: true, posix: true, nocase })(text))
    }),
    { numRuns: 20_000 },
  )
})

it.each([
  [`${'*a'.repeat(30)}*b`, 'a'.repeat(250), false],
  [`${'*a'.repeat(30)}*b`, `${'a'.repeat(249)}b`, true],
  [`${'**/a/'.repeat(20)}b`, `${'a/'.repeat(2000)}c`, false],
  [`${'**/a/'.repeat(20)}b`, `${'a/'.repeat(1999)}a/b`, true],
])('%s is decided at once', (pattern, text, fits) => {
  expect(globber([pattern])(text)).toBe(fits)
})

it.each([
  '*a*a*a*!(b)',
  '!*a*a*a*a',
  './*a*a*a*a',
  '*a*a*a*a{1..3}',
  '*a*a*a*a[[:alpha:]]',
  'a**b*c*d*',
])('%s is refused by name', (pattern) => {
  expect(() => globber([pattern])).toThrow(/beside more than three stars/)
})

it('a glob that stands for too many others is refused', () => {
  expect(() => globber([`*a*a*a*a${'{a,b}'.repeat(11)}`])).toThrow(/stands for more than 1000 others/)
})
