import { expect, it } from 'vitest'
import { filled, filledQuery } from '../../src/rollback/fill.ts'

const open = { from: '1.3.0', to: "v'1 $(id)", id: 'a-b' }

it.each([
  ['deploy v{from} {id}', 'deploy v1.3.0 a-b'],
  ['deploy {to}', "deploy 'v'\\''1 $(id)'"],
  ['put {"version":{from}}', 'put {"version":1.3.0}'],
  ['say ${from} {{to}} {{ id }} { from } {}', 'say ${from} {{to}} {{ id }} { from } {}'],
  ['{from}{from}', '1.3.01.3.0'],
])('a command is filled in where a word stands alone in braces: %s', (command, expected) => {
  expect(filled(command, open)).toBe(expected)
})

it('what has no value yet is left, and what is filled in is not filled again', () => {
  expect(filled('{id} {to}', { from: 'a', to: '{from}' })).toBe("{id} '{from}'")
})

it('in a query a value ends no text', () => {
  expect(filledQuery("SELECT 1 WHERE v = '{to}' AND w = '{from}'", open)).toBe("SELECT 1 WHERE v = 'v''1 $(id)' AND w = '1.3.0'")
})
