import { describe, expect, it } from 'vitest'
import { test as testGuard } from '../../src/guards/test/test.ts'
import { test as weaken } from '../../src/weakenings/test.ts'
import { files, protocolOf, type Tree, told } from './told.ts'

const codes = (lines: readonly string[]) => lines.map((line) => line.replace(/: .*/s, ''))
const judged = async (subject: string, glob: string, before: Tree | undefined, after: Tree) =>
  codes(await told(testGuard, protocolOf('test', [[subject, { in: [glob] }]]), before, after))

const rust = (body: string, head = '#[test]') => `use std::path::Path;\n\n${head}\nfn files_exist() ${body}\n`
const good = '{\n    assert!(Path::new("a").exists());\n}'

describe('tests of cargo', () => {
  const held: [string, string][] = [
    ['a plain one', rust(good)],
    ['one with a condition that can hold', rust(good, '#[cfg(unix)]\n#[test]')],
    ['one with ignore under a condition that can fail', rust(good, '#[test]\n#[cfg_attr(windows, ignore)]')],
    ['one of tokio', rust(good, '#[tokio::test(flavor = "multi_thread")]').replace('fn', 'async fn')],
    [
      'one in a module',
      `#[cfg(test)]\nmod tests {\n  use super::*;\n  // #[ignore]\n  ${rust(good).replace('use std::path::Path;', '')}\n}`,
    ],
    ['one that panics when it has to', rust('{ run(); }', '#[test]\n#[should_panic(expected = "#[ignore]")]')],
    ['one that is written anew to panic', rust('{ open("nowhere").unwrap(); assert!(x()); }', '#[test]\n#[should_panic]')],
    ['one that returns a result', rust('{ run()?; check()?; Ok(()) }').replace('()', '() -> Result<(), E>')],
    ['one with an early return on a condition', rust('{ if std::env::var("CI").is_err() { return; } assert!(run()); }')],
    ['one that calls a helper', rust('{ verify_all("docs"); }')],
    ['one in a macro', 'proptest! {\n  #[test]\n  fn files_exist(x in 0..10) { prop_assert!(x < 10); }\n}'],
  ]
  it.each(held)('holds %s', async (_, text) => {
    expect(await judged('files_exist', 'tests/*.rs', { 'tests/a.rs': rust(good) }, { 'tests/a.rs': text })).toEqual([])
  })

  const lost: [string, string, string][] = [
    ['test/switched-off', 'ignored', rust(good, '#[test]\n#[ignore = "later"]')],
    ['test/switched-off', 'ignored under what always holds', rust(good, '#[test]\n#[cfg_attr(all(), ignore)]')],
    ['test/switched-off', 'that is to fail now', rust(good, '#[test]\n#[should_panic]')],
    ['test/never-runs', 'under a cfg that cannot hold', rust(good, '#[cfg(any())]\n#[test]')],
    ['test/never-runs', 'under a cfg that contradicts itself', rust(good, '#[cfg(all(unix, not(unix)))]\n#[test]')],
    ['test/never-runs', 'in a file under a cfg', `#![cfg(any())]\n${rust(good)}`],
    ['test/never-runs', 'in a module under a cfg', `#[cfg(not(all()))]\nmod a { ${rust(good)} }`],
    ['test/switched-off', 'ignored in tests', rust(good, '#[cfg_attr(test, ignore)]\n#[test]')],
    ['test/never-runs', 'for all but tests', rust(good, '#[cfg(not(test))]\n#[test]')],
    ['test/emptied', 'emptied', rust('{}')],
    ['test/emptied', 'emptied to a comment', rust('{ /* assert!(x) */ }')],
    ['test/emptied', 'emptied to Ok', rust('{ Ok(()) }')],
    ['test/emptied', 'all behind false', rust('{ if false { assert!(x()); } }')],
    ['test/returns-early', 'with a return first', rust('{ return; assert!(x()); }')],
    ['test/returns-early', 'with a return behind true', rust('{ if true { return; } assert!(x()); }')],
    ['test/returns-early', 'with an exit', rust('{ setup(); std::process::exit(0); assert!(x()); }')],
    ['test/gone', 'renamed', rust(good).replace('files_exist', 'files_exists')],
    ['test/gone', 'without its attribute', rust(good, '')],
    ['test/gone', 'in a comment', `/*\n${rust(good)}\n*/`],
    ['test/gone', 'in another function', `fn outer() { ${rust(good).replace('use std::path::Path;', '')} }`],
    ['test/assertions-lost', 'without assertions', rust('{ let _ = run(); }')],
    ['test/assertions-lost', 'with an assertion of nothing', rust('{ run(); assert!(true); assert_eq!(1, 1); }')],
    ['test/assertions-lost', 'with a loop of nothing', rust('{ for _ in 0..0 { assert!(x()); } run(); }')],
    ['test/assertions-lost', 'with a dead assertion', rust('{ run(); if false { assert!(x()); } }')],
  ]
  it.each(lost)('tells %s of one %s', async (code, _, text) => {
    expect(await judged('files_exist', 'tests/*.rs', { 'tests/a.rs': rust(good) }, { 'tests/a.rs': text })).toEqual([code])
  })

  it('tells one that left the glob, and one whose module is not compiled', async () => {
    expect(await judged('files_exist', 'tests/*.rs', { 'tests/a.rs': rust(good) }, { 'tests/old/a.rs': rust(good) })).toEqual(['test/gone'])
    const at = (lib: string) => ({ 'src/lib.rs': lib, 'src/auth/mod.rs': 'mod tests;', 'src/auth/tests.rs': rust(good) })
    const before = at('mod auth;')
    expect(await judged('files_exist', 'src/**/*.rs', before, at('pub(crate) mod auth; // here'))).toEqual([])
    expect(await judged('files_exist', 'src/**/*.rs', before, at('#[cfg(any())]\nmod auth;'))).toEqual(['test/never-runs'])
    expect(await judged('files_exist', 'src/**/*.rs', before, at('// mod auth;'))).toEqual(['test/never-runs'])
    expect(await judged('files_exist', 'src/**/*.rs', before, { ...before, 'src/auth/mod.rs': '#[cfg(test)]\nmod tests;' })).toEqual([])
  })

  it('holds while one of two of the name runs', async () => {
    const two = { 'tests/a.rs': rust(good), 'tests/b.rs': rust(good) }
    expect(await judged('files_exist', 'tests/*.rs', two, { ...two, 'tests/a.rs': rust('{}') })).toEqual([])
    const inModule = { 'src/a/b.rs': `mod tests { ${rust(good)} }` }
    for (const name of ['tests::files_exist', 'b::tests::files_exist', 'a::b::tests::files_exist'])
      expect(await judged(name, 'src/**/*.rs', undefined, inModule), name).toEqual([])
    for (const name of ['unit::files_exist', 'c::tests::files_exist', 'b::files_exist'])
      expect(await judged(name, 'src/**/*.rs', undefined, inModule), name).toEqual(['test/gone'])
    expect(await judged('a::files_exist', 'tests/*.rs', undefined, { 'tests/a.rs': `mod a { ${rust(good)} }` })).toEqual([])
  })
})

const script = (body: string) => `import { describe, expect, it, test } from 'vitest'\n\n${body}\n`
const plain = "test('keeps its files', () => {\n  expect(read()).toBe(1)\n})"

describe('tests of vitest, jest and node:test', () => {
  const held: [string, string][] = [
    ['a plain one', script(plain)],
    ['one of another quote, async, with a timeout', script('it(`keeps its files`, async () => { expect(await read()).toBe(1) }, 5000)')],
    ['one in a suite', script(`describe('files', () => { ${plain} })`)],
    ['one of rows', script("test.each([[1], [2]])('keeps its files', (n) => { expect(n).toBe(read()) })")],
    ['one with another skipped', script(`${plain}\ntest.skip('other', () => {})`)],
    [
      'one skipped where it cannot run',
      script("test.skipIf(process.platform === 'win32')('keeps its files', () => { expect(read()).toBe(1) })"),
    ],
    ['one with options', script("test('keeps its files', { timeout: 10, skip: false }, () => { expect(read()).toBe(1) })")],
    ['one that alone runs', script("test.only('keeps its files', () => { expect(read()).toBe(1) })")],
    ['one with only in a string', script(`${plain}\nconst text = "test.only('x')" // test.only()`)],
    [
      'one of node:test',
      "import test from 'node:test'\nimport assert from 'node:assert'\ntest('keeps its files', (t) => { assert.equal(read(), 1) })",
    ],
    [
      'one with a name of its own',
      "import { test as base } from 'vitest'\nconst check = base.extend({})\ncheck('keeps its files', ({ a }) => { a.expect(read()).toBe(1) })",
    ],
    ['one of a helper', script("const verify = () => { expect(read()).toBe(1) }\ntest('keeps its files', () => { verify() })")],
    ['one that returns a promise', script("test('keeps its files', () => expect(read()).resolves.toBe(1))")],
    ['one by a named function', script("function body() { expect(read()).toBe(1) }\ntest('keeps its files', body)")],
    ['one with a skip on a condition', script("test('keeps its files', (t) => { if (!ready) t.skip(); expect(read()).toBe(1) })")],
    ['one that waits for a condition', script(plain.replace('test(', '(process.env.DB ? test : test.skip)('))],
    ['one of a true condition', script(plain.replace('test(', '(true ? test : test.skip)('))],
    [
      'one of a suite that waits for a condition',
      script(`const d = process.env.DB ? describe : describe.skip\nd('s', () => { ${plain} })`),
    ],
    ['one of another way to write only', script(plain.replace('test(', "test['only']("))],
    [
      'one of a helper that may skip',
      script("function later(t) { if (!ready) t.skip() }\ntest('keeps its files', (t) => { later(t); expect(read()).toBe(1) })"),
    ],
    ['one of rows that are there', script("test('keeps its files', () => { [1].forEach((n) => { expect(read()).toBe(n) }) })")],
    ['one of options that do not skip', script(`const o = { skip: false }\n${plain.replace("files', ", "files', o, ")}`)],
    [
      'one of helpers of helpers',
      script("const low = (x) => expect(x).toBe(1)\nfunction verify() { low(read()) }\ntest('keeps its files', () => { verify() })"),
    ],
    ['one whose title is a sum', script("test('keeps ' + 'its files', () => { expect(read()).toBe(1) })")],
  ]
  it.each(held)('holds %s', async (_, text) => {
    expect(await judged('keeps its files', 'a.test.ts', { 'a.test.ts': script(plain) }, { 'a.test.ts': text })).toEqual([])
  })

  const skip = 'test/switched-off'
  const lost: [string, string, string][] = [
    [skip, 'skipped', script(plain.replace('test(', 'test.skip('))],
    [skip, 'to do', script("test.todo('keeps its files')")],
    [skip, 'without a body', script("test('keeps its files')")],
    [skip, 'of xit', script(plain.replace('test(', 'xit('))],
    [skip, 'that is to fail', script(plain.replace('test(', 'test.fails('))],
    [skip, 'of jest that is to fail', script(plain.replace('test(', 'it.failing('))],
    [skip, 'skipped if true', script(plain.replace('test(', 'test.skipIf(true)('))],
    [skip, 'run if false', script(plain.replace('test(', 'test.runIf(!1)('))],
    [skip, 'skipped by an option', script(plain.replace("files', ", "files', { skip: true }, "))],
    [skip, 'to do by an option', script(plain.replace("files', ", "files', { todo: 'later' }, "))],
    [skip, 'in a skipped suite', script(`describe.skip('x', () => { ${plain} })`)],
    [skip, 'in a suite of xdescribe', script(`xdescribe('x', () => { describe('y', () => { ${plain} }) })`)],
    [skip, 'in a suite skipped by an option', script(`describe('x', { skip: true }, () => { ${plain} })`)],
    [skip, 'that skips itself', script("test('keeps its files', (t) => { t.skip('later'); expect(read()).toBe(1) })")],
    [skip, 'skipped before each', script(`beforeEach((ctx) => { ctx.skip() })\n${plain}`)],
    [skip, 'skipped under another name', script(`const later = test.skip\n${plain.replace('test(', 'later(')}`)],
    [skip, 'skipped by options of the file', script(`const o = { skip: true }\n${plain.replace("files', ", "files', o, ")}`)],
    [skip, 'of Playwright to be fixed', script(plain.replace('test(', 'test.fixme('))],
    [skip, 'of a file that Playwright skips', script(`test.skip()\n${plain}`)],
    [skip, 'of a false condition', script(plain.replace('test(', '(false ? test : test.skip)('))],
    [skip, 'that both ways skip', script(plain.replace('test(', '(process.env.DB ? test.skip : test.todo)('))],
    [skip, 'of a suite of a false condition', script(`const d = false ? describe : describe.skip\nd('s', () => { ${plain} })`)],
    [skip, 'of another way to write skip', script(plain.replace('test(', "test['skip']("))],
    [
      skip,
      'of a helper that skips',
      script("function later(t) { t.skip() }\ntest('keeps its files', (t) => { later(t); expect(read()).toBe(1) })"),
    ],
    [
      'test/only-elsewhere',
      'beside only in a suite that is the only one',
      script(`describe.only('s', () => { ${plain}\nit.only('x', () => { expect(f()).toBe(2) }) })`),
    ],
    ['test/only-elsewhere', 'beside only', script(`${plain}\ntest.only('other', () => { expect(1).toBe(x) })`)],
    ['test/only-elsewhere', 'beside a suite of only', script(`${plain}\ndescribe.only('other', () => {})`)],
    ['test/only-elsewhere', 'beside fit', script(`${plain}\nfit('other', () => {})`)],
    ['test/only-elsewhere', 'beside only by an option', script(`${plain}\ntest('other', { only: true }, () => {})`)],
    ['test/emptied', 'emptied', script("test('keeps its files', () => {})")],
    ['test/emptied', 'emptied to a comment', script("test('keeps its files', () => { // expect(read()).toBe(1)\n})")],
    ['test/emptied', 'of no rows', script("test.each([])('keeps its files', (n) => { expect(n).toBe(1) })")],
    ['test/emptied', 'of nothing', script("test('keeps its files', () => undefined)")],
    ['test/returns-early', 'that returns first', script("test('keeps its files', () => { return; expect(read()).toBe(1) })")],
    ['test/returns-early', 'that exits', script("test('keeps its files', () => { process.exit(0); expect(read()).toBe(1) })")],
    ['test/never-runs', 'behind false', script(`if (false) { ${plain} }`)],
    ['test/never-runs', 'after a return', script(`describe('x', () => { return; ${plain} })`)],
    ['test/gone', 'in a comment', script(`// ${plain.replaceAll('\n', '\n// ')}`)],
    ['test/gone', 'in a string', script(`const s = ${JSON.stringify(plain)}`)],
    ['test/gone', 'renamed', script(plain.replace('keeps', 'kept'))],
    ['test/gone', 'of a function of its own', `const test = (name, fn) => {}\n${plain}`],
    ['test/assertions-lost', 'without assertions', script("test('keeps its files', () => { read() })")],
    ['test/assertions-lost', 'with an assertion of nothing', script("test('keeps its files', () => { read(); expect(true).toBe(true) })")],
    [
      'test/assertions-lost',
      'of a helper of nothing',
      script("const verify = (x) => { read(x) }\ntest('keeps its files', () => { verify(1) })"),
    ],
    ['test/assertions-lost', 'with half an assertion', script("test('keeps its files', () => { expect(read()) })")],
  ]
  it.each(lost)('tells %s of one %s', async (code, _, text) => {
    expect(await judged('keeps its files', 'a.test.ts', { 'a.test.ts': script(plain) }, { 'a.test.ts': text })).toEqual([code])
  })

  it('knows a test by the titles around it', async () => {
    const text = script(`describe('files', () => { describe('old', () => { ${plain} }) })`)
    for (const name of ['keeps its files', 'files > old > keeps its files', 'old keeps its files'])
      expect(await judged(name, 'a.test.ts', undefined, { 'a.test.ts': text })).toEqual([])
    expect(await judged('new > keeps its files', 'a.test.ts', undefined, { 'a.test.ts': text })).toEqual(['test/gone'])
  })
})

const python = (body: string, head = '') => `import pytest\nimport unittest\n\n${head}def test_isolation():\n${body}\n`
const asserts = '    assert read() == 1'

describe('tests of pytest and unittest', () => {
  const held: [string, string][] = [
    ['a plain one', python(asserts)],
    ['one with a docstring', python(`    """Says @pytest.mark.skip."""\n${asserts}`)],
    ['one skipped on a condition', python(asserts, "@pytest.mark.skipif(sys.platform == 'win32', reason='x')\n")],
    ['one of rows', python(asserts, "@pytest.mark.parametrize('x', [1, 2])\n")],
    ['one that skips on a condition', python(`    if not ready():\n        pytest.skip('x')\n${asserts}`)],
    ['one with another skipped', `${python(asserts)}\n@pytest.mark.skip\ndef test_other():\n    pass\n`],
    ['one with a fixture beside it', python(asserts, '@pytest.fixture\ndef later():\n    pytest.skip("x")\n\n')],
    [
      'one with a fixture that may skip',
      python(asserts, '@pytest.fixture(autouse=True)\ndef later():\n    if not ready():\n        pytest.skip("x")\n\n'),
    ],
    [
      'one with a fixture of another class',
      python(asserts, 'class TestB:\n    @pytest.fixture(autouse=True)\n    def later(self):\n        pytest.skip("x")\n\n'),
    ],
    [
      'one of rows of which one is skipped',
      python(asserts, "@pytest.mark.parametrize('x', [1, pytest.param(2, marks=pytest.mark.skip)])\n"),
    ],
    ['one that fails behind `or`', python('    is_isolated() or pytest.fail("x")')],
    ['one in a class', 'class TestIsolation:\n    def test_isolation(self):\n        assert self.read() == 1\n'],
    [
      'one that a class inherits',
      'class Shared:\n    def test_isolation(self):\n        assert self.read() == 1\n\nclass TestA(Shared):\n    pass\n',
    ],
    ['one that raises', python('    with pytest.raises(ValueError):\n        read()')],
    [
      'one of unittest',
      'import unittest\nclass Isolation(unittest.TestCase):\n    def test_isolation(self):\n        self.assertEqual(self.read(), 1)\n',
    ],
  ]
  it.each(held)('holds %s', async (_, text) => {
    expect(await judged('test_isolation', '**/test_*.py', { 'test_a.py': python(asserts) }, { 'test_a.py': text })).toEqual([])
  })

  const lost: [string, string, string][] = [
    ['test/switched-off', 'skipped', python(asserts, '@pytest.mark.skip(reason="x")\n')],
    ['test/switched-off', 'skipped without a reason', python(asserts, '@pytest.mark.skip\n')],
    ['test/switched-off', 'skipped if true', python(asserts, '@pytest.mark.skipif(True, reason="x")\n')],
    ['test/switched-off', 'skipped if true in a string', python(asserts, '@pytest.mark.skipif("1", reason="x")\n')],
    ['test/switched-off', 'that is to fail', python(asserts, '@pytest.mark.xfail\n')],
    ['test/switched-off', 'that is to fail for a reason', python(asserts, '@pytest.mark.xfail(reason="x", strict=False)\n')],
    ['test/switched-off', 'of unittest skipped', python(asserts, '@unittest.skip("x")\n')],
    ['test/switched-off', 'that unittest runs unless false', python(asserts, '@unittest.skipUnless(False, "x")\n')],
    ['test/switched-off', 'skipped under another name', `later = pytest.mark.skip\n${python(asserts, '@later\n')}`],
    ['test/switched-off', 'that skips itself', python(`    pytest.skip("x")\n${asserts}`)],
    ['test/switched-off', 'of a module that skips', `pytestmark = [pytest.mark.slow, pytest.mark.skip]\n${python(asserts)}`],
    ['test/switched-off', 'of a module that is skipped at import', `pytest.skip("x", allow_module_level=True)\n${python(asserts)}`],
    [
      'test/switched-off',
      'of a class that is skipped',
      '@unittest.skip("x")\nclass TestA:\n    def test_isolation(self):\n        assert self.x\n',
    ],
    [
      'test/switched-off',
      'of a class that is no test',
      'class TestA:\n    __test__ = False\n    def test_isolation(self):\n        assert self.x\n',
    ],
    ['test/switched-off', 'of no rows', python(asserts, "@pytest.mark.parametrize('x', [])\n")],
    ['test/switched-off', 'of a fixture for all', python(asserts, '@pytest.fixture(autouse=True)\ndef later():\n    pytest.skip("x")\n\n')],
    [
      'test/switched-off',
      'that asks for a fixture',
      python(asserts, '@pytest.fixture\ndef later():\n    pytest.skip("x")\n\n').replace('isolation()', 'isolation(later)'),
    ],
    [
      'test/switched-off',
      'that uses a fixture',
      python(asserts, '@pytest.fixture\ndef later():\n    pytest.skip("x")\n\n@pytest.mark.usefixtures("later")\n'),
    ],
    [
      'test/switched-off',
      'of a fixture of its class',
      'class TestA:\n    @pytest.fixture(autouse=True)\n    def later(self):\n        pytest.skip("x")\n\n    def test_isolation(self):\n        assert self.x\n',
    ],
    ['test/switched-off', 'of a helper that skips', python(`    later()\n${asserts}`, 'def later():\n    pytest.skip("x")\n\n')],
    [
      'test/switched-off',
      'of rows that are all skipped',
      python(asserts, "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.skip)])\n"),
    ],
    ['test/never-runs', 'that is marked as none', `${python(asserts)}\ntest_isolation.__test__ = False\n`],
    ['test/never-runs', 'of a program', `if __name__ == "__main__":\n${python(asserts).replace(/^/gm, '    ')}`],
    ['test/emptied', 'emptied', python('    pass')],
    ['test/emptied', 'emptied to a docstring', python('    """assert read() == 1"""')],
    ['test/emptied', 'emptied to dots', python('    ...')],
    ['test/returns-early', 'that returns first', python(`    return\n${asserts}`)],
    ['test/never-runs', 'behind false', `if False:\n${python(asserts).replace(/^/gm, '    ')}`],
    ['test/never-runs', 'taken away later', `${python(asserts)}\ndel test_isolation\n`],
    ['test/never-runs', 'of a class that is not collected', 'class Helper:\n    def test_isolation(self):\n        assert self.x\n'],
    ['test/emptied', 'defined again', `${python(asserts)}\ndef test_isolation():\n    pass\n`],
    ['test/gone', 'in a function', 'def outer():\n    def test_isolation():\n        assert x\n'],
    ['test/gone', 'renamed', python(asserts).replace('test_isolation', '_test_isolation')],
    ['test/assertions-lost', 'without assertions', python('    read()')],
    ['test/assertions-lost', 'that asserts True', python('    read()\n    assert True')],
  ]
  it.each(lost)('tells %s of one %s', async (code, _, text) => {
    expect(await judged('test_isolation', '**/test_*.py', { 'test_a.py': python(asserts) }, { 'test_a.py': text })).toEqual([code])
  })

  it('knows a test by its class', async () => {
    const text = 'class TestA:\n    def test_isolation(self):\n        assert self.x\n'
    expect(await judged('TestA::test_isolation', 'test_a.py', undefined, { 'test_a.py': text })).toEqual([])
    expect(await judged('TestB::test_isolation', 'test_a.py', undefined, { 'test_a.py': text })).toEqual(['test/gone'])
  })
})

const go = (body: string, head = '') => `${head}package a\n\nimport "testing"\n\nfunc TestIsolation(t *testing.T) ${body}\n`
const errors = '{\n\tif got := read(); got != 1 {\n\t\tt.Errorf("got %d", got)\n\t}\n}'

describe('tests of go', () => {
  const held: [string, string][] = [
    ['a plain one', go(errors)],
    ['one on a platform', go(errors, '//go:build linux && amd64\n\n')],
    ['one that skips when short', go(`{\n\tif testing.Short() {\n\t\tt.Skip("x")\n\t}\n${errors.slice(1)}`)],
    ['one of testify', go('{\n\trequire.Equal(t, 1, read())\n}')],
    [
      'one of a helper that may skip',
      `${go(`{\n\tlater(t)\n${errors.slice(1)}`)}\nfunc later(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip("x")\n\t}\n}\n`,
    ],
    ['one of a helper', `${go('{\n\tcheckRead(t)\n}')}\nfunc checkRead(t *testing.T) { t.Fatal(read()) }\n`],
  ]
  it.each(held)('holds %s', async (_, text) => {
    expect(await judged('TestIsolation', '**/*_test.go', { 'a_test.go': go(errors) }, { 'a_test.go': text })).toEqual([])
  })

  const lost: [string, string, string][] = [
    ['test/switched-off', 'skipped', go(`{\n\tt.Skip("later")\n${errors.slice(1)}`)],
    ['test/switched-off', 'skipped behind true', go(`{\n\tif true {\n\t\tt.SkipNow()\n\t}\n${errors.slice(1)}`)],
    [
      'test/switched-off',
      'of a helper of a helper that skips',
      `${go(`{\n\tlater(t)\n${errors.slice(1)}`)}\nfunc later(t *testing.T) { never(t) }\nfunc never(t *testing.T) {\n\tt.Helper()\n\tt.Skip("x")\n}\n`,
    ],
    ['test/switched-off', 'skipped by a function at its place', go(`{\n\tfunc() { t.Skip() }()\n${errors.slice(1)}`)],
    ['test/never-runs', 'that no build compiles', go(errors, '//go:build ignore\n\n')],
    ['test/never-runs', 'that a plain build leaves out', go(errors, '//go:build never_set\n\n')],
    ['test/never-runs', 'of a contradiction', go(errors, '//go:build linux && !linux\n\n')],
    ['test/never-runs', 'of a main that runs nothing', `${go(errors)}\nfunc TestMain(m *testing.M) { os.Exit(0) }\n`],
    ['test/emptied', 'emptied', go('{}')],
    ['test/returns-early', 'that returns first', go(`{\n\treturn\n${errors.slice(1)}`)],
    ['test/gone', 'renamed', go(errors).replace('TestIsolation', 'testIsolation')],
    ['test/gone', 'that takes no T', go('{ read() }').replace('t *testing.T', '')],
    ['test/assertions-lost', 'without assertions', go('{\n\t_ = read()\n}')],
  ]
  it.each(lost)('tells %s of one %s', async (code, _, text) => {
    expect(await judged('TestIsolation', '**/*_test.go', { 'a_test.go': go(errors) }, { 'a_test.go': text })).toEqual([code])
  })

  it('knows a part of a test', async () => {
    const part = (call: string) => ({
      'a_test.go': go(`{\n\tt.Run("reads one", func(t *testing.T) {\n\t\t${call}\n\t\tt.Error(read())\n\t})\n}`),
    })
    expect(await judged('TestIsolation/reads_one', '*_test.go', undefined, part('x()'))).toEqual([])
    expect(await judged('TestIsolation/reads one', '*_test.go', part('x()'), part('t.Skip()'))).toEqual(['test/switched-off'])
    expect(await judged('TestIsolation/reads two', '*_test.go', undefined, part('x()'))).toEqual(['test/gone'])
  })

  it('leaves out a file that is no test file', async () => {
    expect(await judged('TestIsolation', '*.go', undefined, { 'a.go': go(errors) })).toEqual(['test/gone'])
  })
})

describe('assertions', () => {
  const unwinds = (body: string) => `#[test]\nfn test_a() {\n    ${body || 'assert!(f());'}\n}\n`
  const py = (line: string) => `def test_a():\n    x = f()\n    ${line}\n`
  const held: [string, string, string][] = [
    ['a.py', py('assert x == 1'), py('assert x in (1, 2), "no"')],
    ['a.py', py('assert x == 1'), py('try:\n        assert x == 1\n    except ValueError:\n        pass')],
    ['a.py', py('assert x == 1'), py('try:\n        assert x == 1\n    finally:\n        close()')],
    ['a.test.js', "test('test_a', () => { expect(f()).toBe(1) })", "test('test_a', () => { try { f() } catch {}; expect(g()).toBe(1) })"],
    [
      'a.test.js',
      "test('test_a', () => { expect(f()).toBe(1) })",
      "test('test_a', () => { try { expect(f()).toBe(1) } catch (e) { throw wrap(e) } })",
    ],
    ['a.py', py('assert x == 1'), py('try:\n        assert x == 1\n    except Exception as e:\n        print(e)\n        raise')],
    [
      'a.test.js',
      "test('test_a', () => { expect(f()).toBe(1) })",
      "test('test_a', () => { const all = [].concat(f()); all.forEach((x) => { expect(x).toBe(1) }) })",
    ],
    ['a.rs', unwinds(''), unwinds('let r = std::panic::catch_unwind(|| { assert!(f()); });\n    assert!(r.is_ok());')],
    ['a.rs', unwinds(''), unwinds('std::thread::spawn(|| { assert!(f()); }).join().unwrap();')],
    ['a.rs', unwinds(''), '#[test]\nfn test_a() -> Result<(), E> {\n    if !f()? { return Err(E) }\n    Ok(())\n}\n'],
    ['a.rs', unwinds(''), unwinds('assert!(f() || g() == true);')],
    ['a_test.go', go(errors), go('{\n\tis := is.New(t)\n\tis.Equal(read(), 1)\n}')],
    ['a_test.go', go(errors), go('{\n\tSo(read(), ShouldEqual, 1)\n}')],
    ['a.test.js', "test('test_a', (t) => { t.is(f(), 1) })\n", "test('test_a', (t) => { t.deepEqual(f(), [1]) })\n"],
  ]
  it.each(held)('are known in %s', async (path, before, after) => {
    const name = path.endsWith('.go') ? 'TestIsolation' : 'test_a'
    expect(await judged(name, '*', { [path]: before }, { [path]: after })).toEqual([])
  })

  const lost: [string, string, string][] = [
    ['a.py', py('assert x == 1'), py('assert x == 1 or True')],
    ['a.py', py('assert x == 1'), py('try:\n        assert x == 1\n    except AssertionError:\n        pass')],
    ['a.py', py('assert x == 1'), py('with contextlib.suppress(Exception):\n        assert x == 1')],
    ['a.py', py('assert x == 1'), py('for y in []:\n        assert y == x')],
    ['a.test.js', "test('test_a', () => { expect(f()).toBe(1) })", "test('test_a', () => { try { expect(f()).toBe(1) } catch {} })"],
    ['a.py', py('assert x == 1'), py('try:\n        assert x == 1\n    except Exception as e:\n        print(e)')],
    [
      'a.test.js',
      "test('test_a', () => { expect(f()).toBe(1) })",
      "test('test_a', async () => { await expect(f()).resolves.toBe(1).catch(() => {}) })",
    ],
    [
      'a.test.js',
      "test('test_a', () => { expect(f()).toBe(1) })",
      "test('test_a', () => { try { expect(f()).toBe(1) } catch (e) { console.log(e) } })",
    ],
    ['a.test.js', "test('test_a', () => { expect(f()).toBe(1) })", "test('test_a', () => { [].forEach((x) => { expect(f(x)).toBe(1) }) })"],
    ['a_test.go', go(errors), go(`{\n\tfor _, c := range []int{} {\n\t\tif read(c) != 1 {\n\t\t\tt.Error(c)\n\t\t}\n\t}\n}`)],
    ['a.rs', unwinds(''), unwinds('let _ = std::panic::catch_unwind(|| { assert!(f()); });')],
    ['a.rs', unwinds(''), unwinds('std::panic::catch_unwind(|| { assert!(f()); }).ok();')],
    ['a.rs', unwinds(''), unwinds('std::thread::spawn(|| { assert!(f()); });')],
    ['a.rs', unwinds(''), unwinds('assert!(f() || true);')],
    ['a.py', py('assert x == 1'), py('assert (x == 1, "no")')],
    ['a_test.go', go(errors), go('{\n\tis := is.New(t)\n\t_ = is\n\tread()\n}')],
  ]
  it.each(lost)('are none where nothing can fail: %s', async (path, before, after) => {
    const name = path.endsWith('.go') ? 'TestIsolation' : 'test_a'
    expect(await judged(name, '*', { [path]: before }, { [path]: after })).toEqual(['test/assertions-lost'])
  })
})

describe('a file that its runner passes over', () => {
  const py = 'def test_a():\n    assert f() == 1\n'
  const ts = "import { expect, test } from 'vitest'\ntest('test_a', () => { expect(f()).toBe(1) })\n"
  const rs = '#[test]\nfn test_a() { assert_eq!(f(), 1); }\n'
  const goTest = 'package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\tif f() != 1 {\n\t\tt.Fatal("x")\n\t}\n}\n'

  const lost: [string, string, Tree, Tree][] = [
    ['test_a', 'tests/**/*.py', { 'tests/test_g.py': py }, { 'tests/g.py': py }],
    ['test_a', 'src/**/*.ts', { 'src/g.test.ts': ts }, { 'src/g.ts': ts }],
    ['test_a', 'tests/**/*.rs', { 'tests/g.rs': rs }, { 'tests/old/g.rs': rs }],
    ['TestA', '**/*_test.go', { 'a/g_test.go': goTest }, { 'a/_g_test.go': goTest }],
    ['TestA', '**/*_test.go', { 'a/g_test.go': goTest }, { 'a/testdata/g_test.go': goTest }],
    ['TestA', '**/*_test.go', { 'a/g_test.go': goTest }, { 'a/g_test.go': `// +build ignore\n\n${goTest}` }],
    [
      'test_a',
      '**/*.py',
      { 'test_g.py': `class TestG:\n    ${py.replace('()', '(self)').replace('\n', '\n    ')}` },
      {
        'test_g.py': `class TestG:\n    def __init__(self):\n        self.x = 1\n    ${py.replace('()', '(self)').replace('\n', '\n    ')}`,
      },
    ],
  ]
  it.each(lost)('holds no test that runs: %s in %s', async (name, glob, before, after) => {
    expect(await judged(name, glob, before, after)).toEqual(['test/never-runs'])
  })

  const held: [string, string, Tree, Tree][] = [
    ['test_a', 'tests/**/*.py', { 'tests/test_g.py': py }, { 'tests/g.py': py, 'pytest.ini': '[pytest]\npython_files = *.py\n' }],
    ['test_a', 'tests/**/*.py', { 'tests/test_g.py': py }, { 'tests/more/g_test.py': py }],
    ['test_a', 'tests/**/*.py', { 'tests/g.py': py }, { 'tests/h.py': py }],
    ['test_a', 'src/**/*.ts', { 'src/g.test.ts': ts }, { 'src/__tests__/g.ts': ts }],
    ['test_a', 'src/**/*.ts', { 'src/g.test.ts': ts }, { 'src/g.ts': ts, 'package.json': '{"scripts":{"test":"node --test src/g.ts"}}' }],
    ['test_a', 'tests/**/*.rs', { 'tests/g.rs': rs }, { 'tests/old/main.rs': rs }],
    ['test_a', 'tests/**/*.rs', { 'tests/g.rs': rs }, { 'tests/old/main.rs': 'mod g;\n', 'tests/old/g.rs': rs }],
    [
      'test_a',
      'tests/**/*.rs',
      { 'tests/g.rs': rs },
      { 'tests/old/g.rs': rs, 'Cargo.toml': '[[test]]\nname = "g"\npath = "tests/old/g.rs"\n' },
    ],
    ['TestA', '**/*_test.go', { 'a/g_test.go': goTest }, { 'a/g_test.go': `// +build linux,amd64 darwin\n\n${goTest}` }],
    ['TestA', '**/*_test.go', { 'a/g_test.go': goTest }, { 'a/g_test.go': `// +build ignore\n${goTest}` }],
  ]
  it.each(held)('is none: %s in %s', async (name, glob, before, after) => {
    expect(await judged(name, glob, before, after)).toEqual([])
  })
})

describe('weakenings of a test', () => {
  const trees: [string, string, string][] = [
    ['files_exist', 'tests/a.rs', rust(good)],
    ['keeps its files', 'a.test.ts', script(plain)],
    ['test_isolation', 'test_a.py', python(asserts)],
    ['TestIsolation', 'a_test.go', go(errors)],
  ]
  it.each(trees)('are all caught: %s', async (name, path, text) => {
    const protocol = protocolOf('test', [[name, { in: [path] }]])
    let count = 0
    for await (const { what, caughtBy, change } of weaken({ protection: protocol.protect[0]! as never, files: files({ [path]: text }) })) {
      const edits = 'edits' in change ? Object.fromEntries(change.edits) : {}
      const after = Object.fromEntries(Object.entries({ [path]: text, ...edits }).filter(([, edit]) => edit !== undefined))
      const found = codes(await told(testGuard, protocol, { [path]: text }, after))
      expect([what, found.filter((code) => (caughtBy as readonly string[]).includes(code))]).not.toEqual([what, []])
      count++
    }
    expect(count).toBeGreaterThanOrEqual(5)
  })
})
