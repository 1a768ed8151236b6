// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are written so
import { expect, it } from 'vitest'
import { codeNames as written } from '../../dev/code-names.ts'
import { hiderOf } from '../../src/guards/token/hide.ts'
import { changedPaths } from '../../src/model/changed.ts'
import { folded as foldedName, isDynamic, mentions } from '../../src/model/mention.ts'
import { placeIn } from '../../src/model/script.ts'
import { isDealt, sliceOf } from '../../src/model/share.ts'
import { shellWord } from '../../src/model/shell-word.ts'
import { folded, twins } from '../../src/model/twins.ts'
import { codeNames } from '../../src/policy/code-names.ts'
import { frozenScript, rowsOrder } from '../../src/policy/tables/frozen.ts'
import { movedFiles } from '../../src/policy/tables/moved.ts'
import { span } from '../../src/policy/tables/rollback.ts'
import { statementsOf } from '../../src/policy/tables/statements.ts'
import { contactStands, keptSteps, notEarlier, smallerShare, sooner, stands, wayBack } from '../../src/policy/tables/version-orders.ts'
import { holds } from '../readers/table.ts'
import { type Tree, tree } from './room.ts'

type Weaker = { weaker(older: any, newer: any, files: any): unknown }
const says = async (order: Weaker, older: unknown, newer: unknown, before: Tree = {}, after: Tree = before) =>
  ((await order.weaker(older, newer, { before: tree(before), after: tree(after) })) as { says: string } | undefined)?.says ?? 'as much'
const pairs = (values: readonly unknown[]) => values.flatMap((older) => values.map((newer) => [older, newer] as const))

it('the names of all findings are those that are declared', async () => {
  const [, text] = await written()
  expect([...codeNames]).toEqual([...text.matchAll(/^ {2}'([^']+)',$/gm)].map(([, name]) => name))
})

it('orders of versions and tiers tell what asks less', async () => {
  await holds(pairs([undefined, 'a', 'b']), ([older, newer]) => says(stands('key'), older, newer))
  await holds(pairs([undefined, {}, { contact: 'a' }, { contact: 'b' }]), ([older, newer]) => says(contactStands(), older, newer))
  await holds(pairs([undefined, '0002_b', '0010_c', '0003_gone']), ([older, newer]) =>
    says(notEarlier('through'), older, newer, { 'm/0002_b.sql': '', 'm/0010_c.sql': '' }),
  )
  await holds(pairs([undefined, 'none', '1', '2']), ([older, newer]) => says(wayBack(), older, newer))
  await holds(pairs([undefined, '10%', '5 %', '10.5%', ' 20% ', '100', 'x%']), ([older, newer]) =>
    says(smallerShare('canary'), older, newer),
  )
  await holds(
    pairs([
      undefined,
      [],
      ['e > 5%'],
      ['e > 4%'],
      ['e >= 4%'],
      ['e  >  5%'],
      ['l < 2.5s', 'e > 5%'],
      ['l < 3s'],
      ['word'],
      ['e > 5m'],
      ['f > 4%'],
      ['e > 5'],
    ]),
    ([older, newer]) => says(sooner('triggers'), older, newer),
  )
  const step = (more: object) => ({ name: 's', at: 'before', run: 'x', ...more })
  await holds(
    pairs([
      undefined,
      [],
      [step({})],
      [step({ at: 'after' })],
      [step({ run: 'y' })],
      [step({ blocks: true })],
      [step({ blocks: true, at: 'after', run: 'y' })],
      [step({ undo: 'z' })],
      [step({ undo: 'w' })],
      [step({ at: 'ready' })],
      [step({ at: 'verify' })],
      [step({ run: undefined, sql: 'q' })],
      [step({ run: undefined, sql: 'r', at: 'down' })],
      [step({ name: 't' }), step({})],
    ]),
    ([older, newer]) => says(keptSteps(), older, newer),
  )
  await holds([0, 1, 999, 1000, 1500, 6e4, 9e4, 36e5, 54e5, 864e5, 1728e5, 90 * 864e5], (ms) => span(ms))
})

it('scripts and rows that stand in the base stay', async () => {
  const texts = [
    '',
    'CREATE TABLE a;',
    'CREATE TABLE a;\n-- why\nCREATE TABLE b;',
    'create table a;',
    'CREATE  TABLE /* x */ a ;',
    'CREATE TABLE b;',
    `CREATE TABLE ${'a'.repeat(80)};`,
    'CREATE TABLE a;\nCREATE TABLE b;\nCREATE TABLE c;',
    undefined,
  ]
  const at = (text: string | undefined, path = 'db/a.sql'): Tree => (text === undefined ? {} : { [path]: text })
  await holds(pairs(texts) as (readonly [string | undefined, string | undefined])[], ([older, newer]) =>
    says(frozenScript('before'), 'db/a.sql', 'db/a.sql', at(older), at(newer)),
  )
  await holds(pairs([undefined, 'db/a.sql', 'db/b.sql', 'db/link.sql']), ([older, newer]) =>
    says(frozenScript('before'), older, newer, {
      'db/a.sql': 'SELECT 1',
      'db/b.sql': 'SELECT 1',
      'db/link.sql': { content: 'x', mode: 'symlink' },
    }),
  )
  const rows = [
    '',
    'INSERT INTO a VALUES (1);',
    'INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);',
    'INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (1);',
    'insert into a values (3);\nINSERT INTO a VALUES (1);',
    '-- after: 0001\nINSERT INTO a VALUES (1);',
    'DELETE FROM a;\nINSERT INTO a VALUES (1);',
    'COPY a FROM x;',
    'WITH x AS (SELECT 1) INSERT INTO a SELECT 1;',
    'INSERTS;',
    `INSERT INTO ${'a'.repeat(80)} VALUES (1);`,
    undefined,
  ]
  await holds(pairs(rows) as (readonly [string | undefined, string | undefined])[], ([older, newer]) =>
    says(rowsOrder('rows'), 'db/a.sql', 'db/a.sql', at(older), at(newer)),
  )
  await holds(
    pairs([undefined, {}, { a: 1 }, { a: 3 }, { a: 5, b: 2 }, { b: 0 }, 'db/a.sql', 'db/none.sql', 'db/empty.sql']),
    ([older, newer]) => says(rowsOrder('rows'), older, newer, { 'db/a.sql': 'INSERT INTO a VALUES (1)', 'db/empty.sql': '-- nothing' }),
  )
  await holds(
    [
      'a;b',
      "a 'x;y' b; c",
      "'it''s;' ; d",
      "'x\\'; y' ; d",
      '"a;b" c; d',
      '"a""b;c"; d',
      '`a;b`; c',
      '$$a;b$$; c',
      '$x$a;$$b$x$; c',
      '$x$open;',
      '$1; a',
      'a /* x; /* y; */ z; */ b; c',
      '/* open; a',
      '-- x; y\na',
      'a -- x\n-- after: 0001\nb',
      '--after:0001\r\nb',
      '-- after: a b\nc',
      '-- afterwards: x\nc',
      ' ;; a ;',
      'a\n\tb',
      "'open; a",
      '"open; a',
      '`open; a',
      'a - b / c',
      '$a b$;c',
    ],
    (sql) => statementsOf(sql),
  )
})

it('a folder or template moves with all that it held', async () => {
  const before: Tree = {
    'm/1.sql': 'a',
    'm/2.sql': 'b',
    'm/sub/3.sql': 'c',
    'mx/1.sql': 'z',
    'r/1.up.sql': 'u',
    'r/1.down.sql': 'd',
    'r/x/2.up.sql': 'e',
  }
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`m/${index}.sql`, `${index}`]))
  await holds(
    [
      ['m', 'm', before, before],
      ['m', undefined, before, before],
      [undefined, 'm', before, before],
      ['m', 'n', before, { 'n/1.sql': 'a', 'n/2.sql': 'b', 'n/sub/3.sql': 'c' }],
      ['m', 'n', before, { 'n/1.sql': 'a', 'n/2.sql': 'x' }],
      ['m', 'n', before, { 'n/1.sql': 'a', 'n/2.sql': 'b', 'n/sub/3.sql': 'c', 'n/4.sql': 'd' }],
      ['none', 'n', before, { 'n/1.sql': 'a' }],
      ['m', 'n', many, {}],
      ['m', 'n', Object.fromEntries(Object.entries(many).slice(0, 4)), {}],
      ['m', 'n', Object.fromEntries(Object.entries(many).slice(0, 3)), {}],
      ['r/{id}.{direction}.sql', 's/{direction}/{id}.sql', before, { 's/up/1.sql': 'u', 's/down/1.sql': 'd' }],
      ['r/{id}.{direction}.sql', 's/{id}-{direction}.sql', before, { 's/1-up.sql': 'u', 's/1-down.sql': 'd' }],
      ['r/{id}.{direction}.sql', 's/{id}-{direction}.sql', before, { 's/1-up.sql': 'u', 's/1-down.sql': 'x' }],
      ['r/{id}.{direction}.sql', 'r/{id}.{direction}.sqlx', before, before],
    ] as (readonly [string | undefined, string | undefined, Tree, Tree])[],
    ([older, newer, was, is]) => says(movedFiles('migrations'), older, newer, was, is),
  )
})

it('small things of the model', async () => {
  await holds(
    [undefined, { index: 1, of: 1 }, { index: 1, of: 3 }, { index: 2, of: 3 }, { index: 3, of: 3 }, { index: 4, of: 5 }],
    (share) => [
      sliceOf(['a', 'b', 'c', 'd', 'e', 'f', 'g'], share).join(''),
      [0, 1, 2, 3, 4, 5, 6].filter((at) => isDealt(at, share)).join(''),
    ],
    (share) => (share ? `${share.index}/${share.of}` : 'whole'),
  )
  await holds(
    [
      [0, 3],
      [4, 6],
      [2, 9],
      [4, 4],
    ],
    ([start, end]) =>
      [{}, { line: 5, column: 3 }, { line: 2 }].map((where) =>
        Object.values(
          placeIn({ migration: 'm', path: 'p', text: 'abc\ndef\nghi', direction: 'up', wrap: 'statement', ...where }, start!, end!),
        ).join(' '),
      ),
  )
  await holds(['a', 'a b', "it's", '', 'a/b.c-d_e+f:g@h%i=j,k', '$x', 'a;b', "'", 'é', 'a\nb', "x'y'z"], (word) => shellWord(word))
  await holds(
    [
      ['a b c', 'b'],
      ['ab', 'b'],
      ['a_b', 'b'],
      ['a.b', 'b'],
      ['a$b', 'b'],
      ['a1', 'a'],
      ['Ab', 'b'],
      ['éb', 'b'],
      ['b', 'b'],
      ['xb b', 'b'],
      ['"B"', 'B'],
      ['x', 'B'],
      ['xaBx', 'aB'],
      ['x', 'a"b'],
      [`x${'a'.repeat(62)}y`, 'a'.repeat(62)],
      [`x${'a'.repeat(63)}y`, 'a'.repeat(63)],
      ['z9', '9'],
      ['a b', 'a b'],
    ],
    ([text, name]) => mentions(text!, name!),
  )
  await holds(
    [
      'SELECT 1',
      'EXECUTE x',
      'execute function f()',
      'EXECUTE PROCEDURE a.b ()',
      'executes',
      "u&'a'",
      'U&"a"',
      'u & a',
      'execute function f() ; execute y',
      'execute function',
    ],
    (text) => isDynamic(text),
  )
  await holds(['ABC', 'aBc', 'Ä', 'ÀB'], (text) => foldedName(text))
  await holds(['A/b', 'É', 'E\u0301', 'ß', 'ẞ', 'İ', 'ſ', 'K', '😀A', 'a\u007f', '\u0041\u030a'], (text) => folded(text))
  await holds([['a', 'A'], ['a/b', 'A/c'], ['a', 'b'], ['é', 'e\u0301', 'É'], ['a/B/c', 'a/b/d', 'A/x'], ['/a', 'a'], []], (paths) =>
    twins(paths),
  )
  await holds(
    [
      [{ a: 'x' }, { a: 'x' }],
      [{ a: 'x' }, { a: 'y' }],
      [{ a: 'x' }, {}],
      [{}, { a: 'x' }],
      [{ a: 'x' }, { a: { content: 'x', mode: 'executable' } }],
      [
        { b: '1', a: '1', c: '1' },
        { c: '2', b: '2', d: '1' },
      ],
    ] as (readonly [Tree, Tree])[],
    async ([before, after]) =>
      (await changedPaths({ before: tree(before), after: tree(after) })).map(
        ({ path, before: was, after: is }) => `${path} ${was?.mode ?? '-'} ${is?.mode ?? '-'}`,
      ),
  )
  const hide = await hiderOf(['^tok_[a-z]{20}$', '^key_[0-9]{4}$', '(?=x)unread', '^[a-f]{8}-[a-f]{8}$'])
  await holds(['tok_abcdefghijklmnopqrst', 'a tok_abcdefghijklmnopqrst b', 'key_1234', 'tok_abc', 'abcdefab-abcdefab', 'x'], (text) =>
    hide(text),
  )
})
