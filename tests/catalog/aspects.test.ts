import { expect, it } from 'vitest'
import { aspectOf } from '../../src/catalog/aspects.ts'

const of = (kind: 'table' | 'column', aspect: string, older: string | undefined, newer: string | undefined) =>
  aspectOf(kind, aspect).loses(older, newer, {})

it('lets a table gain partitions, and lose none', () => {
  const two = 'RANGE (`id`): p0 100, p1 MAXVALUE'
  expect(of('table', 'partitioning', two, 'RANGE (`id`): p0 100, p1 200, p2 MAXVALUE')).toBe(false)
  expect(of('table', 'partitioning', 'RANGE (`id`): p0 100', two)).toBe(false)
  expect(of('table', 'partitioning', 'HASH (`id`): p0, p1', 'HASH (`id`): p0, p1, p2')).toBe(false)
  expect(of('table', 'partitioning', two, 'RANGE (`id`): p1 MAXVALUE')).toBe(true)
  expect(of('table', 'partitioning', two, 'RANGE (`made`): p0 100, p1 MAXVALUE')).toBe(true)
  expect(of('table', 'partitioning', two, undefined)).toBe(true)
  expect(of('table', 'partitioning', 'RANGE (at)', 'LIST (at)')).toBe(true)
})

it('lets a table be logged and a key count on, and not the other way', () => {
  expect(of('table', 'persistence', 'unlogged', undefined)).toBe(false)
  expect(of('table', 'persistence', undefined, 'unlogged')).toBe(true)
  expect(of('column', 'identity', undefined, 'autoincrement')).toBe(false)
  expect(of('column', 'identity', 'autoincrement', undefined)).toBe(true)
  expect(of('column', 'identity', undefined, 'always')).toBe(true)
})
