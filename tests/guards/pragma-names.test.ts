import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { wrongPragma } from '../../src/guards/pragma/names.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { refusalOf, tree } from '../policy/room.ts'

it('knows every pragma that SQLite has, however it is written, and names the nearest of any other', () => {
  const all = new DatabaseSync(':memory:').prepare('SELECT name FROM pragma_pragma_list').all()
  expect(all.map(({ name }) => wrongPragma(String(name).toUpperCase())).filter(Boolean)).toEqual([])
  expect(wrongPragma('foreing_keys')).toBe('SQLite has no pragma called `foreing_keys`; did you mean `foreign_keys`?')
  expect(wrongPragma('entirely_of_our_own')).toContain('; write `foreign_keys`')
})

it('is refused in a policy, where SQLite would take it without a word', async () => {
  const policy =
    'protocol: a\nstatus: irreversible\nprotect:\n  - pragma: foreing_keys\n    is: on\ndatabases:\n  main: { engine: sqlite, migrations: db }\n'
  expect(await refusalOf(loadPolicies(tree({ 'policies/a.yaml': policy })))).toContain('policies/a.yaml:4:13: SQLite has no pragma')
})
