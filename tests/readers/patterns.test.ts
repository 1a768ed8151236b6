// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write variables so
import { it } from 'vitest'
import { leavesOut, speaksOf } from '../../src/guards/test/settings.ts'
import { settingsOrder } from '../../src/policy/tables/settings.ts'
import { missingFrom, shared, wordMissing, wordShared } from '../../src/readers/regex/compare.ts'
import { asEcmaScript, withoutLayout } from '../../src/readers/regex/dialect.ts'
import { pathBeyond } from '../../src/readers/regex/globs.ts'
import { type Language, languageOf } from '../../src/readers/regex/language.ts'
import { occurrences } from '../../src/readers/regex/scan.ts'
import { evaluateText } from '../../src/readers/workflow/context.ts'
import { files, type Tree } from '../guards/told.ts'
import { holds } from './table.ts'

it('patterns of other languages are read as ECMAScript', async () => {
  const patterns = [
    '^a$',
    '\\Aa\\z',
    '\\Aa\\Z',
    '(?P<n>a)',
    '(?i)a',
    '(?imsx)a',
    '(?u)a',
    '(?U)a',
    '(?aL)a',
    'a(?i)b',
    '[[:alnum:]]',
    '[[:alpha:]_]',
    '[[:digit:]]',
    '[[:lower:]]',
    '[[:upper:]]',
    '[[:xdigit:]]',
    '[[:word:]]',
    '[[:space:]]',
    '[[:other:]]',
    '[:alnum:]',
    '\\Qa.b*c\\Ed',
    '\\Qa',
    '[\\Q-]\\E]',
    '\\p{Alpha}',
    '\\p{Digit}',
    '[\\p{Upper}]',
    '\\p{L}',
    '(?-u:a)',
    '(?#x)a',
    '[(?#x)]',
    '\\[a]',
    '[\\]a]',
    'a|b',
    '\\\\Q',
  ]
  await holds(
    ['ts', 'json', 'yaml', 'toml', 'rust', 'python', 'go', 'java', 'sql'].flatMap((language) =>
      patterns.map((pattern) => [language, pattern] as const),
    ),
    ([language, pattern]) => {
      const { source, flags } = asEcmaScript(pattern, language)
      return `${source}${flags && ` /${flags}`}`
    },
    ([language, pattern]) => `${language} ${pattern}`,
  )
  await holds(
    ['rust', 'python', 'java', 'go'].flatMap((language) =>
      ['a b', 'a # c\nb', '[a b]', '[a#b]', 'a\\ b', 'a\\#b', '[a] b', '[\\]  ] b', '# only', '[#\n]'].map(
        (pattern) => [language, pattern] as const,
      ),
    ),
    ([language, pattern]) => withoutLayout(pattern, language),
    ([language, pattern]) => `${language} ${pattern}`,
  )
})

it('patterns are compared as languages', async () => {
  const sources = [
    '^a$',
    '^a+$',
    '^a*$',
    'a',
    '^[a-c]{2,3}$',
    '^[a-d]{2,4}$',
    '^(?:ab|cd)$',
    '^(?:cd|ab)$',
    '^ab$',
    '^\\d+$',
    '^[0-9]+$',
    '^\\w$',
    '^[A-Za-z0-9_]$',
    '^.$',
    '^[^]$',
    '^[^a]$',
    '^\\u{1F600}$',
    '^😀$',
    '^a{0}$',
    '',
    '^$',
    '^(?!a)',
    '(a)\\1',
    '[',
    '^a\\b',
    '\\ba\\b',
    '^a|b$',
    '^(?i:a)$',
    '^\\p{L}$',
    '^[^\\n]$',
    '^tok_[a-z]{8}$',
    '^tok_[a-z0-9]{8}$',
    '^a{99999}$',
    '^(?:a{1,50}){1,50}{1,50}$',
    '^\\x41$',
    '^A$',
    '^\\s$',
    '^\\S$',
    '^[\\s\\S]$',
    '\\Ba',
    '^(?:)$',
  ]
  const languages = new Map<string, Language | string>()
  for (const source of sources) {
    try {
      languages.set(source, await languageOf(source))
    } catch (error) {
      languages.set(source, `refused: ${(error as Error).message}`)
    }
  }
  await holds(sources, (source) => {
    const language = languages.get(source)!
    return typeof language === 'string'
      ? language
      : occurrences(language, 'x a ab tok_abcdefgh A 1 😀 tok_abcdefgh9')
          .map(({ start, end, shown }) => `${start}-${end} ${shown.shown}`)
          .join(', ')
  })
  const read = sources.filter((source) => typeof languages.get(source) !== 'string')
  await holds(
    read.flatMap((one) => read.map((other) => [one, other] as const)),
    ([one, other]) => {
      const [a, b] = [languages.get(one) as Language, languages.get(other) as Language]
      return JSON.stringify([wordMissing(a, b), missingFrom(a, b)?.shown, wordShared(a, b), shared(a, b)?.shown])
    },
    ([one, other]) => `${one} and ${other}`,
  )
  const flags = ['', 'i', 'm', 's', 'im', 'u', 'v', 'g', 'y', 'd']
  await holds(
    flags.flatMap((given) => ['^a$', '^.$', '^[^a]$', 'a'].map((source) => [source, given] as const)),
    async ([source, given]) => {
      const language = await languageOf(source, { flags: given })
      return occurrences(language, 'a A\na\n.')
        .map(({ start, end }) => `${start}-${end}`)
        .join(' ')
    },
    ([source, given]) => `/${source}/${given}`,
  )
  const globs = [
    '**',
    '*',
    '*.md',
    'docs/**',
    'docs/*',
    '**/*.md',
    'docs/a.md',
    'docs/{a,b}.md',
    '!docs/**',
    'src/[a-c].ts',
    'a?c',
    '**/x/**',
  ]
  await holds(
    globs.flatMap((wide) => globs.map((narrow) => [wide, narrow] as const)),
    async ([wide, narrow]) => (await pathBeyond([wide], [narrow])) ?? 'none',
    ([wide, narrow]) => `${wide} beyond ${narrow}`,
  )
  await holds(
    [
      [['docs/**', 'src/**'], ['docs/**']],
      [['docs/**'], ['docs/*', 'docs/*/**']],
      [[], ['a']],
      [['a'], []],
    ],
    async ([wide, narrow]) => (await pathBeyond(wide!, narrow!)) ?? 'none',
  )
})

it('settings of a runner may leave a test out', async () => {
  const words = [
    'exclude',
    'include',
    'testMatch',
    'testRegex',
    'testPathIgnorePatterns',
    'testNamePattern',
    'roots',
    'projects',
    'excluded',
    'testpaths',
    'norecursedirs',
    'collect_ignore',
    'collect_ignore_glob',
    'python_files',
    'python_classes',
    'python_functions',
    'pytest_ignore_collect',
    'pytest_collection_modifyitems',
    '--ignore x',
    '--deselect x',
    '-m slow',
    '-k x',
    '-mslow',
    'autotests = false',
    'test = false',
    ' test=false',
    'tests = false',
    '[[test]]',
    'required-features = []',
    'x required-features',
  ]
  const paths = [
    'vitest.config.ts',
    'vite.config.mjs',
    'jest.config.json',
    'vitest.workspace.cts',
    'sub/vitest.config.js',
    'xvitest.config.ts',
    'jest.config.tsx',
    'pytest.ini',
    'pyproject.toml',
    'setup.cfg',
    'tox.ini',
    'conftest.py',
    'sub/conftest.py',
    'other/conftest.py',
    'Cargo.toml',
    'sub/Cargo.toml',
    'xCargo.toml',
    'package.json',
  ]
  const seen = ['sub/a.test.ts', 'sub/test_a.py', 'sub/a.rs', 'a.go'].map((path) => ({ path }) as never)
  const all = words.join('\n')
  await holds(paths, (path) => leavesOut(files({ [path]: all }), seen))
  await holds(words, async (word) =>
    (await leavesOut(files({ 'vitest.config.ts': word, 'pytest.ini': word, 'Cargo.toml': word }), seen)).join(' | '),
  )
  await holds(
    ['a.test.ts', 'a.test.mjs', 'a.test.jsx', 'a.tsx', 'a.test.tsxx', 'a.py', 'a.pyc', 'a.rs', 'a.rst'],
    async (path) => (await leavesOut(files({ 'vitest.config.ts': all, 'pytest.ini': all, 'Cargo.toml': all }), [{ path } as never])).length,
  )
  await holds<Tree>(
    [
      {},
      { 'vitest.config.ts': 'include: x' },
      { 'vitest.config.ts': 'other' },
      { 'pytest.ini': 'include' },
      { 'package.json': 'run odd.ts' },
      { 'package.json': 'run even.ts' },
      { 'sub/package.json': 'odd.ts' },
      { Makefile: 'odd.ts' },
      { '.github/workflows/a.yml': 'odd.ts' },
      { 'a.yaml': 'odd.ts' },
      { 'a.md': 'odd.ts' },
      { 'xpackage.json': 'odd.ts' },
    ],
    (tree) => speaksOf(files(tree), 'src/odd.ts', /\binclude\b/),
    (tree) => JSON.stringify(tree),
  )
})

it('settings of a database stay, or switch no check off', async () => {
  const values = ['on', 'ON', 'yes', 'true', '1', 'off', 'no', 'false', '0', 'x', '']
  const names = [
    'foreign_keys',
    'ignore_check_constraints',
    'defer_foreign_keys',
    'writable_schema',
    'session_replication_role',
    'row_security',
    'check_function_bodies',
    'foreign_key_checks',
    'unique_checks',
    'other',
    'toString',
  ]
  const weaker = (older: object | undefined, newer: object | undefined) =>
    (settingsOrder('settings').weaker(older as never, newer as never, {} as never) as { says?: string } | undefined)?.says ?? 'as much'
  await holds(
    names.flatMap((name) => values.map((value) => [name, value] as const)),
    ([name, value]) =>
      [
        weaker({}, { [name]: value }),
        weaker({ [name]: value }, {}),
        weaker({ [name]: 'on' }, { [name]: value }),
        weaker({ [name.toUpperCase()]: value }, { [name]: value }),
      ].join(' | '),
    ([name, value]) => `${name}: ${value}`,
  )
  const sizes = [
    '4096',
    '4096kB',
    '4MB',
    '4 MB',
    '1GB',
    '1024MB',
    '1TB',
    '1048576B',
    '1.5MB',
    '1000',
    '1s',
    '1000ms',
    '1min',
    '60s',
    '1h',
    '1d',
    '24h',
    '1000000us',
    '1x',
    'a, b',
    'a,b',
    'a',
  ]
  await holds(
    ['work_mem', 'maintenance_work_mem', 'statement_timeout', 'search_path'].flatMap((name) =>
      sizes.flatMap((older) => sizes.map((newer) => [name, older, newer] as const)),
    ),
    ([name, older, newer]) => (weaker({ [name]: older }, { [name]: newer }) === 'as much' ? 'same' : 'other'),
    (row) => row.join(' '),
  )
  await holds(
    [
      [undefined, undefined],
      [undefined, { foreign_keys: 'off' }],
      [{ a: 'b', c: 'd' }, {}],
    ] as const,
    ([older, newer]) => weaker(older, newer),
  )
})

it('expressions of workflows that are odd come to nothing known', async () => {
  const context = {
    event: 'pull_request',
    action: 'opened',
    defaultBranch: 'main',
    matrix: { a: { b: 1, c: [1, 2] } },
    inputs: new Map(),
    env: new Map(),
    needs: new Map([['x', true]]),
    runner: 'Linux',
  } as never
  await holds(
    [
      '',
      ' ',
      'github.',
      'github.*',
      'github.1',
      'a..b',
      'matrix.a.b',
      'matrix.a.*',
      'matrix.a.c[0]',
      'matrix.a.c[2]',
      "matrix['a']['b']",
      'matrix[a]',
      'matrix.a.c.*',
      '(1',
      '1)',
      '1 2',
      '&&',
      '1 &&',
      '!',
      'a b',
      "'open",
      '"x"',
      '1.2.3',
      '0x',
      '-',
      '+1',
      '.5',
      '1e',
      'f(',
      'f()',
      'f(1,)',
      'contains()',
      "contains('a')",
      "contains('abc', 'B')",
      "contains(fromJSON('[1,2]'), 2)",
      "startsWith('abc', 'AB')",
      "endsWith('abc', 'BC')",
      "format('{0} {1}', 'a')",
      "format('{{0}}', 'a')",
      "join(fromJSON('[1,2]'), '-')",
      "join(fromJSON('[1,2]'))",
      'toJSON(matrix.a)',
      "fromJSON('{')",
      "hashFiles('x')",
      'steps.a.outputs.b',
      'steps.a.outcome',
      'needs.x.result',
      'needs.y.result',
      'needs.x.outputs.a',
      'job.status',
      'job.container',
      'runner.os',
      'runner.temp',
      'github.event_name',
      'github.event.action',
      'github.event.pull_request.base.ref',
      'github.base_ref',
      'github.ref',
      'github.actor',
      'env.A',
      'vars.A',
      'secrets.A',
      'inputs.a',
      'strategy.job-index',
      'null',
      'NULL',
      'True',
      'NaN',
      'Infinity',
      '1 == 1.0',
      "'1' == 1",
      "'' == 0",
      'null == 0',
      "'A' == 'a'",
      '1 < 2',
      "'a' < 'b'",
      '2 >= 2',
      '1 != 2',
      '!1',
      '!!1',
      'true && false || true',
      'success()',
      'failure()',
      'always()',
      'cancelled()',
      'SUCCESS()',
      'unknown()',
      `${'('.repeat(200)}1${')'.repeat(200)}`,
    ],
    (text) => {
      const outcome = evaluateText(`\${{ ${text} }}`, context)
      return outcome.known ? JSON.stringify(outcome.value) : `?${outcome.truth ?? ''}`
    },
  )
  await holds(['a ${{ 1 }} b ${{ 2 }}', '${{ 1 }}${{ secrets.A }}', 'x${{ 1', '}}', '${{ 1 }} ', 'plain'], (text) => {
    const outcome = evaluateText(text, context)
    return outcome.known ? JSON.stringify(outcome.value) : `?${outcome.truth ?? ''}`
  })
})
