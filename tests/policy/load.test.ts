import { describe, expect, it } from 'vitest'
import { loadBoth, loadPolicies } from '../../src/policy/load.ts'
import { refusalOf, register, type Tree, tree } from './room.ts'

const db = 'databases:\n  main:\n    engine: postgres # the kind\n    migrations: migrations # the folder\n'
const load = (files: Tree) => loadPolicies(tree(files), { register })
const refusal = (text: string, more: Tree = {}) => refusalOf(load({ 'policies/db.yaml': text, ...more }))
const protocol = (items: string, head = '') => `protocol: p\n${head}protect:\n${items}`

describe('what a policy says', () => {
  it('reads a whole protocol', async () => {
    const policies = await load({
      'policies/db.yml': db,
      'policies/.hidden/x.yaml': `# yaml-language-server: $schema=x\nprotocol: protocol-005              # kebab-case\ntitle: Budget
status: irreversible                # irreversible | lossy | reversible
owners: [platform]
why: Agent tokens have no place.
required-coverage: "3/3"
protect:
  - document: docs/a.md       # 1
    headings: [Executive Summary, Conclusion]
    fields: { Document Status: Enforcement Documentation }
    layer: infrastructure
  - column: api_tokens.agent_id
    references: agents.agent_id
  - { document: docs/b.md, level: warning }
  - column: api_tokens.agent_id
    id: again
    database: main
`,
    })
    const [read] = policies.protocols
    expect(read).toMatchObject({ id: 'protocol-005', status: 'irreversible', requiredCoverage: { held: 3, of: 3 } })
    expect(read!.protect.map(({ id, level, database }) => [id, level, database])).toEqual([
      ['document:docs/a.md', 'error', undefined],
      ['column:api_tokens.agent_id', 'error', 'main'],
      ['document:docs/b.md', 'warning', undefined],
      ['again', 'error', 'main'],
    ])
    expect(read!.protect[0]!.options).toMatchObject({ fields: { 'Document Status': 'Enforcement Documentation' } })
    expect(policies.files).toEqual(['policies/.hidden/x.yaml', 'policies/db.yml'])
  })

  it('reads an example of nothing where it stands in quotes', async () => {
    const token = (rejects: string) => protocol(`  - token: t\n    pattern: ^a$\n    rejects: [${rejects}]\n`)
    const read = (rejects: string) => loadPolicies(tree({ 'policies/p.yaml': token(rejects) }))
    expect((await read('"", " ", b')).protocols[0]!.protect[0]!.options).toMatchObject({ rejects: ['', ' ', 'b'] })
    expect(await refusalOf(read('b,  , c'))).toContain('policies/p.yaml:')
  })

  it('takes a dot for what parts names, and no name that holds one where catalogs would mistake it', async () => {
    const read = (item: string) => loadPolicies(tree({ 'policies/p.yaml': protocol(`  - ${item}\n`), 'policies/db.yaml': db }))
    const follow = ['table: a.b', `constraint: 't."a.b"'`, `column: 't."a.b"'`, `index: '"a.b"'`, `privileges: 'schema:"a.b"'`]
    for (const item of follow) expect((await read(item)).protocols[0]!.protect, item).toHaveLength(1)
    const dotted = ['table', 'history', 'row-security', 'view', 'enum', 'function', 'privileges'].map((kind) => `${kind}: '"a.b"'`)
    for (const item of [...dotted, `column: '"a.b".c'`, `index: '"a.b".i'`])
      expect(await refusalOf(read(item)), item).toContain('`a.b` is one name that holds a dot')
  })

  it('reads rollback rules, an amendment and approvers', async () => {
    const policies = await load({
      'policies/a.yaml': `${db}rollback: main                      # the database it governs
document: docs/rollback/{migration}.md
categories:
  additive:     { rehearsal: reversible }
  structural:   { document: required, within: 4h, tested-within: 30d, approvals: 2, downtime: 10m, contact: required, resumable: true }
lossy: documented                   # forbidden
names: { estimate: [Duration, Estimated Time] }   # other names
until: 0030_seal                    # from there on
frozen: true
approvers: { dba: ["DBA", dba@example.com] }
amendment: allow-x
relaxes: [p/column:a.b]
for: 0042                           # optional
reason: it is so
approved-by: [dba]
expires: 2027-03-01
`,
    })
    expect(policies.rollbacks[0]).toMatchObject({
      database: 'main',
      frozen: true,
      until: '0030_seal',
      categories: { structural: { within: 144e5 } },
    })
    expect(policies.amendments[0]).toMatchObject({ id: 'allow-x', for: '0042', approvedBy: ['dba'], expires: '2027-03-01' })
    expect([...policies.approvers!.roles]).toEqual([['dba', ['DBA', 'dba@example.com']]])
  })

  it('leaves files of other tools alone, many documents and tags too', async () => {
    const kyverno = 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\n'
    const policies = await load({
      'policies/a.yaml': kyverno,
      'policies/b.yaml': `---\n${kyverno}x: !y z\n---\n${kyverno}`,
      'policies/db.yaml': db,
    })
    expect(policies.foreign).toEqual(['policies/a.yaml', 'policies/b.yaml'])
  })
})

describe('what a policy may not say', () => {
  it.each([
    [
      'protect an unknown kind',
      protocol('  - colum: a.b\n'),
      'policies/db.yaml:3:5: no protection is called "colum"; did you mean "column"?',
    ],
    [
      'take the whole repository for a folder',
      'databases:\n  main: { engine: sqlite, migrations: . }\n',
      'policies/db.yaml:2:39: `.` is the whole repository; name a file or folder in it',
    ],
    [
      'name its kind late',
      protocol('  - layer: x\n    column: a.b\n'),
      'policies/db.yaml:3:5: the first key of a protection names its kind',
    ],
    [
      'hold an unknown key',
      protocol('  - document: a.md\n    heading: [A]\n'),
      'policies/db.yaml:4:5: no key is called `heading` here; did you mean `headings`?',
    ],
    ['hold an unknown top key', 'protocl: p\n', 'policies/db.yaml:1:1: no key is called `protocl` here; did you mean `protocol`?'],
    ['say nothing', '# only this\n', 'policies/db.yaml:1:1: this policy says nothing'],
    ['hold keys of nothing', 'status: lossy\n', 'policies/db.yaml:1:1: `status` speaks of a protocol, and this file holds none'],
    ['name no versions', 'versions: []\n', 'policies/db.yaml:1:11: `versions` names nothing'],
    [
      'have a name with capitals',
      protocol('  - document: a.md\n').replace('protocol: p', 'protocol: MyRule'),
      'policies/db.yaml:1:11: `MyRule` is not in kebab-case; write `my-rule`',
    ],
    [
      'hold one thing twice',
      protocol('  - document: a.md\n  - document: a.md\n'),
      'policies/db.yaml:4:5: two protections of `p` are called `document:a.md`, the other in line 3; give one an `id`',
    ],
    [
      'count wrong',
      protocol('  - document: a.md\n  - { document: b.md, level: warning }\n', 'required-coverage: "2/2"\n'),
      'policies/db.yaml:2:20: the second number is 2, and `p` has 1 protections of level error; write "1/1"',
    ],
    ['climb out', protocol('  - document: ../etc/passwd\n'), 'policies/db.yaml:3:15: `../etc/passwd` climbs out'],
    ['protect nothing', 'protocol: p\n', 'policies/db.yaml:1:11: `p` protects nothing'],
    [
      'leave a comment in text',
      protocol('  - column: a.b\n    type: foo #bar\n') + db,
      'policies/db.yaml:4:11: a comment cuts this text after `foo`; quote it',
    ],
    ['leave an alias in text', protocol('  - document: *x\n'), 'policies/db.yaml:3:15: no anchor is called `x`; if `*x` is text, quote it'],
    ['take a real alias for text', protocol('  - document: a.md\n    layer: &l x\n'), 'policies/db.yaml:4:15: an anchor stands before `x`'],
    [
      'need a database that is not there',
      protocol('  - column: a.b\n'),
      'policies/db.yaml:3:5: `column: a.b` needs a database, and none is defined',
    ],
    [
      'need one of several',
      `${protocol('  - column: a.b\n')}databases:\n  a: { engine: sqlite, migrations: m }\n  b: { engine: sqlite, migrations: n }\n`,
      'policies/db.yaml:3:5: there are several databases, a, b; say which',
    ],
    [
      'name a wrong database',
      `${protocol('  - { column: a.b, database: mian }\n')}${db}`,
      'policies/db.yaml:3:20: no database is called `mian`; did you mean `main`?',
    ],
    [
      'ask a pragma of Postgres',
      `${protocol('  - { pragma: foreign_keys, is: on }\n')}${db}`,
      'policies/db.yaml:3:7: `pragma` needs a database of sqlite, and `main` is of postgres',
    ],
    [
      'name a database on a document',
      `${protocol('  - { document: a.md, database: main }\n')}${db}`,
      'policies/db.yaml:3:23: no key is called `database` here',
    ],
    ['govern an unknown database', `${db}rollback: mein\n`, 'policies/db.yaml:5:1: no database is called `mein`; did you mean `main`?'],
    [
      'read another variable',
      `${db}    server: $AWS_SECRET\n`,
      'policies/db.yaml:5:13: a policy reads variables named PAWL_… alone, not `AWS_SECRET`',
    ],
    ['hold an address', `${db}    server: postgres://u:p@h/d\n`, 'policies/db.yaml:5:13: a server is named by a variable alone'],
    [
      'be its own successor',
      protocol('  - document: a.md\n', 'superseded-by: p\n'),
      'policies/db.yaml:2:1: `p` is superseded by `p`: this leads round in a ring',
    ],
    ['name no successor', protocol('  - document: a.md\n', 'superseded-by: q\n'), 'policies/db.yaml:2:1: no protocol is called `q`'],
    ['hold a key twice', 'protocol: p\nprotocol: q\n', 'policies/db.yaml:2:1: the key `protocol` stands here twice, first in line 1'],
    ['merge keys', 'protocol: p\n<<: { a: b }\n', 'policies/db.yaml:2:1: `<<` merges keys out of sight'],
    ['hold two documents', `${db}---\nprotocol: p\n`, 'policies/db.yaml:5:1: a second document begins here'],
    [
      'name an unknown engine',
      db.replace('postgres', 'postgers'),
      'policies/db.yaml:3:13: `postgers` is none of postgres, sqlite, mysql; did you mean `postgres`?',
    ],
    [
      'let a share go first that is none',
      'tiers:\n  gold: { canary: 12.5 % }\n  silver: { canary: ten }\n',
      'policies/db.yaml:3:21: a percentage is wanted here, like `10%`, not `ten`',
    ],
    ['let more than all go first', 'tiers:\n  gold: { canary: 110% }\n', 'policies/db.yaml:2:19: a percentage is wanted here'],
    [
      'fill in what is not known',
      `${db}rollback: main\ndocument: docs/{id}.md\n`,
      'policies/db.yaml:6:11: `{id}` cannot be filled in here; there are {migration}',
    ],
  ])('may not %s', async (_, text, message) => {
    expect(await refusal(text)).toContain(message)
  })

  it('may not name one thing in two files', async () => {
    expect(await refusal(db, { 'policies/z.yaml': db })).toBe(
      'policies/z.yaml:2:3: the database `main` stands twice, here and at policies/db.yaml:2:3',
    )
    const other = protocol('  - document: a.md\n')
    expect(await refusal(other, { 'policies/z.yaml': other })).toContain('the protocol `p` stands twice')
  })

  it('may not be a link, a submodule or a twin, and a plain neighbour is quiet', async () => {
    expect(await refusal(db, { 'policies/x.yaml': { content: 'db.yaml', mode: 'symlink' } })).toContain(
      'policies/x.yaml: this is a symbolic link',
    )
    expect(await refusal(db, { 'policies/sub': { content: '', mode: 'gitlink' } })).toContain('this is a submodule')
    expect(await refusal(db, { 'policies/DB.yaml': '# x' })).toContain('differ by case alone')
    expect(await refusal(db, { 'Policies/other.yaml': '# x' })).toContain('differ by case alone')
    expect(await refusal(db, { 'policies/readme.md': 'x', 'policies-old/db.yaml': 'x', 'docs/Policies': 'x' })).toBe('no refusal')
  })
})

describe('both sides of a change', () => {
  const both = (before: Tree, after: Tree) => loadBoth({ before: tree(before), after: tree(after) }, register)

  it('tells a file of the base that no longer reads as broken, and keeps its databases', async () => {
    const before = { 'policies/db.yaml': db, 'policies/p.yaml': protocol('  - column: a.b\n') }
    const { after } = await both(before, { ...before, 'policies/db.yaml': `${db}oops: 1\n` })
    expect(after.broken.map(({ path }) => path)).toEqual(['policies/db.yaml'])
    expect(after.protocols[0]!.protect[0]!.database).toBe('main')
    const linked = await both(before, { ...before, 'policies/p.yaml': { content: 'db.yaml', mode: 'symlink' } })
    expect(linked.after.broken.map(({ path }) => path)).toEqual(['policies/p.yaml'])
    const gone = await both(before, { 'policies/p.yaml': before['policies/p.yaml'] })
    expect(gone.after.broken.map(({ path }) => path)).toEqual(['policies/p.yaml'])
  })

  it('refuses a new file that does not read, and a base that does not', async () => {
    expect(await refusalOf(both({ 'policies/db.yaml': db }, { 'policies/db.yaml': db, 'policies/new.yaml': 'x: [' }))).toContain(
      'policies/new.yaml:1:',
    )
    expect(await refusalOf(both({ 'policies/db.yaml': 'x: 1' }, { 'policies/db.yaml': db }))).toContain('this stands in the base')
    expect(await refusalOf(both({ 'policies/db.yaml': db }, { 'policies/db.yaml': db, 'policies/a.yaml': db }))).toContain(
      'policies/a.yaml:2:3: the database',
    )
  })
})
