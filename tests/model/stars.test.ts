import { expect, it } from 'vitest'
import { fitsStars } from '../../src/model/stars.ts'

it.each([
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['sess*', 'sessions', true],
  ['*.sessions', 'public.sessions', true],
  ['*.sessions', 'public.sessions_old', false],
  ['p*.s*s', 'public.sessions', true],
  ['a*b*c', 'abcbc', true],
  ['a*b*c', 'abcb', false],
  ['**a', 'bbba', true],
  ['a.c', 'abc', false],
  ['f(*)', 'f(integer)', true],
  ['*', 'of\nlines', true],
  ['a*', '*a', false],
])('`%s` and `%s`: %s', (pattern, text, fits) => {
  expect(fitsStars(pattern, text)).toBe(fits)
})

it('a sign for one letter is one only where it is given', () => {
  expect([fitsStars('session?', 'sessions', '?'), fitsStars('session?', 'session', '?')]).toEqual([true, false])
  expect([fitsStars('session?', 'sessions'), fitsStars('session?', 'session?')]).toEqual([false, true])
})

it('a pattern made to be gone back in is decided at once', () => {
  expect(fitsStars(`${'*a'.repeat(500)}b`, 'a'.repeat(5000))).toBe(false)
  expect(fitsStars(`${'*a'.repeat(500)}*`, 'a'.repeat(5000))).toBe(true)
})
