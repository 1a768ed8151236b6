import { describe, expect, it } from 'vitest'
import { loadBoth } from '../../src/policy/load.ts'
import { ratchet } from '../../src/policy/ratchet.ts'
import { register, type Tree, tree } from './room.ts'

const db = 'databases:\n  main: { engine: sqlite, migrations: migrations, roles: [a, b], before: db/b.sql, rows: db/r.sql }\n'
const head = 'protocol: p\nstatus: irreversible\n'
const items = {
  a: '  - { document: docs/a.md, headings: [A, B], fields: { x: y } }\n',
  b: '  - { document: docs/b.md }\n',
  c: '  - { column: t.c, references: u.id }\n',
}
const p = `${head}protect:\n${items.a}${items.b}${items.c}`
const base: Tree = {
  'policies/db.yaml': db,
  'policies/p.yaml': p,
  'migrations/0001.sql': 'CREATE TABLE t (c int);',
  'db/b.sql': 'CREATE ROLE a;\n-- why\nCREATE ROLE b;',
  'db/r.sql': "INSERT INTO t VALUES (1);\n-- after: 0001\nINSERT INTO t VALUES ('a;b');",
}

async function told(after: Tree, before: Tree = base): Promise<string[]> {
  const files = { before: tree(before), after: tree(after) }
  const policies = await loadBoth(files, register)
  return (await ratchet(policies.before, policies.after, files, register)).map(({ code, message }) => `${code}: ${message}`)
}
const edited = (edits: Tree) => told({ ...base, ...edits })
const protocol = (text: string) => edited({ 'policies/p.yaml': text })

describe('protects less', () => {
  it.each([
    ['an item removed', `${head}protect:\n${items.a}${items.b}`, 'policy/weakened: `p/column:t.c` is no longer protected'],
    [
      'a heading no longer asked',
      p.replace('[A, B]', '[A]'),
      'policy/weakened: `p/document:docs/a.md` protects less: headings: `B` is no longer asked',
    ],
    [
      'a field changed',
      p.replace('x: y', 'x: z'),
      'policy/weakened: `p/document:docs/a.md` protects less: fields: `x: y` is no longer asked',
    ],
    [
      'a level lowered',
      p.replace('docs/b.md }', 'docs/b.md, level: warning }'),
      'policy/weakened: `p/document:docs/b.md` protects less: `level` was error and is warning',
    ],
    ['another reference', p.replace('u.id', 'v.id'), 'policy/weakened: `p/column:t.c` protects less: `references` was u.id and is v.id'],
    [
      'a status lowered',
      p.replace('irreversible', 'lossy'),
      'policy/weakened: protocol `p` promises less: `status` was irreversible and is lossy',
    ],
    [
      'a status gone',
      p.replace('status: irreversible\n', ''),
      'policy/weakened: protocol `p` promises less: `status` was irreversible and is reversible',
    ],
    [
      'coverage lowered',
      p.replace('protect:', 'required-coverage: "2/3"\nprotect:'),
      'policy/weakened: protocol `p` promises less: `required-coverage` was 100% and is 2/3',
    ],
    [
      'renamed with a lower status',
      p.replace('protocol: p', 'protocol: q').replace('irreversible', 'lossy'),
      'policy/weakened: protocol `p` goes on as `q`, and promises less: `status` was irreversible and is lossy',
    ],
  ])('is %s', async (_, text, message) => {
    expect(await protocol(text)).toEqual([message])
  })

  it('is a file removed, moved out, handed to another tool, broken or linked', async () => {
    const { 'policies/p.yaml': _, ...gone } = base
    const lost = (how: string) =>
      ['document:docs/a.md', 'document:docs/b.md', 'column:t.c'].map((id) => `policy/weakened: \`p/${id}\` is no longer protected${how}`)
    expect(await told(gone)).toEqual(lost(': `policies/p.yaml` is no longer there'))
    expect(await told({ ...gone, 'old/p.yaml': p, 'policies/p.yaml.off': p })).toEqual(lost(': `policies/p.yaml` is no longer there'))
    expect(await protocol(`apiVersion: x\nkind: y\n${p}`)).toEqual(lost(': `policies/p.yaml` belongs to another tool now'))
    expect(await protocol(`${p}oops: 1\n`)).toEqual(
      lost(': `policies/p.yaml` can no longer be read as a policy: no key is called `oops` here').map((line) =>
        expect.stringContaining(line),
      ),
    )
    expect((await edited({ 'policies/p.yaml': { content: 'db.yaml', mode: 'symlink' } }))[0]).toContain('this is a symbolic link')
  })

  it('is a successor that holds less, and is not one that holds as much', async () => {
    const superseded = p.replace('status:', 'superseded-by: q\nstatus:')
    const q = p.replace('protocol: p', 'protocol: q')
    expect(await edited({ 'policies/p.yaml': superseded, 'policies/q.yaml': `${q}  - document: docs/new.md\n` })).toEqual([])
    expect(await edited({ 'policies/p.yaml': superseded, 'policies/q.yaml': q.replace(items.c, '') })).toEqual([
      'policy/weakened: `p/column:t.c` is not held by its successor `q`',
    ])
    expect(await edited({ 'policies/p.yaml': superseded, 'policies/q.yaml': q.replace('irreversible', 'lossy') })).toHaveLength(1)
    const landed = { ...base, 'policies/p.yaml': superseded, 'policies/q.yaml': q }
    expect(await told({ ...landed, 'policies/p.yaml': `${head}superseded-by: q\n` }, landed)).toEqual([])
  })

  it('is an invariant whose query and moment are shared out', async () => {
    const invariant = (...all: string[]) => `${head}protect:\n${all.map((each) => `  - { invariant: x, ${each} }\n`).join('')}`
    const before = { 'policies/db.yaml': db, 'policies/p.yaml': invariant('sql: SELECT 1, after: always') }
    const shared = {
      'policies/db.yaml': db,
      'policies/p.yaml': invariant('sql: SELECT 1, after: rollback, id: a', 'sql: SELECT 2, after: always, id: b'),
    }
    expect(await told(shared, before)).toEqual(['policy/weakened: `p/invariant:x` protects less: `after` was always and is rollback'])
  })
})

describe('protects as much', () => {
  it.each([
    ['the same', p],
    [
      'comments and another order',
      `# c\n${head}protect:\n${items.c}${items.b}  - { fields: { x: y }, document: docs/a.md }\n`.replace(
        '{ fields: { x: y }, document: docs/a.md }',
        '{ document: docs/a.md, fields: { x: y }, headings: [B, A] }',
      ),
    ],
    [
      'another name and another id',
      p.replace('protocol: p', 'protocol: renamed').replace('document: docs/b.md', 'document: docs/b.md, id: new'),
    ],
    ['one more heading', p.replace('[A, B]', '[A, C, B]')],
    [
      'one document asked in two items',
      `${head}protect:\n${items.b}${items.c}  - { document: docs/a.md, headings: [A] }\n  - { document: docs/a.md, id: two, headings: [B], fields: { x: y } }\n`,
    ],
    ['a schema written out', p.replace('column: t.c', 'column: public.t.c')],
    ['a database named', p.replace('references: u.id', 'references: u.id, database: main')],
    ['coverage in numbers', p.replace('protect:', 'required-coverage: 3/3\nprotect:')],
  ])('is %s', async (_, text) => {
    expect(await protocol(text)).toEqual([])
  })

  it('is a protocol split over files, and two joined', async () => {
    const split = {
      'policies/p.yaml': `${head}protect:\n${items.a}`,
      'policies/sub/q.yml': `protocol: q\nstatus: irreversible\nprotect:\n${items.b}${items.c}`,
    }
    expect(await edited(split)).toEqual([])
    const { 'policies/sub/q.yml': _, ...rest } = { ...base, ...split }
    expect(await told({ ...rest, 'policies/p.yaml': p }, { ...base, ...split })).toEqual([])
  })
})

describe('the ground of rehearsals', () => {
  const ground = (text: string, more: Tree = {}) => edited({ 'policies/db.yaml': text, ...more })

  it.each([
    ['another engine', db.replace('sqlite', 'mysql'), '`engine` was sqlite and is mysql'],
    [
      'a folder that shows less',
      db.replace('migrations: migrations', 'migrations: other'),
      '`migrations` was migrations and is other, where `0001.sql` of it cannot be seen',
    ],
    ['a role less', db.replace('[a, b]', '[a]'), 'roles: `b` is gone'],
    ['no script before', db.replace('before: db/b.sql, ', ''), '`before: db/b.sql` is gone'],
    ['no rows', db.replace(', rows: db/r.sql', ''), '`rows: db/r.sql` is gone'],
    ['a check switched off', db.replace('roles:', 'settings: { foreign_keys: off }, roles:'), 'settings: `foreign_keys` was on and is off'],
  ])('shows less with %s', async (_, text, how) => {
    expect(await ground(text)).toEqual([`policy/weakened: database \`main\` shows less: ${how}`])
  })

  it('shows as much with more, under another name, or in a folder renamed', async () => {
    expect(await ground(db.replace('[a, b]', '[c, b, a]'))).toEqual([])
    expect(await ground(db.replace('roles:', 'extensions: [vector], settings: { foreign_keys: on }, roles:'))).toEqual([])
    expect(await ground(db.replace('main:', 'primary:'))).toEqual([])
    const { 'migrations/0001.sql': moved, ...rest } = base
    expect(
      await told({ ...rest, 'new/0001.sql': moved, 'policies/db.yaml': db.replace('migrations: migrations', 'migrations: new') }),
    ).toEqual([])
  })

  it('keeps the scripts that it names', async () => {
    expect(await edited({ 'db/b.sql': 'CREATE  ROLE a; /* other */ CREATE ROLE b' })).toEqual([])
    expect(await edited({ 'db/b.sql': 'CREATE ROLE a; CREATE ROLE b; GRANT a TO b' })).toEqual([
      'policy/weakened: database `main` shows less: `db/b.sql`, which `before` names, goes on with `GRANT a TO b`',
    ])
    expect(await edited({ 'db/r.sql': `${base['db/r.sql']}\nINSERT INTO t VALUES (3);` })).toEqual([])
    expect(await edited({ 'db/r.sql': "INSERT INTO t VALUES (1);\n-- after: 0001\nINSERT INTO t VALUES ('a;  b');" })).toHaveLength(1)
    expect(await edited({ 'db/r.sql': `${base['db/r.sql']}\nDELETE FROM t;` })).toEqual([
      'policy/weakened: database `main` shows less: statement 4 of `db/r.sql` is new and adds no rows',
    ])
    expect(await edited({ 'db/r.sql': undefined })).toHaveLength(1)
  })

  it('names whose definition is gone', async () => {
    const lonely = { 'policies/db.yaml': db, 'policies/p.yaml': `${head}protect:\n${items.a}` }
    expect(await told({ 'policies/p.yaml': lonely['policies/p.yaml'] }, lonely)).toEqual([
      'policy/weakened: database `main` is no longer defined, so nothing of it is rehearsed',
    ])
  })
})

describe('rollback rules', () => {
  const rules =
    'rollback: main\ndocument: docs/{migration}.md\ncategories:\n  breaking: { rehearsal: reversible, document: required, within: 60m, approvals: 2 }\nlossy: documented\nuntil: 0030_x\nfrozen: true\n'
  const before = { ...base, 'policies/r.yaml': rules, 'docs/0001.md': 'x' }
  const change = (text: string | undefined, more: Tree = {}) => told({ ...before, 'policies/r.yaml': text, ...more }, before)

  it.each([
    ['a category that owes less', rules.replace('60m', '2h'), 'breaking: `within` was 1h and is 2h'],
    [
      'a category emptied',
      rules.replace(/ {2}breaking.*\n/, '  breaking: {}\n'),
      'breaking: `rehearsal: reversible` is gone; `document: required` is gone; `within: 1h` is gone; `approvals: 2` is gone',
    ],
    ['fewer approvals', rules.replace('approvals: 2', 'approvals: 1'), 'breaking: `approvals` was 2 and is 1'],
    ['any way back', rules.replace('rehearsal: reversible', 'rehearsal: any'), 'breaking: `rehearsal` was reversible and is any'],
    ['lossy allowed', rules.replace('lossy: documented', 'lossy: allowed'), '`lossy` was documented and is allowed'],
    ['thawed', rules.replace('frozen: true', 'frozen: false'), '`frozen: true` is false now'],
    ['a later until', rules.replace('0030_x', '0031_x'), '`until` was 0030_x and is 0031_x'],
    ['other names believed', `${rules}names: { estimate: [Guess] }\n`, 'names: `estimate: Guess` is accepted now'],
    ['no documents', rules.replace(/document: docs.*\n/, ''), '`document: docs/{migration}.md` is gone'],
  ])('ask less with %s', async (_, text, how) => {
    expect(await change(text)).toEqual([`policy/rules-weakened: rollback rules of \`main\` ask less: ${how}`])
  })

  it('ask less when they are gone, and as much when they grow or move', async () => {
    expect(await change(undefined)).toEqual(['policy/rules-weakened: rollback rules of `main` ask less: they are gone'])
    expect(await change(undefined, { 'policies/new.yaml': `# moved\n${rules}` })).toEqual([])
    expect(await change(rules.replace('60m', '30m').replace('lossy: documented', 'lossy: forbidden').replace('0030_x', '0029_x'))).toEqual(
      [],
    )
    expect(
      await change(rules.replace('docs/{migration}.md', 'rb/{migration}.md'), { 'docs/0001.md': undefined, 'rb/0001.md': 'x' }),
    ).toEqual([])
  })
})

describe('the settings of a connection', () => {
  const weaker = async (older: string, newer: string) => {
    const at = (value: string) => ({ ...base, 'policies/db.yaml': db.replace('roles:', `settings: { ${value} }, roles:`) })
    return (await told(at(older), at(newer))).map((line) => line.replace(/^.* shows less: /, ''))
  }
  it.each([
    ['work_mem: 4MB', 'work_mem: 4096kB'],
    ['work_mem: 4096', 'Work_Mem: 4 MB'],
    ['statement_timeout: 60s', 'statement_timeout: 1min'],
    ['lock_timeout: 2000', 'lock_timeout: 2s'],
    ['search_path: "app,public"', 'search_path: "app, public"'],
    ['cache_size: 100', 'cache_size: 100'],
  ])('are the same: %s and %s', async (older, newer) => {
    expect(await weaker(older, newer)).toEqual([])
  })
  it.each([
    ['work_mem: 4MB', 'work_mem: 4kB'],
    ['work_mem: 4096', 'work_mem: 4096MB'],
    ['statement_timeout: 60s', 'statement_timeout: 60min'],
    ['cache_size: 100', 'cache_size: -100'],
    ['shared_buffers: 100', 'shared_buffers: 100kB'],
    ['search_path: "app, public"', 'search_path: "public, app"'],
  ])('are others: %s and %s', async (older, newer) => {
    expect(await weaker(older, newer)).toHaveLength(1)
  })
})
