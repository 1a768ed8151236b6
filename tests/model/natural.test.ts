import { expect, it } from 'vitest'
import { naturally } from '../../src/model/natural.ts'
import fc from '../seeded.ts'

it('orders numbers by value, and text by its letters', () => {
  const sorted = ['2_b', '10_a', '0010_b', '9', 'a2', 'a10', 'b', 'V1.9', 'V1.10'].sort(naturally)
  expect(sorted).toEqual(['2_b', '9', '10_a', '0010_b', 'V1.9', 'V1.10', 'a2', 'a10', 'b'])
})

it('takes numbers with zeros ahead for what they are, however long', () => {
  expect(naturally('001_a', '1_a')).toBe(0)
  expect(naturally('000', '0')).toBe(0)
  expect(naturally('99999999999999999999', '100000000000000000000')).toBeLessThan(0)
  expect(naturally('0042_x', '41_x')).toBeGreaterThan(0)
})

it('puts what goes on behind what ends', () => {
  expect(naturally('0002', '0002_more')).toBeLessThan(0)
  expect(naturally('0002_more', '0002')).toBeGreaterThan(0)
})

it('is an order: turned round, it is turned round; passed on, it is passed on', () => {
  const name = fc.array(fc.constantFrom('0', '00', '1', '9', '10', 'a', 'b', '_'), { maxLength: 5 }).map((parts) => parts.join(''))
  fc.assert(fc.property(name, name, (a, b) => Math.sign(naturally(a, b)) === -Math.sign(naturally(b, a)) || naturally(a, b) === 0))
  fc.assert(fc.property(name, name, name, (a, b, c) => !(naturally(a, b) <= 0 && naturally(b, c) <= 0) || naturally(a, c) <= 0))
})
