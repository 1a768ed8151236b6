import { it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import type { Place } from '../../src/model/place.ts'
import { amend, auditAmendments, standingAmendments } from '../../src/policy/amend.ts'
import { loadBoth, loadPolicies } from '../../src/policy/load.ts'
import { watched } from '../../src/policy/watch.ts'
import { holds } from '../readers/table.ts'
import { base } from './pairs.ts'
import { amendment, refusalOf, register, type Tree, tree } from './room.ts'

const today = '2026-11-21'

/** Policies as plain data; where a thing stands as `line:column`. */
function plain(value: unknown, seen: readonly unknown[] = []): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, plain(each, seen)]))
  if (value instanceof Set) return [...value]
  if (value instanceof Error) return `refused: ${value.message}`
  if (Array.isArray(value)) return value.map((each) => plain(each, seen))
  if (typeof value !== 'object' || value === null) return value
  if (seen.includes(value)) return '…'
  const own = value as Record<string, unknown>
  if (typeof own.line === 'number' && typeof own.endColumn === 'number') return `${own.line}:${own.column}-${own.endLine}:${own.endColumn}`
  return Object.fromEntries(Object.entries(own).map(([key, each]) => [key, plain(each, [...seen, value])]))
}

it('policies are read whole', async () => {
  await holds(
    [base],
    async (files) => JSON.stringify(plain(await loadPolicies(tree(files))), null, 1),
    () => 'the policies of the pairs',
  )
  await holds(
    [
      'amendment: a\nrelaxes: [p/document:a.md]\ncodes: [document/missing]\nfor: 0001_x\nreason: r\napproved-by: [dba, Ada]\nexpires: 2027-01-01\nfrom: 2026-12-01\n',
      'amendment: a\nrelaxes: [p/document:a.md, p/document:b.md]\n',
      'amendment: a\nrelaxes: [x]\nreason: ""\n',
      'protocol: q\ntitle: T\nstatus: lossy\nowners: [a, b]\nwhy: w\nrequired-coverage: 1/2\nprotect:\n  - { document: a.md, layer: l, why: v, id: i, level: warning }\n  - { document: b.md }\n  - document: c.md\n',
      'protocol: q\nsuperseded-by: p\n',
      'protocol: q\nrequired-coverage: 50%\nprotect: [{ document: a.md }]\n',
      'databases: { d: { engine: postgres, migrations: m, rows: { a: 1 }, env: [PAWL_X], roles: [r], extensions: [e], settings: { a: b }, server: $PAWL_URL } }\n',
      'databases: { d: { engine: sqlite, migrations: m, rows: r.sql, run: { up: u, down: w } } }\n',
      'databases: { d: { engine: sqlite, migrations: m } }\nrollback: d\n',
      'databases: { d: { engine: sqlite, migrations: m } }\nrollback: d\ncategories: { additive: {}, breaking: { within: 1h } }\nlossy: allowed\nimpossible: forbidden\nnames: { estimate: [D] }\nuntil: x\nfrozen: true\nbackup: [b]\ndocument: d/{migration}.md\n',
      'approvers: { dba: [A, B], lead: [] }\n',
      'apiVersion: v1\nkind: X\n',
    ],
    async (text) => {
      const more: Tree = { 'policies/p.yaml': 'protocol: p\nprotect: [{ document: a.md }, { document: b.md }]\n', 'policies/x.yaml': text }
      const { protocols, rollbacks, databases, amendments, approvers, foreign } = (await loadPolicies(tree(more), {
        register,
      })) as never as Record<string, unknown>
      return JSON.stringify(plain({ protocols: (protocols as unknown[]).slice(1), rollbacks, databases, amendments, approvers, foreign }))
    },
  )
})

it('a policy that cannot be read is refused with its place', async () => {
  const protocol = (rest: string) => `protocol: p\n${rest}`
  const texts = [
    '',
    '\n',
    '# only',
    'text',
    '- a',
    'x: y',
    'protocl: p',
    'protokoll: p',
    'protect: []',
    'title: x',
    'categories: {}',
    'relaxes: [a]',
    'lossy: allowed',
    'owners: [a]',
    protocol(''),
    protocol('protect: []'),
    protocol('protect: x'),
    protocol('protect: { document: a.md }'),
    protocol('protect: [x]'),
    protocol('protect: [{}]'),
    protocol('protect: [{ layer: l }]'),
    protocol('protect: [{ document: a.md, headings: [] }]'),
    protocol('protect: [{ document: a.md, heading: [a] }]'),
    protocol('protect: [{ documents: a.md }]'),
    protocol('protect: [{ document: a.md, column: t.c }]'),
    protocol('protect: [{ document: ../a.md }]'),
    protocol('protect: [{ document: /a.md }]'),
    protocol('protect: [{ document: "" }]'),
    protocol('protect: [{ document: [a] }]'),
    protocol('protect: [{ document: a.md, level: fatal }]'),
    protocol('protect: [{ document: a.md, level: [a] }]'),
    protocol('protect: [{ document: a.md, id: "*" }]'),
    protocol('protect: [{ document: a.md }, { document: a.md }]'),
    protocol('protect: [{ document: a.md, id: x }, { document: b.md, id: x }]'),
    protocol('protect: [{ document: a.md }, { document: A.md, id: "document:a.md" }]'),
    protocol('protect: [{ invariant: i }]'),
    protocol('protect: [{ invariant: i, sql: "" }]'),
    protocol('protect: [{ column: t.c }]'),
    protocol('protect: [{ pragma: x, is: on }]'),
    protocol('protect: [{ document: a.md, database: d }]'),
    'protocol: P\nprotect: [{ document: a.md }]',
    'protocol: p q\nprotect: [{ document: a.md }]',
    'protocol: [p]\nprotect: [{ document: a.md }]',
    protocol('status: gone\nprotect: [{ document: a.md }]'),
    protocol('status: irreversibl\nprotect: [{ document: a.md }]'),
    protocol('owners: me\nprotect: [{ document: a.md }]'),
    protocol('owner: [me]\nprotect: [{ document: a.md }]'),
    protocol('required-coverage: 101%\nprotect: [{ document: a.md }]'),
    protocol('required-coverage: 2/1\nprotect: [{ document: a.md }]'),
    protocol('required-coverage: 1/2\nprotect: [{ document: a.md }]'),
    protocol('required-coverage: most\nprotect: [{ document: a.md }]'),
    protocol('superseded-by: p'),
    protocol('superseded-by: q'),
    protocol('protect: [{ document: a.md }]\nrollback: d'),
    protocol('protect: [{ document: a.md }]\nprotocol: q'),
    protocol('protect: [{ document: !x a.md }]'),
    protocol('protect: [{ document: &x a.md }, { document: *x }]'),
    protocol('protect:\n  - document: a.md #b\n'),
    protocol('why: **bold**\nprotect: [{ document: a.md }]'),
    protocol('why: a\n<<: { title: x }\nprotect: [{ document: a.md }]'),
    `${protocol('protect: [{ document: a.md }]')}\n---\na: b`,
    protocol('protect: [{ document: a.md }]\nwhy: "open'),
    'databases: {}',
    'databases: x',
    'databases: { d: x }',
    'databases: { d: {} }',
    'databases: { d: { engine: oracle, migrations: m } }',
    'databases: { d: { engine: sqlite } }',
    'databases: { d: { engine: sqlite, migrations: m, transaction: never } }',
    'databases: { d: { engine: sqlite, migrations: m, server: postgres://x } }',
    'databases: { d: { engine: sqlite, migrations: m, server: $OTHER } }',
    'databases: { d: { engine: sqlite, migrations: m, env: [path] } }',
    'databases: { d: { engine: sqlite, migrations: m, rows: { a: x } } }',
    'databases: { d: { engine: sqlite, migrations: m, rendered: x.sql } }',
    'databases: { "d e": { engine: sqlite, migrations: m } }',
    'databases: { d: { engine: sqlite, migrations: ../m } }',
    'databases: { d: { engine: sqlite, migrations: m, run: { up: x } } }',
    'databases: { d: { engine: sqlite, migrations: m, run: { up: "x {revison}", down: y } } }',
    'rollback: none',
    'rollback: d\ncategories: { other: {} }',
    'rollback: d\ncategories: { additive: { within: 5 } }',
    'rollback: d\ncategories: { additive: { approvals: -1 } }',
    'rollback: d\ncategories: { additive: { rehearsal: maybe } }',
    'rollback: d\nlossy: maybe',
    'rollback: d\nfrozen: maybe',
    'rollback: d\ndocument: docs/x.md',
    'rollback: d\nnames: { other: [x] }',
    'rollback: d\nbackup: x',
    'amendment: a',
    'amendment: a\nrelaxes: []',
    'amendment: a\nrelaxes: x\n',
    'amendment: a\nrelaxes: [x]\nexpires: soon',
    'amendment: a\nrelaxes: [x]\nfrom: 2026-13-01',
    'amendment: [a]\nrelaxes: [x]',
    'versions: {}',
    'versions: []',
    'tiers: {}',
    'tiers: []',
    'validations: {}',
    'approvers: {}',
    'approvers: x',
    'approvers: { a: x }',
    'apiVersion: v1',
    'kind: X',
  ]
  await holds(texts, (text) => refusalOf(loadPolicies(tree({ 'policies/x.yaml': text }), { register })))
  await holds<Tree>(
    [
      {},
      { 'policies/a.txt': 'x' },
      { 'policies/a.YAML': 'x: y' },
      { 'policies/deep/.a.yml': 'x: y' },
      { 'policies/a.yaml': { content: 'b', mode: 'symlink' } },
      { policies: { content: 'x', mode: 'symlink' } },
      { 'policies/a.yaml': protocol('protect: [{ document: a.md }]'), 'policies/A.yaml': protocol('protect: [{ document: b.md }]') },
      { 'policies/a.yaml': protocol('protect: [{ document: a.md }]'), 'policies/b.yaml': protocol('protect: [{ document: b.md }]') },
      {
        'policies/a.yaml': 'databases: { d: { engine: sqlite, migrations: m } }',
        'policies/b.yaml': 'databases: { d: { engine: sqlite, migrations: m } }',
      },
      { 'policies/a.yaml': 'databases: { d: { engine: sqlite, migrations: m } }\nrollback: d', 'policies/b.yaml': 'rollback: d' },
      {
        'policies/a.yaml': 'databases: { d: { engine: sqlite, migrations: m }, e: { engine: sqlite, migrations: n } }',
        'policies/b.yaml': protocol('protect: [{ column: t.c }]'),
      },
      {
        'policies/a.yaml': 'databases: { d: { engine: sqlite, migrations: m }, e: { engine: sqlite, migrations: n } }',
        'policies/b.yaml': protocol('protect: [{ column: t.c, database: f }]'),
      },
      {
        'policies/a.yaml': 'databases: { d: { engine: postgres, migrations: m } }',
        'policies/b.yaml': protocol('protect: [{ pragma: x, is: on }]'),
      },
      { 'policies/a.yaml': 'amendment: a\nrelaxes: [x]', 'policies/b.yaml': 'amendment: a\nrelaxes: [x]' },
      { 'policies/a.yaml': 'approvers: { a: [x] }', 'policies/b.yaml': 'approvers: { a: [y] }' },
      { 'policies/a.yaml': 'validations: { a: [x] }', 'policies/b.yaml': 'validations: { a: [y] }' },
      { 'policies/a.yaml': 'tiers: { a: {} }', 'policies/b.yaml': 'tiers: { a: {} }' },
      { 'policies/a.yaml': `${protocol('superseded-by: q')}`, 'policies/b.yaml': 'protocol: q\nsuperseded-by: p' },
      { 'policies/a.yaml': 'a: b\0' },
      { 'policies/a.yaml': new Uint8Array([0xff, 0xfe]) },
    ],
    (files) => refusalOf(loadPolicies(tree(files), { register })),
    (files) => JSON.stringify(files),
  )
})

const p = 'databases: { main: { engine: sqlite, migrations: m } }\nprotocol: p\nprotect:\n  - document: a.md\n  - column: t.c\n'
const with_ = (text: string, more: Tree = {}): Tree => ({
  'policies/p.yaml': p,
  'policies/r.yaml': 'rollback: main\n',
  'policies/v.yaml': 'versions: [{ version: 1 }]\ntiers: { gold: {} }\n',
  'policies/x.yaml': text,
  ...more,
})
const finding = (code: string, given: Partial<Finding<Place>> = {}): Finding<Place> => ({
  code,
  level: 'error',
  protection: 'p/column:t.c',
  kind: 'column',
  subject: 't.c',
  what: '',
  message: 'm',
  help: 'h',
  docs: '',
  places: [{ side: 'after', path: 'm/0043_x.up.sql' }],
  ...given,
})

it('an amendment allows what it names, or tells why it does not', async () => {
  const texts = [
    amendment(),
    ...[
      ['reason', undefined],
      ['reason', '" "'],
      ['expires', undefined],
      ['expires', '2026-11-20'],
      ['expires', '2026-11-21'],
      ['expires', '2026-12-21'],
      ['expires', '2026-12-22'],
      ['from', '2026-11-21'],
      ['from', '2026-11-22'],
      ['approved-by', undefined],
      ['approved-by', '[Ada]'],
      ['approved-by', '[dba, Eve]'],
      ['approved-by', '[" ADA "]'],
      ['codes', '[schema/column-dropped]'],
      ['codes', '[schema/column-droped]'],
      ['codes', '[nothing/at-all]'],
      ['codes', '[schema/type-changed]'],
      ['relaxes', '["p/*"]'],
      ['relaxes', '[p/column:t.d]'],
      ['relaxes', '[elsewhere]'],
      ['relaxes', '["rollback:main"]'],
      ['relaxes', '["database:main"]'],
      ['relaxes', '["version:1"]'],
      ['relaxes', '["tier:gold"]'],
      ['relaxes', '["tier:silver"]'],
      ['for', '0043_x'],
      ['for', '0043'],
      ['for', '0044_y'],
      ['for', '0001_old'],
    ].map(([key, value]) => amendment({ [key!]: value })),
    amendment({ relaxes: '["rollback:main"]', for: '0043_x' }),
  ]
  const findings = [
    finding('schema/column-dropped'),
    finding('schema/column-missing'),
    finding('schema/column-dropped', { protection: 'p/document:a.md' }),
    finding('rollback/lossy', { protection: 'rollback:main', kind: 'rollback', subject: 'main 0043_x', places: [] }),
    finding('schema/column-dropped', { places: [{ side: 'before', path: 'm/0043_x.up.sql' }] }),
    finding('schema/column-dropped', { places: [{ side: 'after', path: 'm/0043_x/up.sql' }] }),
    finding('policy/weakened', { places: [{ side: 'before', path: 'policies/p.yaml' }] }),
  ]
  for (const approvers of [{}, { 'policies/a.yaml': 'approvers: { dba: [Ada, Bob], lead: [Cy] }\n' }] as Tree[])
    await holds(texts, async (text) => {
      const policies = await loadPolicies(tree(with_(text, approvers)), { register })
      const audit = auditAmendments(policies, today, [], new Set(['0001_old']))
      const used = auditAmendments(policies, today, [{ ...finding('a/b'), amendment: 'x' } as never])
      const { findings: left, amended, limits } = amend(findings, { before: policies, after: policies }, today)
      return [
        `allows ${amended.map(({ code, places }) => `${code}@${places[0]?.path ?? '-'}`).join(' ') || 'nothing'}`,
        `${left.length} left`,
        ...limits,
        ...audit.map(
          ({ code, message, help, places }) =>
            `${code}: ${message} (${help}) ${places.map(({ path, span }) => `${path}:${span?.line}:${span?.column}`)}`,
        ),
        `used: ${used.map(({ code }) => code)}`,
        `standing: ${JSON.stringify(standingAmendments(policies, today))}`,
      ].join('\n  ')
    })
})

it('an amendment that comes or changes with what it allows counts for nothing yet', async () => {
  const changes: readonly (readonly [string, Tree, Tree])[] = [
    ['comes', with_(''.padEnd(0) || 'approvers: { dba: [x] }\n'), with_(amendment())],
    ['stands', with_(amendment()), with_(amendment())],
    ['allows more', with_(amendment({ relaxes: '[p/document:a.md]' })), with_(amendment())],
    ['goes', with_(amendment()), with_('approvers: { dba: [x] }\n')],
    ['has another reason', with_(amendment({ reason: 'other' })), with_(amendment())],
    [
      'is approved by one who comes',
      with_('approvers: { lead: [x] }\n'),
      with_(amendment(), { 'policies/y.yaml': 'approvers: { dba: [x] }\n' }),
    ],
  ]
  await holds(
    changes,
    async ([, before, after]) => {
      const policies = await loadBoth({ before: tree(before), after: tree(after) }, register)
      const { findings, amended, limits } = amend([finding('schema/column-dropped')], policies, today)
      return [`allows ${amended.length}`, ...findings.map(({ code, message }) => `${code}: ${message}`), ...limits].join('; ')
    },
    ([what]) => what,
  )
})

it('paths are watched for what is asked of them', async () => {
  await holds<Tree>(
    [
      base,
      with_(amendment()),
      { 'policies/p.yaml': 'protocol: p\nprotect: [{ document: a.md }]\n' },
      { 'policies/p.yaml': 'protocol: p\nprotect: [{ document: a.md, headings: [A] }, { document: a.md, id: x, fields: { a: b } }]\n' },
      {},
    ],
    async (files) => JSON.stringify(plain(await watched(await loadPolicies(tree(files))))),
    (files) => Object.keys(files).join(' '),
  )
})
