// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code writes variables so
import { it } from 'vitest'
import { alteredBy } from '../../src/readers/code/altered.ts'
import { goConstraint, goConstraintHolds, goPlainBuildHolds } from '../../src/readers/code/constraint.ts'
import { blank, unescapeText } from '../../src/readers/code/literal.ts'
import { searchedAs } from '../../src/readers/code/searched.ts'
import { literalReader, statedIn } from '../../src/readers/code/stated.ts'
import { rewriteYaml, type YamlEdit } from '../../src/readers/yaml/rewrite.ts'
import { holds } from './table.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

it('literals of a file are what its language makes of them', async () => {
  const q3 = '"""'
  await holds(
    [
      ['a.json', '{"a": "b\\n\\"c\\u0041\\/", // "no"\n /* "no"\n "no" */ "d": 1, "e": "\\x", "f": "open\n"}'],
      ['a.jsonc', '"a" /* b **/ "c"'],
      ['a.json5', '"a" // "b"'],
      ['a.JSON', '"a"'],
      [
        'a.toml',
        `a = "b\\tc\\e" # "no"\nb = 'c\\d'\nc = ${q3}\nd\\\n   e${q3}\nd = '''\nx'y\n'''\ne = ${q3}a\\"${q3}b${q3}\nf = 'open\nx'`,
      ],
      ['a.toml', `a = ${q3}\r\nb${q3}\nb = '''\r\nc'''`],
      ['a.sql', "SELECT 'a''b', E'c\\n\\'d''e', e'f', \"g\"\"h\" -- 'no'\n/* 'no'\n 'no' */, xE'i'"],
      ['a.yaml', "a: b # no\nc: \"d\\te\" # 'no'\nf: 'g''h'\ni: |\n  j\n  # k\nl: >-\n  m\n  n\no#p: q#r\n--- \ns\n# x"],
      ['a.yml', '[a, "b"]'],
      ['a.txt', 'a'],
      ['a', 'a'],
      [
        'a.ts',
        "const a = 'b\\n\\0' // 'no'\n/* 'no' */ const c = \"d\\x41\\u{1F600}\", e = `f`, g = `h${i}`, j = /k\\/l/gi, m = 'n' + 'o', p = 'q' + r, s = 'a' - 'b'",
      ],
      ['a.js', "'\\u{FFFFFFF}'"],
      ['a.tsx', "const A = <a b='c'>d</a>"],
      [
        'a.py',
        "a = 'b\\n' 'c' # 'no'\nd = r'e\\n'\nf = b'g'\nh = f'i{j}'\nk = '''l\nm'''\nn = \"\"\"o\"\"\"\np = R'q\\d'\ns = 'x' + 'y' + 'z'\nt = 'x' + y + 'z'\nu = '\\d\\q'",
      ],
      [
        'a.rs',
        'fn f() { let a = "b\\n\\0"; let c = r"d\\n"; let e = r#"f"g"#; let h = b"i"; let j = br##"k"#"##; let l = "m\\\n   n"; let o = c"p"; }',
      ],
      ['a.go', 'package a\nvar a = "b\\n\\a"\nvar c = `d\\n`\nvar e = `f\r\ng`\nvar h = "i" + "j"\nvar k = "\\101"'],
      ['A.java', `class A { String a = "b\\n\\s"; String c = ${q3}\n  d${q3}; String e = "f" + "g" + 1; char h = 'i'; }`],
    ] as const,
    async ([path, text]) => {
      const file = await literalReader.read(bytes(text), path)
      const list = file.literals.map((literal) => {
        const decoded = literal.decode(file.text.slice(literal.contentStart, literal.contentEnd))
        const more = [literal.flags !== undefined && `/${literal.flags}`, literal.joined && `+${literal.joined.length}`]
          .filter(Boolean)
          .join(' ')
        return `${literal.start}-${literal.end} ${JSON.stringify(text.slice(literal.contentStart, literal.contentEnd))} = ${JSON.stringify('value' in decoded ? decoded.value : decoded)}${more && ` ${more}`}`
      })
      return `${file.language}\n  ${list.join('\n  ')}\n  ${JSON.stringify(file.text)}`
    },
    ([path, text]) => `${path} ${text.replaceAll('\r', '␍').replaceAll('\n', '⏎')}`,
  )
})

it('what stands for the variable of a piece of text is told, with how it is searched', async () => {
  const ts = (before: string, after = ')') => ['a.ts', `${before}'^a$'${after}`, "'$P'"] as const
  const py = (before: string, after = ')') => ['a.py', `${before}r'^a$'${after}\n`, "'$P'"] as const
  const java = (before: string, after = ');') => ['A.java', `class A { void f() { ${before}"^a$"${after} } }`, '"$P"'] as const
  const rust = (before: string, after = ')') => ['a.rs', `fn f() { ${before}"^a$"${after}; }`, '"$P"'] as const
  const sql = (before: string, after = '') => ['a.sql', `SELECT 1 WHERE x ${before} '^a$'${after};`, "'$P'"] as const
  await holds(
    [
      ...['new RegExp(', 'RegExp (', 'x.RegExp(', 'NewRegExp(', 'f('].flatMap((before) => [
        ts(before),
        ts(before, ', "i")'),
        ts(before, ", 'gm',)"),
        ts(before, ', `s` )'),
        ts(before, ',)'),
        ts(before, ', flags)'),
        ts(before, ', "I")'),
        ts(before, ', "i\')'),
      ]),
      ['a.ts', 'const a = /^a$/i', '/$P/i'],
      ['a.ts', 'const a = /^a$/', '/$P/'],
      ...['re.compile(', 're.match(', 're.fullmatch(', 're.search(', 'match (', 'x = ('].flatMap((before) => [
        py(before),
        py(before, ', re.I)'),
        py(before, ', re.IGNORECASE | re.M)'),
        py(before, ', flags=re.S|re.X|re.VERBOSE|re.DOTALL|re.MULTILINE)'),
        py(before, ', re.A)'),
        py(before, ', xre.I)'),
      ]),
      py('a = f([', ', (re.M)], re.I) + g(re.S)'),
      ...['Pattern.compile(', 's.matches(', '@Pattern(regexp = ', '@Pattern(message = "x", regexp=', 'x.replaceAll('].flatMap((before) => [
        java(before),
        java(before, ', Pattern.CASE_INSENSITIVE);'),
        java(before, ', MULTILINE | DOTALL | COMMENTS);'),
      ]),
      ...['Regex::new(', 'RegexBuilder::new(', 'regex::RegexBuilder :: new (', 'XRegexBuilder::new('].flatMap((before) => [
        rust(before),
        rust(before, ').case_insensitive(true).multi_line(true)'),
        rust(before, ') . dot_matches_new_line ( true ).ignore_whitespace(true)'),
        rust(before, ').case_insensitive(false)'),
      ]),
      ...['~', '~*', '~* ', 'SIMILAR TO', 'similar  to', 'LIKE', 'NOT LIKE', 'GLOB', 'UNLIKE', 'REGEXP', 'SIMILAR', '='].map((before) =>
        sql(before),
      ),
      ['a.go', 'package a\nvar a = regexp.MustCompile("^a$")', '"$P"'],
      ['a.go', 'package a\nvar a = regexp.MustCompile(`^a$`)', '"$P"'],
      ['a.ts', 'const a = "^a$"', "a = '$P'"],
      ['a.ts', "const a  =  '^a$'", "const a = '$P'"],
      ['a.ts', "const a = 'x^a$y'", "'x$Py'"],
      ['a.ts', "if (false) { f('^a$') }", "f('$P')"],
      ['a.ts', "f('^a$'); f('^b$')", "f('$P')"],
      ['a.ts', "// f('^a$')", "f('$P')"],
      ['a.ts', "const g = 'a' + b", "'$P'"],
      ['a.json', '{"pattern": "^a$"}', '"pattern": "$P"'],
      ['a.yaml', 'pattern: ^a$\n', 'pattern: $P'],
      ['a.yaml', "pattern: '^a$'\n", 'pattern: "$P"'],
      ['a.toml', 'pattern = "^a$"\n', "pattern = '$P'"],
      ['a.rs', '#[cfg(test)]\nmod t { fn f() { g("^a$") } }', 'g("$P")'],
    ] as (readonly [string, string, string])[],
    async ([path, text, contains]) => {
      const file = await literalReader.read(bytes(text), path)
      return statedIn(file, contains, '$P').map((stated) => {
        const { flags, search, problem } = searchedAs(file, stated) as {
          flags?: string
          search?: { left: boolean; right: boolean }
          problem?: string
        }
        const value = 'value' in stated.value ? stated.value.value : `problem: ${stated.value.problem}`
        const how = problem ?? `/${flags}${search?.left ? ' …left' : ''}${search?.right ? ' right…' : ''}`
        return [
          value,
          `${stated.start}-${stated.end}`,
          how,
          alteredBy(file, stated.literal) && `altered by ${alteredBy(file, stated.literal)}`,
          stated.dead && 'dead',
          stated.apart,
        ]
          .filter(Boolean)
          .join(', ')
      })
    },
    (row) => row.join('  ').replaceAll('\n', '⏎'),
  )
})

it('what code makes of a literal behind it may leave another text', async () => {
  const rows = [
    '.replace("a", "")',
    '.replaceAll(a)',
    '. slice(1)',
    '.substring(1)',
    '.substr(1)',
    '.concat(x)',
    '.repeat(2)',
    '.format(x)',
    '.trim()',
    '.strip()',
    '.lstrip()',
    '.rstrip()',
    '.padStart(2)',
    '.toUpperCase()',
    '.toLowerCase()',
    '.upper()',
    '.lower()',
    '.to_uppercase()',
    '.join(a)',
    '.split(a)',
    '.remove(a)',
    '.source + x',
    '.source.length',
    '.flags + x',
    '.test(a)',
    '.length',
    ' && other',
    ' and other',
    ' android',
    ' % x',
    ' %= x',
    ' || x',
    '',
  ]
  await holds(rows, async (after) => {
    const told: string[] = []
    for (const path of ['a.ts', 'a.py', 'a.sql']) {
      const file = await literalReader.read(bytes(`x = 'a'${after}`), path)
      told.push(alteredBy(file, file.literals[0]!) ?? '-')
    }
    return told.join(' ')
  })
})

it('escapes are decoded', async () => {
  await holds(
    [
      '\\n\\r\\t\\b\\f\\v\\a\\e\\s\\0',
      '\\q',
      '\\\\',
      '\\"',
      '\\u{41}',
      '\\u{1_F600}',
      '\\u{110000}',
      '\\u0041',
      '\\U0001F600',
      '\\UFFFFFFFF',
      '\\x41',
      '\\x4',
      '\\101',
      '\\10',
      'a\\\n  b',
      'a\\\r\n\tb',
      '\\',
      '\\u{}',
      '\\u004',
    ],
    (raw) => [unescapeText(raw, 'nrtbfvaes0'), unescapeText(raw, 'n'), unescapeText(raw, 'n', true)],
  )
  await holds(
    [
      [[1, 3]],
      [
        [3, 5],
        [0, 1],
      ],
      [
        [0, 4],
        [2, 3],
      ],
      [],
    ],
    (stretches) =>
      blank(
        'ab\ncdef',
        stretches.map(([start, end]) => ({ start: start!, end: end! })),
      ),
  )
})

it('a Go file is built where its constraint holds', async () => {
  const platforms =
    'aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows unix 386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm cgo gc gccgo race msan asan go1.21 go1.x xgo1.21 go1.211x ignore never false none disabled integration'
  const lines = [
    ...platforms.split(' ').map((tag) => `//go:build ${tag}`),
    ...[
      '!linux',
      'linux && !linux',
      'linux || integration',
      '(linux || integration) && !ignore',
      'linux && integration',
      '!(linux && darwin)',
      '!!linux',
      'integration && !integration',
      'ignore || never',
      'ignore || linux',
      '!ignore',
      'a.b && !a.b',
      ' linux ',
    ].map((text) => `//go:build ${text}`),
    Array.from({ length: 11 }, (_, at) => `t${at}`)
      .join(' && ')
      .replace(/^/, '//go:build '),
    `//go:build ${Array.from({ length: 10 }, (_, at) => `t${at}`).join(' && ')} && !t0`,
    `//go:build ${Array.from({ length: 11 }, (_, at) => `t${at}`).join(' && ')} && !t0`,
    '// +build linux\n',
    '// +build linux,!linux\n',
    '// +build linux,!linux darwin\n',
    '// +build integration\n// +build !integration\n',
    '// +build ignore',
    '//+build ignore\n',
    '// +build ignore\n\n// more\n',
    '//go:build linux\n// +build ignore\n',
    '/* //go:build ignore */',
    '/*\n//go:build ignore\n*/',
    '// go:build ignore',
    ' //go:build ignore',
    '//go:buildignore',
  ]
  await holds(
    [...lines.map((line) => `${line}\npackage a\n`), 'package a\n//go:build ignore\n', '//go:build ignore'],
    (text) => `${goConstraint(text) ?? 'none'}: ${goConstraintHolds(text)} ${goPlainBuildHolds(text)}`,
  )
})

it('YAML is rewritten at a place', async () => {
  const text = '# top\na:\n  b: 1 # why\n  c: [x, y, z]\n  d:\n    - e\n    - f: g\n      h: i\n# end\nj: k\n'
  await holds<readonly YamlEdit[]>(
    [
      [{ at: ['a', 'b'] }],
      [{ at: ['a', 'b'], value: '2' }],
      [{ at: ['a', 'new'], value: '3' }],
      [{ at: ['a', 'c', 1] }],
      [{ at: ['a', 'c', 0] }],
      [{ at: ['a', 'd', 0] }],
      [{ at: ['a', 'd', 1] }],
      [{ at: ['a', 'd', 1, 'f'] }],
      [{ at: ['a', 'd', 1, 'h'], value: 'x: y' }],
      [{ at: ['a', 'd'] }],
      [{ at: ['a'] }],
      [{ at: ['j'] }],
      [{ at: ['none'] }],
      [{ at: ['a', 'c', 7] }],
      [{ at: ['j'], value: 'true' }],
      [{ at: ['a', 'b'] }, { at: ['j'], value: 'z' }],
      [],
    ],
    async (edits) => (await rewriteYaml(text, edits)) ?? 'as it is',
  )
  await holds(
    ['', 'a: [', 'a: b', '- a', 'a: &x b\nc: *x', 'a: b\r\nc: d\r\n', '{ a: b, c: d }', 'a:\n  b: c'],
    async (each) => (await rewriteYaml(each, [{ at: ['a'] }])) ?? 'as it is',
  )
})
