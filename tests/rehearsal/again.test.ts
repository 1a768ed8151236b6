import { expect, test } from 'vitest'
import type { Catalog, CatalogObject } from '../../src/catalog/catalog.ts'
import { comesToTheSame } from '../../src/rehearsal/again.ts'
import { script } from './script.ts'

const catalog = (...objects: readonly (readonly [kind: CatalogObject['kind'], name: string, identity?: string])[]): Catalog => ({
  engine: 'postgres',
  objects: new Map(
    objects.map(([kind, name, identity = name]) => [`${kind}:${name}`, { key: `${kind}:${name}`, kind, name, identity, aspects: {} }]),
  ),
})
const table = ['table', 'public.t'] as const
const same = { before: catalog(table), back: catalog(table) }
const asked = (text: string, seen = same) => comesToTheSame(seen, script('m', 'up', text))

test('a script that makes, changes and drops by name comes to the same from the same', () => {
  for (const text of [
    'CREATE TABLE u (id int, at timestamp with time zone DEFAULT now())',
    'BEGIN; ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 3; CREATE INDEX ON t (a); COMMIT;',
    'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t ON DELETE CASCADE ON UPDATE SET NULL',
    'ALTER TABLE t ALTER a SET NOT NULL;\nDROP INDEX i',
  ])
    expect([text, asked(text)]).toEqual([text, true])
})

test('what rows, counters, settings or functions may decide is looked at again', () => {
  for (const text of [
    `DO $$ BEGIN EXECUTE format('CREATE TABLE p%s ()', nextval('s')); END $$`,
    'CREATE TABLE u AS SELECT * FROM t',
    'SELECT make()',
    'CALL make()',
    `\n  SET search_path = other;\nCREATE TABLE u ()`,
    'CREATE OR REPLACE VIEW v AS TABLE t',
    'UPDATE t SET a = 1; ALTER TABLE t ADD b int',
    'ALTER TABLE t ON DELETE DELETE',
  ])
    expect([text, asked(text)]).toEqual([text, false])
})

test('so is what a way back left otherwise, and what answers to changes of the schema', () => {
  const plain = 'CREATE TABLE u (id int)'
  expect(asked(plain, { before: same.before, back: catalog(table, ['table', 'public.left']) })).toBe(false)
  expect(asked(plain, { before: same.before, back: catalog(['table', 'public.t', 'another']) })).toBe(false)
  const event = ['event trigger', 'e'] as const
  expect(asked(plain, { before: catalog(table, event), back: catalog(table, event) })).toBe(false)
  expect(comesToTheSame({ before: same.before }, script('m', 'up', plain))).toBe(false)
})
