import { describe, expect, it } from 'vitest'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { checked, small, type Tree } from './room.ts'

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))
const policy = (items: string) => `protocol: more\nprotect:\n${items}`

describe('a policy', () => {
  const deep = (sign: string, times: number) => sign.repeat(times)
  it.each<[string, string | Uint8Array, RegExp]>([
    ['over 1 MiB', `# ${'x'.repeat(2 ** 20)}\n${policy('  - document: a.md\n')}`, /policies\/more\.yaml.*1 MiB/],
    ['with a NUL', bytes(policy('  - document: a.md\n'), [0]), /policies\/more\.yaml:4:1/],
    ['that is no UTF-8', bytes('protocol: a', [0xff], '\n'), /policies\/more\.yaml:1:12/],
    ['in UTF-16', bytes([0xff, 0xfe, 0x70, 0, 0x72, 0]), /policies\/more\.yaml/],
    [
      'of a billion laughs',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(', ')}]`).join('\n')}\n`,
      /policies\/more\.yaml/,
    ],
    ['nested without end', deep('[', 20_000), /policies\/more\.yaml/],
    [
      'of lists in lists',
      `protocol: a\nprotect:\n${Array.from({ length: 800 }, (_, at) => `${' '.repeat(at)}-\n`).join('')}`,
      /policies\/more\.yaml/,
    ],
    ['with a key twice', 'protocol: a\nprotocol: b\n', /policies\/more\.yaml:2:1/],
    ['with a merge key', 'x: &x {}\nprotocol: a\n<<: *x\n', /policies\/more\.yaml/],
    ['with a tag', 'protocol: !!js/function a\n', /policies\/more\.yaml/],
    ['of two documents', 'protocol: a\n---\nprotocol: b\n', /policies\/more\.yaml/],
    ['with a name of the language under it', 'protocol: a\n__proto__: { polluted: true }\n', /__proto__/],
    ['that climbs out', policy('  - document: ../../etc/passwd\n'), /climbs out/],
    ['that begins at the root', policy('  - document: /etc/passwd\n'), /not inside the repository/],
    ['of another drive', policy("  - document: 'C:\\x'\n"), /policies\/more\.yaml:3/],
    ['of another machine', policy("  - document: '\\\\server\\x'\n"), /backslash/],
    ['that climbs out on its way', policy('  - document: a/../../b\n'), /climbs out/],
    ['that reads any variable', 'databases:\n  main: { engine: postgres, migrations: m, server: $AWS_SECRET_ACCESS_KEY }\n', /PAWL_/],
    ['that names itself and nobody', policy('  - column: a.b\n'), /needs a database/],
    ['that is cut by a comment', policy('  - { code: src/*.ts, contains: foo #bar }\n'), /policies\/more\.yaml/],
  ])('%s is a refusal at its place, soon', async (_, content, says) => {
    const { exit, err } = await checked(small, { 'policies/more.yaml': content })
    expect(err).toMatch(says)
    expect(exit).toBe(2)
    expect(({} as { polluted?: true }).polluted).toBeUndefined()
  })

  it.each<[string, Tree]>([
    ['a symbolic link', { 'policies/more.yaml': { content: '/etc/passwd', mode: 'symlink' } }],
    ['a folder that is a link', { policies: { content: '/etc', mode: 'symlink' }, 'policies/all.yaml': undefined }],
    ['a twin by case', { 'policies/ALL.yaml': small['policies/all.yaml'] }],
    ['a twin of its folder', { 'Policies/all.yaml': small['policies/all.yaml'] }],
  ])('that is %s is never followed', async (_, after) => {
    const { exit, err, out } = await checked(small, after)
    expect(exit, err + out).not.toBe(0)
  })

  it('among more paths than are read is a refusal', async () => {
    const paths = Array.from({ length: 50_000 }, (_, at) => [`policies/${at}`, ''] as const)
    const files = remember(overlay(emptyTree, new Map([...paths, ['policies/all.yaml', small['policies/all.yaml']]])))
    await expect(loadPolicies(files)).rejects.toThrow('over 50000 paths stand below policies/')
  })

  it('of ten thousand protections is judged in linear time', async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `docs/${at}.md`)
    const many = {
      'policies/all.yaml': `protocol: all\nprotect:\n${names.map((name) => `  - document: ${name}\n`).join('')}`,
      ...Object.fromEntries(names.map((name) => [name, `# ${name}\n\nIt stands.\n`])),
    }
    const { exit, out } = await checked(many, { 'docs/7.md': undefined })
    expect(out).toContain('1 finding (1 error)')
    expect(exit).toBe(1)
  })
})

describe('a pattern', () => {
  it.each([
    ['(a+)+$', 'a'.repeat(50_000)],
    ['(a|aa)+$', 'a'.repeat(50_000)],
    ['(.*a){20}', 'a'.repeat(50_000)],
    ['^(\\w+\\s?)*$', `${'word '.repeat(10_000)}!`],
    ['([a-z]+)*[0-9]', 'x'.repeat(50_000)],
    ['.*a.{14}', 'b'.repeat(50_000)],
  ])('`%s` of a field is decided or refused in time, not left to backtrack', async (pattern, value) => {
    const items = `protocol: all\nprotect:\n  - document: docs/a.md\n    fields: { Status: '/${pattern}/' }\n`
    const before = { 'policies/all.yaml': items, 'docs/a.md': '# A\n\nText.\n\n**Status:** a\n' }
    const { exit } = await checked(before, { 'docs/a.md': `# A\n\nText.\n\n**Status:** ${value}!\n` })
    expect([0, 1, 2]).toContain(exit)
  })

  it.each([
    '^.*a.{14}$',
    '^(?:[ab]*a[ab]{16})$',
    '^(?:x{0,100}y{0,100}){0,20}$',
    '^(?=a)b$',
    '^(a)\\1$',
  ])('`%s` of a token is decided or refused in time', async (pattern) => {
    const items = (text: string) => `protocol: all\nprotect:\n  - token: one\n    pattern: '${text}'\n  - { token: two, pattern: '^zz$' }\n`
    const { exit } = await checked({ 'policies/all.yaml': items('^one$') }, { 'policies/all.yaml': items(pattern) })
    expect([1, 2]).toContain(exit)
  })
})

describe('a protected document', () => {
  it.each<[string, Tree, 1 | 2]>([
    ['of quotes in quotes', { 'docs/a.md': `${'>'.repeat(20_000)} a\n\n## Reasons\n\nText.\n` }, 2],
    ['of lists in lists', { 'docs/a.md': Array.from({ length: 900 }, (_, at) => `${'  '.repeat(at)}- a\n`).join('') }, 2],
    ['over 4 MiB', { 'docs/a.md': `# A\n\n${'word '.repeat(2 ** 20)}\n` }, 2],
    ['with a NUL', { 'docs/a.md': bytes('# A\n\n## Reasons\n\nText', [0]) }, 1],
    ['that is no UTF-8', { 'docs/a.md': bytes('# A\n\n## Reasons\n\nText', [0xff, 0xfe]) }, 1],
    ['in UTF-16', { 'docs/a.md': bytes([0xff, 0xfe, 0x23, 0, 0x20, 0]) }, 1],
    ['that is a link to itself', { 'docs/a.md': { content: 'a.md', mode: 'symlink' } }, 1],
    ['that is a link out of the tree', { 'docs/a.md': { content: '../../../../etc/passwd', mode: 'symlink' } }, 1],
    ['that is a submodule', { 'docs/a.md': { content: 'a'.repeat(40), mode: 'gitlink' } }, 1],
    ['that is a folder', { 'docs/a.md': undefined, 'docs/a.md/b.md': small['docs/a.md'] }, 1],
    ['that is a pointer', { 'docs/a.md': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4096\n` }, 1],
  ])('%s is a finding or a refusal, soon', async (_, after, exit) => {
    const printed = await checked(small, after)
    expect(printed.exit, printed.err + printed.out).toBe(exit)
  })

  it('with signs that forge a terminal is shown harmless', async () => {
    const name = 'docs/\u001b[2J\u202egnp.md'
    const before = { 'policies/all.yaml': `protocol: all\nprotect:\n  - document: "docs/\\e[2J\\u202egnp.md"\n`, [name]: '# A\n\nText.\n' }
    const { exit, out } = await checked(before, { [name]: undefined })
    expect(exit).toBe(1)
    expect(out).toContain('\\u{1b}')
    expect(out).toContain('\\u{202e}')
  })
})

describe('a path', () => {
  it.each([
    'a b.md',
    '-rf.md',
    "it's.md",
    'a"b.md',
    'a\nb.md',
    'a\tb.md',
    'ä.md',
    'a\u0308.md',
    'CON.md',
    `${'x'.repeat(200)}.md`,
    'a\\b.md',
    '%0A::error::.md',
  ])('`%s` beside what is protected changes nothing, and its loss is told where it is protected', async (name) => {
    expect((await checked(small, { [name]: '# B\n\nText.\n' })).exit).toBe(0)
    if (name.includes('\\')) return
    const before = { 'policies/all.yaml': `protocol: all\nprotect:\n  - document: ${JSON.stringify(name)}\n`, [name]: '# B\n\nText.\n' }
    const { exit } = await checked(before, { [name]: undefined })
    expect(exit).toBe(/[\n]/.test(name) ? 2 : 1)
  })
})

describe('a migration', () => {
  const database = (engine: string): Tree => ({
    'policies/all.yaml': `databases:\n  main: { engine: ${engine}, migrations: migrations, format: plain, transaction: statement }\nprotocol: all\nprotect:\n  - table: tokens\n`,
    'migrations/001_all.sql': 'CREATE TABLE tokens (id integer PRIMARY KEY);\n',
  })
  const link = { content: '../else', mode: 'symlink' } as const
  const submodule = { content: 'a'.repeat(40), mode: 'gitlink' } as const
  it.each<[string, Tree, RegExp]>([
    ['folder that is a link', { migrations: link, 'migrations/001_all.sql': undefined }, /`migrations`, where .* is a symlink/],
    ['folder that is a submodule', { migrations: submodule, 'migrations/001_all.sql': undefined }, /`migrations`, where .* is a submodule/],
    ['that is a link', { 'migrations/002_next.sql': link }, /`migrations\/002_next\.sql` is a symlink/],
    ['that is a submodule', { 'migrations/002_next.sql': submodule }, /`migrations\/002_next\.sql` is a submodule/],
  ])('%s is a refusal that names it, and nothing behind it is read', async (_, after, says) => {
    const { exit, err } = await checked(database('sqlite'), after)
    expect([exit, err]).toEqual([2, expect.stringMatching(says)])
  })

  it.each<[string, string, string | Uint8Array, 1 | 2]>([
    [
      'that blows the stack',
      'postgres',
      'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(); END $$;\nSELECT f();\n',
      2,
    ],
    ['that starts a program', 'postgres', "COPY tokens TO PROGRAM 'touch /tmp/pawl-canary';\n", 2],
    ['that writes a file', 'postgres', "COPY tokens TO '/tmp/pawl-canary';\n", 2],
    ['that changes the system', 'postgres', "ALTER SYSTEM SET work_mem = '1MB';\n", 2],
    ['that is no UTF-8', 'postgres', bytes('SELECT ', [0xff], ';\n'), 1],
    ['that needs an extension', 'postgres', 'CREATE EXTENSION postgis;\n', 2],
    ['that attaches a file', 'sqlite', "ATTACH '/etc/passwd' AS x;\n", 2],
    ['that loads a library', 'sqlite', "SELECT load_extension('/tmp/x');\n", 2],
    ['that writes a copy', 'sqlite', "VACUUM INTO '/tmp/pawl-canary';\n", 2],
    ['that is cut', 'sqlite', "INSERT INTO tokens VALUES ('", 1],
    ['over 16 MiB', 'sqlite', `-- ${'x'.repeat(17 * 2 ** 20)}\nSELECT 1;\n`, 2],
  ])('%s ends in a finding or a refusal', { timeout: 120_000 }, async (_, engine, content, exit) => {
    const printed = await checked(database(engine), { 'migrations/002_more.sql': content })
    expect(printed.exit, printed.err + printed.out).toBe(exit)
    const { existsSync } = await import('node:fs')
    expect(existsSync('/tmp/pawl-canary')).toBe(false)
  })
})
