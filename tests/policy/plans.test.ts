import { it } from 'vitest'
import { loadPolicies } from '../../src/policy/load.ts'
import { takenBack } from '../../src/policy/taken.ts'
import { behind, placeOf, tiersOf, versionNamed, versionsOf } from '../../src/policy/versions.ts'
import { holds } from '../readers/table.ts'
import { refusalOf, register, tree } from './room.ts'

const one = 'databases: { main: { engine: sqlite, migrations: m } }\n'
const two = 'databases: { main: { engine: sqlite, migrations: m }, other: { engine: postgres, migrations: n } }\n'
const load = (versions: string, databases = one) =>
  loadPolicies(tree({ 'policies/a.yaml': databases + versions, 'm/1.sql': '', 'n/1.sql': '' }), { register })

it('versions stand in their order, with what is left out filled in', async () => {
  await holds(
    [
      'versions: [{ version: 1.0.0 }, { version: 1.1.0 }]',
      'versions: [{ version: 1.10.0 }, { version: 1.9.0 }, { version: v1.2 }]',
      'versions: [{ version: b, released: 2024-02-01 }, { version: a, released: 2024-01-01 }, { version: c, released: 2024-02-01 }]',
      'versions: [{ version: b, released: 2024-02-01 }, { version: a }]',
      'versions: [{ version: 2, through: "0002", services: [x], restart: stop, known-good: true, emergency: { available: true, contact: me } }, { version: 1, through: "0001", rollback-to: none }]',
      'versions: [{ version: 1 }, { version: 2, rollback-to: 1 }, { version: 3, rollback-to: 1 }]',
      'versions: [{ version: 1, steps: [{ name: a, at: ready, run: x, timeout: 5s }, { name: b, at: down, sql: SELECT 1, timeout: 1m, blocks: true, undo: y }] }]',
      'versions: [{ version: 1.0-rc1 }, { version: 1.0 }]',
      '',
    ],
    async (text) => {
      const versions = versionsOf(await load(text))
      const lines = versions.map(
        ({ at, keys, ...version }) =>
          `${JSON.stringify(version)} behind: ${behind(versions, { ...version, at, keys }).map(({ name }) => name)} at ${at.span.line}:${at.span.column}, ${placeOf({ at, keys }, 'rollback-to').span.column}`,
      )
      return lines.join('\n  ')
    },
  )
  await holds([one, two], async (databases) =>
    versionsOf(await load('versions: [{ version: 1, database: main, through: "0001" }, { version: 2 }]', databases)).map(
      ({ database, asks }) => `${database} ${asks}`,
    ),
  )
})

it('tiers state what they ask', async () => {
  await holds(
    [
      'tiers: { a: {} }',
      'tiers: { a: { within: 15m, approvals: [x], notify: [y], audit: required, retain: data, downtime: avoid, canary: 10%, triggers: [e > 5%] }, b: { validation: v } }\nvalidations: { v: [w] }',
    ],
    async (text) => [...tiersOf(await load(text))].map(([, { at: _, keys: __, ...tier }]) => tier),
  )
})

it('versions and tiers that lead nowhere are refused', async () => {
  const rows: readonly (readonly [versions: string, databases?: string])[] = [
    ['versions: [{ version: 1, rollback-to: 1 }]'],
    ['versions: [{ version: 1.0.0 }, { version: 1.1.0, rollback-to: 1.0.1 }]'],
    ['versions: [{ version: 1.0.0 }, { version: 1.1.0, rollback-to: elsewhere }]'],
    ['versions: [{ version: 1, rollback-to: non }]'],
    ['versions: [{ version: 1, rollback-to: 2 }, { version: 2 }]'],
    ['versions: [{ version: 1, rollback-to: 3 }, { version: 2 }, { version: 3 }]'],
    ['versions: [{ version: 1 }, { version: 2, rollback-to: 3 }, { version: 3, rollback-to: 2 }]'],
    ['versions: [{ version: 1, rollback-to: none }, { version: 2, rollback-to: none }]'],
    ['tiers: { a: { validation: whole } }'],
    ['tiers: { a: { validation: whol } }\nvalidations: { whole: [x] }'],
    ['tiers: { a: { validation: other } }\nvalidations: { whole: [x], quick: [y] }'],
    ['versions: [{ version: 1, database: man }]'],
    ['versions: [{ version: 1, database: elsewhere }]', two],
    ['versions: [{ version: 1, database: main }]', ''],
    ['versions: [{ version: 1, through: "0001" }]', ''],
    ['versions: [{ version: 1, through: "0001" }]', two],
    ['versions: [{ version: 1, through: "0001", database: other }]', two],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, sql: SELECT 1, timeout: 5s }] }]', two],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, sql: SELECT 1, timeout: 5s }] }]', ''],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: x, timeout: 5s }] }]', two],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, sql: SELECT 1, timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: x }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: x, sql: y, timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: later, run: x, timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: "x {form}", timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: "x {from} {to} {id}", timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, sql: "SELECT {id}", timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: x, timeout: 5s, undo: "y {too}" }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: ready, run: x, timeout: 5s }, { name: a, at: ready, run: y, timeout: 5s }] }]'],
    ['versions: [{ version: 1, steps: [{ name: a, at: after, run: x, timeout: 5s, blocks: true }] }]'],
    ['versions: [{ version: 1 }, { version: 1 }]'],
    ['versions: [{ version: none }]'],
    ['versions: [{ released: 2024-01-01 }]'],
    ['versions: [{ version: 1, released: soon }]'],
    ['versions: [{ version: 1, released: 2024-02-30 }]'],
    ['versions: [{ version: 1, restart: halt }]'],
    ['tiers: { a: { within: soon } }'],
    ['tiers: { a: { canary: 0% } }'],
    ['tiers: { a: { canary: 101% } }'],
    ['tiers: { a: { canary: ten } }'],
    ['tiers: { a: { triggers: [errors] } }'],
    ['tiers: { a: { triggers: ["errors > 5%", "x >= 2s"] } }'],
    ['tiers: { a: { audit: maybe } }'],
    ['tiers: { a: { approvals: [] } }'],
    ['validations: { a: [] }'],
    ['validations: { a: b }'],
  ]
  await holds(
    rows,
    ([versions, databases]) => refusalOf(load(`${versions}\n`, databases)),
    ([versions, databases = one]) => `${databases.length === 0 ? 'no database: ' : databases === two ? 'two databases: ' : ''}${versions}`,
  )
})

it('a hop takes migrations back, newest first', async () => {
  const versions = versionsOf(
    await load(
      'versions:\n  - { version: 1, through: a }\n  - { version: 2, through: c }\n  - { version: 3 }\n  - { version: 4, through: d }\n  - { version: 5, through: b }\n  - { version: 6, through: e }\n  - { version: 7, through: zz }\n  - { version: 8, through: d, rollback-to: none }\n  - { version: 9, rollback-to: 8 }\n',
    ),
  )
  const chains = new Map([['main', ['a', 'b', 'c', 'd']]])
  await holds(
    versions.flatMap(({ name: from }) => [...versions.map(({ name }) => name), '10'].map((to) => ({ from, to }))),
    (hop) => {
      const taken = takenBack(versions, hop, chains)
      return taken ? `${taken.database}: ${taken.migrations} to ${taken.through}` : 'nothing'
    },
    ({ from, to }) => `${from} to ${to}`,
  )
  await holds([[], ['main']], (names) =>
    JSON.stringify(takenBack(versions, { from: '2', to: '1' }, new Map(names.map((name) => [name, []]))) ?? 'nothing'),
  )
  const other = versionsOf(
    await load(
      'versions:\n  - { version: 1, database: other, through: a }\n  - { version: 2, database: main, through: b }\n  - { version: 3, database: main, through: c }\n',
      two,
    ),
  )
  await holds(
    [
      { from: '2', to: '1' },
      { from: '3', to: '2' },
      { from: '3', to: '1' },
    ],
    (hop) => takenBack(other, hop, new Map([['main', ['a', 'b', 'c']]])) ?? 'nothing',
  )
  await holds(['1', '11', 'x', ''], (name) => versionNamed(versions, name).name)
  await holds(['1'], (name) => versionNamed([], name).name)
})
