import { it } from 'vitest'
import { createdBy } from '../../src/guards/document/creation.ts'
import { document } from '../../src/guards/document/document.ts'
import { lookAlike } from '../../src/guards/document/look-alikes.ts'
import { globsOf } from '../../src/guards/document/reverse.ts'
import type { Edit } from '../../src/model/files.ts'
import { protocolOf, said, type Tree } from '../guards/told.ts'
import { holds } from '../readers/table.ts'
import { asked } from './asked.ts'

type Row = readonly [policy: string, after: Edit, before?: Edit, beside?: Tree]

/** What is said of a document `docs/a.md` against a policy, a line for each row. */
const rows = (all: readonly Row[]) =>
  holds(
    all,
    async ([policy, after, before, beside = {}]) => {
      const protocol = protocolOf('document', [['docs/a.md', await asked(policy)]])
      const tree = (edit: Edit) => ({ ...beside, ...(edit === undefined ? {} : { 'docs/a.md': edit }) })
      const lines = await said(document, protocol, before === undefined ? undefined : tree(before), tree(after))
      return lines.map((line) => line.replace('document/', '').replace('`docs/a.md` ', '')).join(' ; ') || 'held'
    },
    ([policy, after, before]) =>
      [policy, after, before]
        .map((each) => (typeof each === 'string' ? each : JSON.stringify(each))?.replaceAll('\n', '⏎'))
        .filter((each) => each !== undefined)
        .join('  |  '),
  )

const under = (heading: string, body: string) => `# A\n\ntext\n\n## ${heading}\n\n${body}\n`

it('a document is there as text and says something', async () => {
  await rows([
    ['{}', undefined],
    ['{}', undefined, undefined, { 'docs/A.md': 'text' }],
    ['{}', undefined, undefined, { 'other/a.md': 'text' }],
    ['{}', undefined, undefined, { 'a.md': 'text' }],
    ['{}', undefined, undefined, { 'docs/ba.md': 'text', 'x/a.mdx': 'x' }],
    ['{}', undefined, undefined, { 'docs/a.md/b': 'text' }],
    ['{}', { content: 'b', mode: 'symlink' }],
    ['{}', { content: 'b'.repeat(20), mode: 'gitlink' }],
    ['{}', { content: 'text', mode: 'executable' }],
    ...[
      '',
      '\n',
      '# A\n',
      '# A\n\n## B\n',
      '```\na\n```\n',
      '<!-- a -->\n',
      'a',
      '- a',
      '![a](b)',
      '`a`',
      '---\na: b\n---\n',
      '| a |\n| - |\n',
      '| a |\n| - |\n| b |\n',
      '> a',
      '\u200b',
      'version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 1\n',
      'a\0b',
      '\ufeffa',
    ].map((text): Row => ['{}', text]),
    ['{}', new Uint8Array([0xff, 0xfe, 0x61, 0x00])],
    ['{}', new Uint8Array([0xfe, 0xff, 0x00, 0x61])],
    ['{}', new Uint8Array([0x61, 0x0a, 0x62, 0xc3, 0x28])],
  ])
  const others = [
    'a.txt',
    'a.text',
    'a.markdown',
    'a.mdown',
    'a.mkd',
    'a.mkdn',
    'a.mdx',
    'NOTES',
    'a.yaml',
    'a.yml',
    'a.toml',
    'a.sh',
    'a.bash',
    'a.py',
    'a.rb',
    'a.cfg',
    'a.conf',
    'a.ini',
    'a.properties',
    'a.env',
    'Makefile',
    'sub/Dockerfile',
    'CODEOWNERS',
    'xMakefile',
    'a.json',
    'a.sql',
    'a.mds',
  ]
  await holds(
    others.flatMap((path) => ['# a\n', '# a\n\nb\n', '  # a', 'b', '\u200b\n', '`a`', ' \n\n'].map((text) => [path, text] as const)),
    async ([path, text]) =>
      (await said(document, protocolOf('document', [[path, {}]]), undefined, { [path]: text })).map((line) => line.split(': ')[0]).join() ||
      'held',
    ([path, text]) => `${path} ${JSON.stringify(text)}`,
  )
})

it('headings, fields and days are there', async () => {
  await rows([
    ...[
      '# A\n\n## Why\n\ntext',
      '# A\n\n## why\n\ntext',
      '# A\n\n## Why\n',
      '# A\n\n## Why\n\n### More\n\ntext',
      '# A\n\n## Why\n\n## More\n\ntext',
      'text',
      '## Wһy\n\ntext',
      '## Why\u200b\n\ntext',
      '## **Why**\n\ntext',
      '## Why not\n\ntext',
      '## Why\n\n## Why\n\ntext',
      '## Ꮃhy\n\nx',
    ].flatMap((text): Row[] => [
      ['headings: [Why]', text],
      ['headings: [Why]', text, '# A\n\n## Why\n\ntext'],
    ]),
    ...[
      'Status: held',
      'Status:  held ',
      'status: held',
      'STATUS: Held',
      'Sta-tus: held',
      '**Status:** held',
      '**Status**: held',
      '- Status: held',
      '| Status: held |',
      '<!-- STATUS: held -->',
      '---\nstatus: held\n---\ntext',
      '---\nstatus: [held]\n---\ntext',
      'Status: held\n\nStatus: held',
      'Status: held\n\nStatus: lost',
      'Status: lost',
      'Status:',
      'Status: **held**',
      'Status: `held`',
      'Ѕtatus: held',
      'text',
      'Statusx: held',
      '---\na: [\n---\ntext',
      '```\nStatus: held\n```\ntext',
      '> Status: held',
      'Status - held',
      'Status = held',
      'Status: heldx',
      `Status: ${'x'.repeat(100)}`,
    ].flatMap((text): Row[] => [
      ['fields: { Status: held }', text],
      ['fields: { Status: /^he/ }', text],
      ['fields: { Status: /HELD$/i }', text, 'Status: held'],
    ]),
    ...[
      'Tested: 2026-11-21',
      'Tested: 2026-11-22',
      'Tested: 2026-08-23',
      'Tested: 2026-08-22',
      'Tested: 2026-08-20',
      'Tested: soon',
      'Tested: November 1, 2026',
      'Tested: 2026-11-01\n\nTested: November 1, 2026',
      'Tested: 2026-11-01\n\nTested: 2026-11-02',
      'text',
    ].flatMap((text): Row[] => [
      ['fresh: { field: Tested, within: 90d }', text],
      ['fresh: { field: Tested, within: 90d }', text, 'Tested: 2026-08-01'],
      ['fresh: { field: Tested, within: 90d }', text, 'Tested: 2026-08-21'],
    ]),
  ])
})

it('a sealed document stays as it was', async () => {
  const texts = ['a\nb\n', 'a\nb', 'a\r\nb\r\n', 'a\nb\nc\n', 'a\n', 'a\nx\n', 'x\na\nb\n', 'a\nb\n\n', 'a\nbc\n', 'b\na\n', 'a\nb ']
  await rows(['sealed: true', 'sealed: append'].flatMap((policy) => texts.map((text): Row => [policy, text, 'a\nb\n'])))
})

it('steps stand in a table, each once and against their order', async () => {
  const table = (lines: readonly string[], head = '| step | action | order | created |') =>
    `text\n\n${head}\n${head.replace(/[^|]+/g, ' - ')}\n${lines.map((line) => `| ${line} |`).join('\n')}\n`
  const good = ['S01 | a | 3 | 1', 'S02 | b | 2 | 2', 'S03 | c | 1 | 3']
  const policy = 'steps: { ids: S01..S03, columns: [action], cells: { action: "/^[a-z]/" }, reverse-of: created }'
  const swap = (at: number, line: string) => good.map((each, index) => (index === at ? line : each))
  await rows([
    [policy, table(good)],
    [policy, table([...good].reverse())],
    [policy, table(good.slice(0, 2)), table(good)],
    [policy, table(good.slice(0, 2))],
    [policy, table([...good, 'S04 | d | 0 | 4'])],
    [policy, table([...good, 'S03 | c | 1 | 3'])],
    [policy, table([...good, 'Note | c | 9 | 9'])],
    [policy, table(['S01/S02 | a | 2 | 1', 'S03 | c | 1 | 3'])],
    [policy, table(['S01/02 | a | 2 | 1', 'S03 | c | 1 | 3'])],
    [policy, table(['S01 / S02 | a | 2 | 1', 'S03 | c | 1 | 3'])],
    ...[
      'S02: drop | b | 2 | 2',
      'S02 drop | b | 2 | 2',
      'S02.1 | b | 2 | 2',
      'S02b | b | 2 | 2',
      '`S02` | b | 2 | 2',
      's02 | b | 2 | 2',
      'xS02 | b | 2 | 2',
      'S2 | b | 2 | 2',
    ].map((line): Row => [policy, table(swap(1, line))]),
    ...['', '-', '—', '?', 'TBD', 'todo', 'To do.', 'TBA!', 'tbdx', 'none', 'n/a', '...', '___', '\u200b', '5', 'B'].map(
      (cell): Row => [policy, table(swap(1, `S02 | ${cell} | 2 | 2`))],
    ),
    ...[
      '3',
      '1',
      '#2',
      '2.',
      '2.5',
      '2-3',
      '2–3',
      '1/2',
      '2 - 1',
      'first',
      'after S01',
      '',
      '0',
      '2-#4',
      '12345678901',
      '2 x',
      '1.5-1.2',
    ].map((cell): Row => [policy, table(swap(1, `S02 | b | ${cell} | 2`))]),
    ...['1', '3', '1-2', '2-3', 'x'].map((cell): Row => [policy, table(swap(1, `S02 | b | 2 | ${cell}`))]),
    [policy, table(good, '| step | what | order | created |')],
    [policy, table(good, '| step | rollback action | order | created |')],
    [policy, table(good, '| step | action a | action b | created |')],
    [policy, table(good, '| step | ACTION | order | created |')],
    [policy, table(good, '| step | action | rank | created |')],
    [policy, table(good, '| step | action | order | made |')],
    [policy, table(good, '| step | action | order | order created |')],
    [policy, 'text'],
    [policy, 'text', table(good)],
    [policy, `${table(good.slice(0, 1))}\n${table(good).replace('text\n\n', '')}`],
    [policy, `${table(good).replaceAll('S0', 'T0')}`],
    ['steps: { ids: S01, columns: [action] }', table(good)],
    ['steps: { ids: S01, columns: [action] }', 'text'],
    ['steps: { columns: [action, order] }', table(good)],
    ['steps: { columns: [action, other] }', table(good)],
    ['steps: { columns: [none, other] }', table(good)],
    ['steps: { columns: [none] }', table(good), table(good, '| step | none | order | created |')],
    ['steps: { cells: { action: a } }', table(good)],
    ['steps: { cells: { action: "/^[ab]$/" } }', table(good)],
    ['steps: { reverse-of: created }', table(good)],
    ['steps: { reverse-of: created }', 'text'],
    ...[
      'S01',
      'S01..S03',
      'S1..S3',
      '01..03',
      '[S01, S02..S03]',
      '[S01, S01]',
      'S01..T03',
      'S03..S01',
      'S01 .. S03',
      'S01..03',
      'S0..S10000',
      'S0..S9999',
      'S01-S03',
      'S01..',
      'step_1..step_3',
      'a-1..a-2',
      'S',
      '[]',
      'x1y',
      'S01..S03x',
    ].map((ids): Row => [`steps: { ids: ${ids.startsWith('[') ? ids : JSON.stringify(ids)} }`, table(good)]),
  ])
})

it('checklists, tables and fences stand under their headings', async () => {
  const list = 'checklist: { under: Before, items: [Backup, Restore], checked: none }'
  await rows([
    ...[
      '- [ ] Backup\n- [ ] Restore',
      '- [x] Backup\n- [ ] Restore',
      '- [ ] Backup',
      '- [ ] backup (done)\n- [ ] Restore: now',
      '- [ ] Backup it\n- [ ] Restore',
      '- Backup\n- Restore',
      '1. [ ] Backup\n2. [ ] Restore',
      '- [ ] ~~Backup~~\n- [ ] Restore',
      '- [ ] **Backup**\n- [ ] `Restore`',
      '```\n[ ] Backup\n  [x] part\n[ ] Restore\n```',
      '```text\n- [ ] Backup\n* [✓] Restore\n```',
      '```sh\n[ ] Backup\n[ ] Restore\n```',
      '```plain\n+ [✔] Backup\n[X] Restore\n```',
      '```plaintext\n[ ] Backup\n[ ] Restore\n```',
      '```txt\n[ ]Backup\n[ ] Restore\n```',
      '    [ ] Backup\n    [ ] Restore',
      '- [ ] Backup\n  - [x] part\n- [ ] Restore',
      '- [ ] Backup\n  more\n- [ ] Restore',
      'text',
    ].flatMap((body): Row[] => [
      [list, under('Before', body)],
      [list, under('Before', body), under('Before', '- [ ] Backup\n  - [ ] part\n- [ ] Restore')],
      [list.replace('none', 'all'), under('Before', body)],
      [list.replace('checked: none', 'checked: any'), under('Before', body)],
      ['checklist: { under: Before, checked: all }', under('Before', body)],
      ['checklist: { items: [Backup] }', under('Other', body)],
    ]),
    [list, under('After', '- [ ] Backup\n- [ ] Restore')],
    [list, under('After', 'text'), under('Before', '- [ ] Backup\n- [ ] Restore')],
  ])
  const table = 'tables: [{ under: Who, columns: [who, why], rows: 2, cells: { who: "/^[a-z]+$/" } }]'
  await rows([
    ...[
      '| who | why |\n| - | - |\n| a | b |\n| c | d |',
      '| who | why |\n| - | - |\n| a | b |',
      '| who | why |\n| - | - |\n| a | b |\n| C | d |',
      '| who | why |\n| - | - |\n| a | b |\n| c | |',
      '| who | why |\n| - | - |\n| a | b |\n| | |',
      '| who | why |\n| - | - |\n| a | b |\n| - | tbd |',
      '| Who is it | why |\n| - | - |\n| a | b |\n| c | d |',
      '| who |\n| - |\n| a |\n| c |',
      '| who a | who b | why |\n| - | - | - |\n| a | b | c |\n| c | d | e |',
      'text',
      '| x |\n| - |\n| y |\n\n| who | why |\n| - | - |\n| a | b |\n| c | d |',
      '| why | who |\n| - | - |\n| b | a |\n| d | c |',
    ].flatMap((body): Row[] => [
      [table, under('Who', body)],
      [table, under('Who', body), under('Who', '| who | why |\n| - | - |\n| a | b |\n| c | d |')],
      ['tables: [{ rows: 2 }]', under('Who', body)],
      ['tables: [{ columns: [who], cells: { why: b } }]', body],
    ]),
    [table, under('What', 'text')],
    [table, under('What', 'text'), under('Who', '| who | why |\n| - | - |\n| a | b |\n| c | d |')],
  ])
  const fence = 'fences: [{ under: Mail, lang: text, fields: [Subject, To], placeholders: [host] }]'
  await rows([
    ...[
      '```text\nSubject: a\nTo: b\nssh <host>\n```',
      '```TEXT\n> Subject: a\n* To: b\n{host}\n```',
      '```\nSubject: a\nTo: b\n<host>\n```',
      '```text\nSubject:\nTo: b\n<host>\n```',
      '```text\nTo: b\n<host>\n```',
      '```text\n \u200b\n```',
      '    Subject: a',
      'text',
      '```text\nSubject: a\n```\n\n```text\nSubject: a\nTo: b\n<host>\n```',
      '```text\nSubject : a: b\nto: c\n<host>\n```',
    ].flatMap((body): Row[] => [
      [fence, under('Mail', body)],
      [fence, under('Mail', body), under('Mail', '```text\nSubject: a\nTo: b\n<host>\n```')],
      ['fences: [{ lang: text }]', body],
      ['fences: [{ fields: [Subject] }]', body],
    ]),
    ...[
      '<host>',
      '< host >',
      '{host}',
      '{{ host }}',
      '[host]',
      '%host%',
      '$host',
      '$hosts',
      '$host-x',
      'host',
      '<host',
      'host>',
      '<host}',
      '(host)',
      '<the host>',
      '{ hosts }',
      'x host {host}',
      '<>',
      '$ host',
    ].map((text): Row => ['fences: [{ placeholders: [host] }]', `\`\`\`\n${text}\n\`\`\``]),
    ['fences: [{ placeholders: ["<host>"] }]', '```\n<host>\n```'],
    ['fences: [{ placeholders: ["<host>"] }]', '```\nhost\n```'],
    [fence, under('Post', 'text')],
  ])
})

it('a list is the reverse of what was made', async () => {
  const of = (name: string) => `steps: { reverse-of: { list: Order, of: ${name} } }`
  const made = { 'm/1.sql': 'CREATE TABLE a (x int);\nCREATE TABLE b (x int);\nCREATE TABLE c (x int);\n' }
  await rows([
    ...[
      '- c\n- b\n- a',
      '- a\n- b\n- c',
      '- c\n- b',
      '- c\n- b\n- a\n- d',
      'c -> b -> a',
      'First c -> b -> a, then rest',
      'c → b => a.',
      'c ⇒ b ⟶ a (last)',
      'c, b, a',
      '- c and b\n- a',
      '- drop `c`\n- drop `b`\n- drop `a`',
      '- ~~c~~\n- b\n- a',
      '| x |\n| - |\n| c |\n| b |\n| a |',
      'text',
      '- c\n- b\n- a\n\n- x',
      '- a\n- a\n- b\n- c',
      '1. c\n2. b\n3. a',
      '- c\n-\n- b\n- a',
    ].flatMap((body): Row[] => [
      [of('m/1.sql'), under('Order', body), undefined, made],
      [of('m/1.sql'), under('Order', body), under('Order', '- c\n- b\n- a'), made],
    ]),
    [of('m/1.sql'), under('Other', '- c\n- b\n- a'), undefined, made],
    [of('m/1.sql'), 'Order\n\n- c\n- b\n- a', undefined, made],
    [of('1'), under('Order', '- c\n- b\n- a'), undefined, made],
    [of('2'), under('Order', '- c\n- b\n- a'), undefined, made],
    [
      of('1'),
      under('Order', '- c\n- b\n- a'),
      undefined,
      { ...made, 'n/1.sql': '', 'n/1.up.sql': '', 'o/1/up.sql': '', 'p/1/migration.sql': '' },
    ],
    [of('1'), under('Order', '- c\n- b\n- a'), undefined, { 'm/1.up.sql': made['m/1.sql'], 'm/1.down.sql': '' }],
    [of('m/1.sql'), under('Order', '- c'), undefined, { 'm/1.sql': { content: 'x', mode: 'symlink' } }],
    [of('m/1.py'), under('Order', '- c'), undefined, { 'm/1.py': 'x' }],
    ...['docs/b.md', 'docs/b.txt', 'docs/b.markdown', 'docs/b.mdx'].map(
      (path): Row => [of(path), under('Order', '- c\n- b\n- a'), undefined, { [path]: '# B\n\n- a\n- b\n- c\n' }],
    ),
    [of('docs/b.md'), under('Order', '- c\n- a\n- b'), undefined, { 'docs/b.md': '| x |\n| - |\n| a |\n| b |\n| c |\n' }],
    [of('docs/b.md'), under('Order', '- c\n- a'), undefined, { 'docs/b.md': 'a -> b -> c\n' }],
    [of('docs/b.md'), under('Order', '- c\n- a'), undefined, { 'docs/b.md': 'a\0' }],
    [of('m/2.sql'), under('Order', '- d\n- c\n- b\n- a'), undefined, { ...made, 'm/2.sql': 'CREATE TABLE d (x int);' }],
    [
      of('m/2.sql'),
      under('Order', '- a\n- d'),
      undefined,
      {
        ...made,
        'm/2.sql': 'CREATE TABLE d (x int); CREATE INDEX i ON d (x);',
        'm/3.sql': 'CREATE TABLE a (x int);',
        'm/1.down.sql': 'CREATE TABLE d (x int);',
      },
    ],
    [
      of('m/1.sql'),
      under('Order', '- c\n- b\n- a'),
      undefined,
      { 'm/1.sql': `${made['m/1.sql']}DO $$ BEGIN CREATE TABLE d (x int); END $$;` },
    ],
    [
      of('m/1.sql'),
      under('Order', '- t\n- c'),
      undefined,
      { 'm/1.sql': 'CREATE TABLE c (x int); CREATE TRIGGER t AFTER INSERT ON c BEGIN SELECT 1; END; CREATE INDEX i ON c (x);' },
    ],
  ])
  await holds(['0001_a', 'm/0001_a', 'a*b', 'a[1]/b{2}', '(x)!', 'm/n/o'], (name) => globsOf(name))
})

it('SQL creates things in an order', async () => {
  const kinds = [
    'table',
    'view',
    'index',
    'function',
    'procedure',
    'trigger',
    'sequence',
    'type',
    'schema',
    'domain',
    'extension',
    'role',
    'policy',
    'aggregate',
    'user',
    'database',
  ]
  const between = [
    'OR REPLACE',
    'GLOBAL',
    'LOCAL',
    'TEMP',
    'TEMPORARY',
    'UNLOGGED',
    'VIRTUAL',
    'UNIQUE',
    'MATERIALIZED',
    'RECURSIVE',
    'CONSTRAINT',
    'FOREIGN',
    'CONCURRENTLY',
    'IF NOT EXISTS',
    'OTHER',
  ]
  await holds(
    [
      ...kinds.map((kind) => `CREATE ${kind.toUpperCase()} a;`),
      ...between.flatMap((words) => [`CREATE ${words} TABLE a (x int)`, `create table ${words.toLowerCase()} a (x int)`]),
      'CREATE TABLE a.b (x int)',
      'CREATE TABLE "A b"."c" (x int)',
      'CREATE TABLE `a`, `b`',
      'CREATE TABLE [a].[b] (x)',
      'CREATE TABLE "table" (x)',
      'CREATE "TABLE" a (x)',
      '"CREATE" TABLE a (x)',
      'CREATE INDEX ON a (x)',
      'CREATE INDEX CONCURRENTLY i ON a (x)',
      'CREATE TABLE',
      'CREATE TABLE (x)',
      'CREATE TABLE a; DROP TABLE a; CREATE TABLE b',
      'CREATE TABLE a; DROP TABLE IF EXISTS A; CREATE TABLE b',
      'CREATE TABLE a; DROP VIEW a',
      'CREATE TABLE a; DROP TABLE b',
      'SELECT 1; CREATE TABLE a',
      'EXPLAIN CREATE TABLE a',
      '-- CREATE TABLE a;\nCREATE TABLE b',
      '/* CREATE TABLE a; /* x */ y */ CREATE TABLE b',
      '/* open CREATE TABLE a',
      "SELECT 'x; CREATE TABLE a'; CREATE TABLE b",
      "SELECT E'x\\'; CREATE TABLE a'; CREATE TABLE b",
      "SELECT e'x\\\\'; CREATE TABLE b",
      "SELECT 'open; CREATE TABLE a",
      "SELECT E'open; CREATE TABLE a",
      'DO $$ CREATE TABLE a $$; CREATE TABLE b',
      'DO $x$ BEGIN CREATE UNIQUE INDEX i ON a (x); END $x$',
      'DO $$ BEGIN INSERT INTO a VALUES (1); END $$; CREATE TABLE c',
      'DO $$ open CREATE VIEW v',
      'SELECT $1; CREATE TABLE a',
      'CREATE TABLE tabellé_1$ (x)',
      'CREATE TABLE 1a (x)',
      '-- +goose Up\nCREATE TABLE a;\n-- +goose Down\nCREATE TABLE b;',
      'CREATE TABLE a;\n-- +migrate Down\nCREATE TABLE b;',
      'CREATE TABLE a;\n--migrate:down\nCREATE TABLE b;',
      'CREATE TABLE a;\n  -- rollback\nCREATE TABLE b;',
      'CREATE TABLE a;\n-- rollbacks\nCREATE TABLE b;',
      'CREATE TABLE a;\nx -- rollback\nCREATE TABLE b;',
      'CREATE TABLE a\n(x int);\n  CREATE TABLE b',
    ],
    (sql) => {
      const { created, hides } = createdBy(sql)
      return `${created.map(({ kind, name, span }) => `${kind} ${name} @${span.line}:${span.column}-${span.endColumn}`).join(', ')}${hides ? ' and hides' : ''}`
    },
  )
})

it('letters of other scripts give themselves away', async () => {
  const letters =
    'aаɑα bЬв cсϲⅽ dԁⅾ eеҽε gɡց hһհ iіıιⅰ jјϳ kкκ lⅼӏǀ mмⅿ nпո oоοօ० pрρ qԛգ rгᴦ sѕ tтτ uυսц vνѵⅴ wԝա xхχⅹ yуγү zᴢ AАΑ BВΒ CСϹⅭ DⅮ EЕΕ HНΗ IІΙӀⅠ JЈ KКΚ LⅬ MМΜⅯ NΝ OОΟՕ PРΡ SЅՏ TТΤ VⅤѴ WԜ XХΧⅩ YΥҮ ZΖ'
  await holds(
    [
      ...letters.split(' ').flatMap((group) => [...group].slice(1).map((letter) => [group[0]!, letter] as const)),
      ...['‐', '‑', '‒', '–', '—', '−', '\u00a0', '\u200b', '’', '“', '．', 'Ａ', 'é'].map(
        (letter) => [letter === 'Ａ' ? 'A' : letter === 'é' ? 'e' : '-', letter] as const,
      ),
    ],
    ([plain, letter]) => lookAlike(`x${plain}y`, [`x${letter}y`], (each) => each)?.note ?? 'nothing alike',
    ([plain, letter]) => `${plain} ${letter} U+${letter.codePointAt(0)!.toString(16)}`,
  )
  await holds(
    [
      ['Why', ['Why not', 'WHY', 'Whу']],
      ['Why', ['why']],
      ['a-b', ['a b', 'a–b']],
      ['Why', []],
      ['abcdef', ['аbсdеf', 'x']],
    ] as [string, string[]][],
    ([wanted, found]) => lookAlike(wanted, found, (each) => each) ?? 'nothing alike',
  )
})
