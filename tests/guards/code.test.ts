import { describe, expect, it } from 'vitest'
import { code } from '../../src/guards/code/code.ts'
import { code as weaken } from '../../src/weakenings/code.ts'
import { files, protocolOf, type Tree, told } from './told.ts'

const judged = (subject: string, options: object, before: Tree | undefined, after: Tree) =>
  told(code, protocolOf('code', [[subject, { ...options }]]), before, after)
const codes = (lines: readonly string[]) => lines.map((line) => line.replace(/: .*/s, ''))

const check = 'if $T.starts_with("apitok_agent_") && $R.agent_id.is_none() { return Err($E); }'
const rust = (body: string) => `fn validate(token: &str, record: &Record) -> Result<(), Error> {\n    ${body}\n    Ok(())\n}\n`
const good = 'if token.starts_with("apitok_agent_") && record.agent_id.is_none() {\n        return Err(Error::NoAgent);\n    }'

describe('code that stays', () => {
  const held: [string, string, string, string][] = [
    ['as it was', 'a.rs', check, rust(good)],
    ['laid out another way, with a comment', 'a.rs', check, rust(good.replace(/\s+/g, ' ').replace('{ return', '{ /* no */ return'))],
    ['with other names', 'a.rs', check, rust(good.replaceAll('token.', 't.').replaceAll('record', 'r'))],
    ['in a function that nobody calls', 'a.rs', check, `#[allow(dead_code)]\n${rust(good)}`],
    ['in tests alone', 'a.rs', check, `#[cfg(test)]\nmod tests { ${rust(good)} }`],
    ['after a return on a condition', 'a.rs', check, rust(`if quick { return Ok(()); }\n${good}`)],
    ['behind a condition that can hold', 'a.rs', check, rust(`if cfg!(unix) { ${good} }`)],
    ['in a function of a block that has returned', 'a.rs', check, `fn outer() { return; ${rust(good)} }`],
    [
      'in TypeScript with other quotes',
      'a.ts',
      "if (!$T.startsWith('agent_')) { throw $E }",
      'function f(t) { if (!t.startsWith("agent_")) { throw new Error("x") } }',
    ],
    ['in a function that is hoisted', 'a.ts', 'check($A)', 'function f() { return g(); function g() { check(1) } }'],
    ['in TSX', 'a.tsx', 'check($A)', 'const A = () => <div onClick={() => check(1)} />'],
    ['in Python', 'a.py', 'def $F($$$): $$$', 'def test_isolation(a):\n    assert a\n'],
    [
      'in Go',
      'a.go',
      'if $E != nil { return $E }',
      'package a\nfunc f() error {\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n',
    ],
    ['in Java', 'A.java', 'throw new $E($$$);', 'class A { void a(int x) { if (x > 0) { throw new Bad("x"); } } }'],
    ['as statements that follow one another', 'a.ts', 'lock($A)\ncheck($A)', 'f()\nlock(x) // now\ncheck(x)\ng()'],
    ['as statements with others between', 'a.ts', 'lock($A); $$$; check($A);', 'lock(x)\nlog()\nlog()\ncheck(x)'],
    ['as a decorator of Python', 'a.py', '@requires("admin")', "@app.get('/')\n@requires('admin')\ndef f():\n    pass\n"],
    ['as an annotation of Java', 'A.java', '@PreAuthorize($X)', 'class A { @PreAuthorize("admin") public void f() {} }'],
    ['as an annotation without arguments', 'A.java', '@Secured', 'class A { @Override @Secured void f() {} }'],
    ['as a decorator of TypeScript', 'a.ts', '@Guard($X)', '@Injectable()\nclass A { @Guard(Admin) async m() {} }'],
    ['as a member of a class', 'a.ts', 'private readonly strict = true', 'class A { private readonly strict = true; m() {} }'],
    ['as a return of Rust without its semicolon', 'a.rs', check, rust(good.replace('NoAgent);', 'NoAgent)'))],
    ['behind a variable', 'a.ts', 'check($A)', 'let strict = false\nif (strict) check(1)'],
    ['behind a constant that only runs tell', 'a.ts', 'check($A)', 'const ON = process.env.ON\nif (ON) check(1)'],
    [
      'behind a parameter of the name of a constant',
      'a.ts',
      'check($A)',
      'const on = false\nexport const f = (on: boolean) => { if (on) check(1) }',
    ],
    ['behind a constant that names itself', 'a.ts', 'check($A)', 'const on = on\nif (on) check(1)'],
    ['behind strings that are alike', 'a.ts', 'check($A)', "if ('a' === 'a') check(1)"],
    ['in a loop over rows', 'a.ts', 'check($A)', 'for (const x of [1]) { check(x) }'],
    ['behind a list with a member', 'a.py', 'check($A)', 'if [0]:\n    check(1)\n'],
    ['in an endless Go loop', 'a.go', 'check($A)', 'package a\nfunc f() {\n\tfor {\n\t\tcheck(1)\n\t}\n}\n'],
    ['in a Go loop with a condition', 'a.go', 'check($A)', 'package a\nfunc f() {\n\tfor i := 0; i < 3; i++ {\n\t\tcheck(i)\n\t}\n}\n'],
    ['behind a variable in Go', 'a.go', 'check($A)', 'package a\nvar strict = false\nfunc f() {\n\tif strict {\n\t\tcheck(1)\n\t}\n}\n'],
    ['after else of a literal true that has both ways', 'a.py', 'check($A)', 'if x:\n    return_early()\nelse:\n    check(1)\n'],
  ]
  it.each(held)('holds %s', async (_, path, pattern, text) => {
    expect(await judged(path, { contains: pattern }, undefined, { [path]: text })).toEqual([])
  })

  const dead: [string, string, string, string][] = [
    ['behind false', 'a.rs', check, rust(`if false { ${good} }`)],
    ['behind a cfg! that cannot hold', 'a.rs', check, rust(`if cfg!(any()) { ${good} }`)],
    ['behind false and more', 'a.rs', check, rust(`if ready && false { ${good} }`)],
    ['after a return', 'a.rs', check, rust(`return Ok(());\n${good}`)],
    ['after a panic', 'a.rs', check, rust(`panic!("x");\n${good}`)],
    ['after two ways to return', 'a.rs', check, rust(`if quick { return Ok(()); } else { return Err(e); }\n${good}`)],
    ['under a cfg', 'a.rs', check, `#[cfg(any())]\n${rust(good)}`],
    ['in the else of true', 'a.ts', 'check($A)', 'if (true) { log() } else { check(1) }'],
    ['in a loop that never begins', 'a.ts', 'check($A)', 'while (false) { check(1) }'],
    ['behind 0 &&', 'a.ts', 'check($A)', '0 && check(1)'],
    ['in the way not taken', 'a.ts', 'check($A)', 'const a = false ? check(1) : 2'],
    ['after a throw', 'a.ts', 'check($A)', 'function f() { throw new Error("x"); check(1) }'],
    ['behind a comparison of numbers', 'a.ts', 'check($A)', 'if (1 > 2) check(1)'],
    ['behind not true', 'a.py', 'check($A)', 'if not True:\n    check(1)\n'],
    ['after a raise', 'a.py', 'check($A)', 'def f():\n    raise X()\n    check(1)\n'],
    ['after a panic in Go', 'a.go', 'check($A)', 'package a\nfunc f() {\n\tpanic("x")\n\tcheck(1)\n}\n'],
    ['in a Go file that is never built', 'a.go', 'check($A)', '//go:build ignore\n\npackage a\nfunc f() {\n\tcheck(1)\n}\n'],
    ['behind a constant that is false', 'a.ts', 'check($A)', 'export const STRICT = false\nif (STRICT && ready) check(1)'],
    ['after a return behind a constant', 'a.ts', 'check($A)', 'const OFF = true\nfunction f() { if (OFF) return; check(1) }'],
    ['behind a constant of a constant', 'a.ts', 'check($A)', 'const A = 0\nconst ON = !!A\nON && check(1)'],
    ['behind a constant in Rust', 'a.rs', check, `const STRICT: bool = false;\n${rust(`if STRICT { ${good} }`)}`],
    [
      'behind a constant in Go',
      'a.go',
      'check($A)',
      'package a\nconst (\n\tn = 1\n\tstrict = false\n)\nfunc f() {\n\tif strict {\n\t\tcheck(1)\n\t}\n}\n',
    ],
    [
      'behind a final field in Java',
      'A.java',
      'check($A)',
      'class A { static final boolean ON = false; void a() { if (ON) { check(1); } } }',
    ],
    ['behind strings that differ', 'a.ts', 'check($A)', "if ('a' === 'b') check(1)"],
    ['in a loop over nothing', 'a.ts', 'check($A)', 'for (const x of []) { check(x) }'],
    ['in a loop over nothing in Python', 'a.py', 'check($A)', 'for x in ():\n    check(x)\n'],
    ['behind an empty list', 'a.py', 'check($A)', 'if []:\n    check(1)\n'],
    ['behind what is true for type checkers alone', 'a.py', 'check($A)', 'if TYPE_CHECKING:\n    check(1)\n'],
    ['behind the same by its module', 'a.py', 'check($A)', 'if typing.TYPE_CHECKING:\n    check(1)\n'],
    ['behind a name given false on the way', 'a.py', 'check($A)', 'if (on := False):\n    check(1)\n'],
    ['in a Go loop that never begins', 'a.go', 'check($A)', 'package a\nfunc f() {\n\tfor false {\n\t\tcheck(1)\n\t}\n}\n'],
    ['behind the false object of Java', 'A.java', 'check($A)', 'class A { void a() { if (Boolean.FALSE) { check(1); } } }'],
    ['behind false in Java', 'A.java', 'check($A)', 'class A { void a() { if (false) { check(1); } } }'],
  ]
  it.each(dead)('tells code %s', async (_, path, pattern, text) => {
    expect(codes(await judged(path, { contains: pattern }, undefined, { [path]: text }))).toEqual(['code/dead'])
  })

  const gone: [string, string, string, string][] = [
    ['in a comment', 'a.rs', check, rust(`/* ${good} */`)],
    ['in a string', 'a.rs', check, rust(`let s = r#"${good}"#;`)],
    ['with another body', 'a.rs', check, rust(good.replace('return Err(Error::NoAgent);', 'log::warn!("no agent");'))],
    ['with half a condition', 'a.rs', check, rust(good.replace(' && record.agent_id.is_none()', ''))],
    ['as another decorator', 'a.py', '@requires("admin")', "@requires('user')\ndef f():\n    pass\n"],
    ['as an annotation in a comment', 'A.java', '@PreAuthorize($X)', 'class A { /* @PreAuthorize("admin") */ public void f() {} }'],
    ['as a member of another value', 'a.ts', 'private readonly strict = true', 'class A { private readonly strict = false }'],
    ['with another operator', 'a.rs', check, rust(good.replace('&&', '||'))],
    ['whose statements are parted', 'a.ts', 'lock($A)\ncheck($A)', 'lock(x)\nunlock(x)\ncheck(x)'],
    ['whose statements speak of two things', 'a.ts', 'lock($A)\ncheck($A)', 'lock(x)\ncheck(y)'],
  ]
  it.each(gone)('tells code %s', async (_, path, pattern, text) => {
    expect(codes(await judged(path, { contains: pattern }, undefined, { [path]: text }))).toEqual(['code/gone'])
  })

  it('needs one file of the glob, and tells a module that is not compiled', async () => {
    const glob = 'src/**/*.rs'
    const tree = { 'src/lib.rs': 'mod auth;', 'src/auth.rs': rust(good), 'src/other.rs': '' }
    expect(await judged(glob, { contains: check }, tree, { ...tree, 'src/other.rs': 'fn a() {}' })).toEqual([])
    expect(codes(await judged(glob, { contains: check }, tree, { ...tree, 'src/lib.rs': '#[cfg(any())]\nmod auth;' }))).toEqual([
      'code/dead',
    ])
    expect(codes(await judged(glob, { contains: check }, tree, { ...tree, 'src/lib.rs': '' }))).toEqual(['code/dead'])
    expect(codes(await judged(glob, { contains: check }, tree, { 'auth.rs': rust(good) }))).toEqual(['code/gone'])
    expect(await judged(glob, { contains: check }, undefined, { 'src/lib.rs': '', 'src/auth.rs': rust(good) })).toEqual([])
  })

  it('tells what goes into tests, and leaves what stood there', async () => {
    const inTests = [
      `#[cfg(test)]\nmod tests { ${rust(good)} }`,
      `#[cfg(test)]\n${rust(good)}`,
      rust(`#[cfg(test)]\n${good}`),
      rust(`if cfg!(test) { ${good} }`),
      `#[test]\n${rust(good)}`,
      `#[cfg(all(unix, test))]\n${rust(good)}`,
    ]
    for (const text of inTests) {
      expect(codes(await judged('a.rs', { contains: check }, { 'a.rs': rust(good) }, { 'a.rs': text })), text).toEqual(['code/dead'])
      expect(await judged('a.rs', { contains: check }, { 'a.rs': text }, { 'a.rs': `${text}// more\n` }), text).toEqual([])
    }
    const besides = [`#[cfg(not(test))]\n${rust(good)}`, `${rust(good)}\n#[cfg(test)]\nmod tests { ${rust(good)} }`]
    for (const text of besides)
      expect(await judged('a.rs', { contains: check }, { 'a.rs': rust(good) }, { 'a.rs': text }), text).toEqual([])
  })

  it('tells Go code that goes where no build looks, and leaves what stood there', async () => {
    const go = 'package a\nfunc f() {\n\tcheck(1)\n}\n'
    for (const path of ['a_test.go', '_a.go', 'testdata/a.go', '.old/a.go']) {
      expect(codes(await judged('**/*.go', { contains: 'check($A)' }, { 'a.go': go }, { [path]: go })), path).toEqual(['code/dead'])
      expect(await judged('**/*.go', { contains: 'check($A)' }, { [path]: go }, { [path]: `${go}\n` }), path).toEqual([])
    }
    expect(await judged('**/*.go', { contains: 'check($A)' }, { 'a.go': go }, { 'b/a.go': go })).toEqual([])
  })

  it('refuses what is no code, and languages without a grammar', async () => {
    const refused = async (path: string, pattern: string) => (await judged(path, { contains: pattern }, undefined, { [path]: 'x' }))[0]
    expect(await refused('a.rs', 'if $T.starts_with(')).toMatch(/^refusal: .*no code of rust/)
    expect(await refused('a.ts', 'function (')).toMatch(/^refusal: .*no code of ts/)
    expect(await refused('a.rb', 'puts')).toMatch(/^refusal: .*these endings are: rs, /)
    expect((await judged('a.rs', {}, undefined, {}))[0]).toMatch(/^refusal: .*write `contains` or `absent`/)
  })
})

describe('code that stays away', () => {
  it('tells what the change brings, not what stood or moved', async () => {
    const absent = { absent: 'eval($X)' }
    const glob = 'src/**/*.ts'
    const before = { 'src/a.ts': 'eval(x)' }
    expect(codes(await judged(glob, absent, {}, before))).toEqual(['code/present'])
    expect(await judged(glob, absent, before, { 'src/b.ts': '// moved\neval(x)' })).toEqual([])
    expect(await judged(glob, absent, before, { 'src/a.ts': 'log()\neval( x )\n// eval(y)\nconst s = "eval(y)"' })).toEqual([])
    expect(codes(await judged(glob, absent, before, { 'src/a.ts': 'eval(y)\neval(x)' }))).toEqual(['code/present'])
    expect(await judged(glob, absent, before, { 'src/a.ts': 'eval(x)', 'lib/b.ts': 'eval(y)' })).toEqual([])
    expect(codes(await judged(glob, absent, {}, { 'src/a.ts': 'eval(\n  y,\n)' }))).toEqual(['code/present'])
  })
})

describe('what a pattern of Go means', () => {
  const go = (line: string) => `package a\n\nfunc f(u User) error {\n\t${line}\n\treturn nil\n}\n`
  const rows: [string, string][] = [
    ['exec.Command($$$)', 'out, err := exec.Command("ls", x).Output()'],
    ['if !$U.Allowed { $$$ }', 'if !u.Allowed {\n\t\treturn errDenied\n\t}'],
    ['mu.Lock()\nmu.Do($X)', 'mu.Lock()\n\tmu.Do(x)'],
    ['// ahead of all else\nmu.Lock()', 'mu.Lock()'],
    ['$A.Lock()\n$$$\nreturn nil', 'mu.Lock()\n\twork()'],
    ['errDenied', 'return errDenied'],
    ['[]byte($X)', 's := []byte(name)'],
  ]
  it.each(rows)('is what stands in a function: %s', async (pattern, line) => {
    const there = { 'a.go': go(line) }
    const gone = { 'a.go': go('other(x)') }
    expect(await judged('*.go', { contains: pattern }, there, { 'a.go': `${go(line)}// more\n` })).toEqual([])
    expect(codes(await judged('*.go', { contains: pattern }, there, gone))).toEqual(['code/gone'])
    expect(codes(await judged('*.go', { absent: pattern }, gone, there))).toEqual(['code/present'])
  })
})

describe('a pattern that its grammar wants more of', () => {
  const java = (line: string) => `class A {\n  void f(User u) throws E {\n    ${line}\n  }\n}\n`
  const rows: [string, string, string, string][] = [
    ['A.java', 'if (!$U.allowed()) { $$$ }', java('if (!u.allowed()) { throw new Denied("x"); }'), java('u.allowed();')],
    ['A.java', 'try { $$$ } catch (E $X) { $$$ }', java('try { a(); b(); } catch (E e) { log(e); }'), java('a();')],
    ['A.java', 'int g($$$) { $$$ }', 'class A {\n  int g(int a) { return a; }\n}\n', 'class A {\n  int h(int a) { return a; }\n}\n'],
    ['A.java', 'check($X)', java('check(u);'), java('checked(u);')],
    ['a.rs', 'match $X { $$$ }', 'fn f() { match a.b { K::A => one(), _ => two() } }\n', 'fn f() { one() }\n'],
    ['a.rs', 'pub struct A { $$$ }', 'pub struct A { x: i32, y: u8 }\n', 'pub struct B { x: i32 }\n'],
    ['a.rs', 'impl Drop for A { $$$ }', 'impl Drop for A { fn drop(&mut self) {} }\n', 'impl A { fn drop(&mut self) {} }\n'],
    [
      'a.rs',
      'return Err(E::Denied)',
      'fn f() -> R { if x { return Err(E::Denied); } g() }\n',
      'fn f() -> R { if x { return Err(E::Other); } g() }\n',
    ],
  ]
  it.each(rows)('is found in %s: %s', async (path, pattern, there, gone) => {
    expect(await judged(path, { contains: pattern }, { [path]: there }, { [path]: `${there}\n// more\n` })).toEqual([])
    expect(codes(await judged(path, { contains: pattern }, { [path]: there }, { [path]: gone }))).toEqual(['code/gone'])
    expect(codes(await judged(path, { absent: pattern }, { [path]: gone }, { [path]: there }))).toEqual(['code/present'])
  })
  it.each(['if (x) { $$$ ', 'foo bar baz', ') (', 'fn ( {', '{ $$$ $X }}'])('is refused where it is no code: %s', async (pattern) => {
    const lines = await judged('a.rs', { contains: pattern }, undefined, { 'a.rs': 'fn f() {}\n' })
    expect(lines).toEqual([expect.stringContaining('is no code of rust')])
  })
})

describe('what is called or looked into where it is there', () => {
  const rows: [string, string, string[]][] = [
    ['eval($X)', 'eval?.(x)', ['code/present']],
    ['process.env.$X', 'f(process?.env?.SECRET)', ['code/present']],
    ['a.b($X)', 'a?.b?.(x)', ['code/present']],
    ['eval($X)', 'evaluate?.(x)', []],
    ['if ($X) { eval($Y) }', 'if (x) { eval?.(y) }', ['code/present']],
  ]
  it.each(rows)('%s is %s', async (absent, line, expected) => {
    expect(codes(await judged('*.ts', { absent }, { 'a.ts': 'f()\n' }, { 'a.ts': `${line}\n` }))).toEqual(expected)
  })
})

describe('the order of globs', () => {
  it('lets code that stays away cover more, and code that stays be wanted in fewer files', async () => {
    const weaker = async (options: object, older: string, newer: string) =>
      (await code.subject.order!(options as never).weaker(older, newer, undefined as never)) !== undefined
    expect(await weaker({ contains: 'x' }, 'src/*.rs', 'src/**/*.rs')).toBe(true)
    expect(await weaker({ contains: 'x' }, 'src/**/*.rs', 'src/*.rs')).toBe(false)
    expect(await weaker({ absent: 'x' }, 'src/*.rs', 'src/**/*.rs')).toBe(false)
    expect(await weaker({ absent: 'x' }, 'src/**/*.rs', 'src/*.rs')).toBe(true)
  })
})

describe('weakenings of code', () => {
  const trees: [string, string, string][] = [
    ['a.rs', check, rust(good)],
    ['a.ts', 'if ($X) { throw $E }', 'function f(x) {\n  if (x) { throw new Error("x") }\n}\n'],
    ['a.py', 'if $X: raise $E', 'def f(x):\n    if x:\n        raise E()\n'],
    ['a.go', 'if $E != nil { return $E }', 'package a\n\nfunc f() error {\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n'],
  ]
  it.each(trees)('are all caught: %s', async (path, contains, text) => {
    const protocol = protocolOf('code', [[path, { contains }]])
    let count = 0
    for await (const { what, caughtBy, change } of weaken({ protection: protocol.protect[0]! as never, files: files({ [path]: text }) })) {
      const edits = 'edits' in change ? Object.fromEntries(change.edits) : {}
      const after = Object.fromEntries(Object.entries({ [path]: text, ...edits }).filter(([, edit]) => edit !== undefined))
      const found = codes(await told(code, protocol, { [path]: text }, after))
      expect([what, found.filter((each) => (caughtBy as readonly string[]).includes(each))]).not.toEqual([what, []])
      count++
    }
    expect(count).toBeGreaterThanOrEqual(5)
  })
})
