import { describe, expect, it } from 'vitest'
import { code } from '../../src/guards/code/code.ts'
import { protocolOf, said } from '../guards/told.ts'

/** How each language writes a choice between two calls. */
const choices: Readonly<Record<string, (condition: string) => string>> = {
  'a.ts': (condition) => `if (${condition}) { yes(1) } else { no(1) }`,
  'a.py': (condition) => `if ${condition}:\n    yes(1)\nelse:\n    no(1)\n`,
  'a.rs': (condition) => `fn f() { if ${condition} { yes(1); } else { no(1); } }`,
  'a.go': (condition) => `package a\nfunc f() { if ${condition} { yes(1) } else { no(1) } }`,
  'A.java': (condition) => `class A { void f() { if (${condition}) { yes(1); } else { no(1); } } }`,
}

/** Whether something can run: the call is found in code that is alive. */
async function alive(path: string, text: string, call = 'yes'): Promise<boolean> {
  const lines = await said(code, protocolOf('code', [[path, { contains: `${call}($$$)` }]]), undefined, { [path]: text })
  return lines.length === 0
}

describe('what a condition of literals comes to', () => {
  it.each<[path: string, condition: string, truth: boolean | undefined]>([
    ['a.ts', 'true', true],
    ['a.ts', 'false', false],
    ['a.ts', '((false))', false],
    ['a.ts', '(false as boolean)', false],
    ['a.ts', 'false!', false],
    ['a.ts', '!true', false],
    ['a.ts', '!!true', true],
    ['a.ts', '!on', undefined],
    ['a.ts', '-on', undefined],
    ['a.ts', 'void 0', false],
    ['a.ts', 'typeof on', undefined],
    ['a.ts', 'null', false],
    ['a.ts', 'undefined', false],
    ['a.ts', '0', false],
    ['a.ts', '1', true],
    ['a.ts', '0n', false],
    ['a.ts', '1_000', true],
    ['a.ts', '0x0', false],
    ['a.ts', '0x0f', true],
    ['a.ts', '0x0D', true],
    ['a.ts', '0x0f === 0x0d', false],
    ['a.ts', "''", false],
    ['a.ts', '""', false],
    ['a.ts', '``', false],
    ['a.ts', "'a'", undefined],
    ['a.ts', 'false && on', false],
    ['a.ts', 'on && false', false],
    ['a.ts', 'true && true', true],
    ['a.ts', 'true && on', undefined],
    ['a.ts', 'on && true', undefined],
    ['a.ts', 'true || on', true],
    ['a.ts', 'on || true', true],
    ['a.ts', 'false || false', false],
    ['a.ts', 'false || on', undefined],
    ['a.ts', 'on || false', undefined],
    ['a.ts', 'on ?? false', undefined],
    ['a.ts', '1 === 1', true],
    ['a.ts', '1 == 2', false],
    ['a.ts', '1 !== 1', false],
    ['a.ts', '1 != 2', true],
    ['a.ts', '1 < 2', true],
    ['a.ts', '2 < 2', false],
    ['a.ts', '2 <= 2', true],
    ['a.ts', '3 <= 2', false],
    ['a.ts', '2 > 1', true],
    ['a.ts', '2 > 2', false],
    ['a.ts', '2 >= 2', true],
    ['a.ts', '1 >= 2', false],
    ['a.ts', "'a' === 'b'", false],
    ['a.ts', "'a' === 'a'", true],
    ['a.ts', "'a' < 'b'", undefined],
    ['a.ts', "'1' == 1", undefined],
    ['a.ts', 'true === false', false],
    ['a.ts', 'on === 1', undefined],
    ['a.ts', '1 === on', undefined],
    ['a.ts', '1 + 1', undefined],
    ['a.py', 'False', false],
    ['a.py', 'True', true],
    ['a.py', 'None', false],
    ['a.py', 'not True', false],
    ['a.py', 'not on', undefined],
    ['a.py', '[]', false],
    ['a.py', '()', false],
    ['a.py', '{}', false],
    ['a.py', '[0]', undefined],
    ['a.py', '""', false],
    ['a.py', '""""""', false],
    ['a.py', "b''", false],
    ['a.py', '"a"', undefined],
    ['a.py', '0.0', false],
    ['a.py', '1 is 1', true],
    ['a.py', '0 < 1 < 2', undefined],
    ['a.py', 'True and False', false],
    ['a.py', 'on or True', true],
    ['a.py', 'TYPE_CHECKING', false],
    ['a.py', 'typing.TYPE_CHECKING', false],
    ['a.py', '(x := False)', false],
    ['a.py', '(x := on)', undefined],
    ['a.rs', 'false', false],
    ['a.rs', '!false', true],
    ['a.rs', '1 == 1u8', true],
    ['a.rs', '1_0u64 > 9_u64', true],
    ['a.rs', '0x0f32 == 0x0', false],
    ['a.rs', '0.0f32 == 0.0', true],
    ['a.rs', 'cfg!(any())', false],
    ['a.rs', 'cfg!(all())', true],
    ['a.rs', 'cfg!(unix)', undefined],
    ['a.rs', 'cfg!(not(any()))', true],
    ['a.rs', 'cfg!(all(unix, not(unix)))', false],
    ['a.rs', 'cfg!(any(unix, not(unix)))', true],
    ['a.rs', 'cfg!(any(unix, windows))', undefined],
    ['a.rs', 'cfg!(all(feature = "a", not(feature = "a")))', false],
    ['a.rs', 'cfg!(all(feature = "a", not(feature = "b")))', undefined],
    ['a.rs', 'cfg!(false)', false],
    ['a.rs', 'matches!(a, b)', undefined],
    ['a.go', 'false', false],
    ['a.go', '1 > 2', false],
    ['a.go', '"a" == "b"', false],
    ['a.go', 'on', undefined],
    ['A.java', 'false', false],
    ['A.java', 'Boolean.FALSE', false],
    ['A.java', '1L == 1', true],
    ['A.java', 'on()', undefined],
  ])('%s: %s', async (path, condition, truth) => {
    const text = choices[path]!(condition)
    expect([await alive(path, text, 'yes'), await alive(path, text, 'no')]).toEqual([truth !== false, truth !== true])
  })
})

describe('what stands after a statement', () => {
  it.each<[path: string, before: string]>([
    ['a.ts', 'return'],
    ['a.ts', 'throw a'],
    ['a.ts', '{ return }'],
    ['a.ts', 'process.exit(1)'],
    ['a.ts', 'if (a) { return } else { throw b }'],
    ['a.ts', 'if (a) { return } else if (c) { return } else { throw b }'],
    ['a.ts', 'if (true) { return }'],
    ['a.ts', 'if (false) { a() } else { return }'],
    ['a.ts', 'try { return } finally { a() }'],
    ['a.ts', 'try { a() } finally { return }'],
    ['a.ts', 'try { return } catch { throw b }'],
    ['a.ts', 'while (true) { a() }'],
    ['a.ts', 'for (;;) { a() }'],
    ['a.py', 'return'],
    ['a.py', 'raise A()'],
    ['a.py', 'assert False'],
    ['a.py', 'sys.exit(0)'],
    ['a.py', 'while True:\n        a()'],
    ['a.py', 'if a:\n        return\n    elif b:\n        return\n    else:\n        raise c'],
    ['a.py', 'with a():\n        return'],
    ['a.rs', 'return;'],
    ['a.rs', 'panic!("a");'],
    ['a.rs', 'core::unreachable!();'],
    ['a.rs', 'todo!();'],
    ['a.rs', 'Err(a)?;'],
    ['a.rs', 'unsafe { return; }'],
    ['a.rs', 'loop { a(); }'],
    ['a.rs', 'std::process::exit(1);'],
    ['a.go', 'return'],
    ['a.go', 'os.Exit(1)'],
    ['a.go', 'log.Fatalf("a")'],
    ['a.go', 'panic("a")'],
    ['a.go', 'for {\n a()\n }'],
  ])('never runs: %s: %s', async (path, before) => {
    expect(await alive(path, follows(path, before))).toBe(false)
  })

  it.each<[path: string, before: string]>([
    ['a.ts', 'a()'],
    ['a.ts', 'if (a) { return }'],
    ['a.ts', 'if (a) { return } else { b() }'],
    ['a.ts', 'if (a) { return } else if (c) { b() } else { return }'],
    ['a.ts', 'if (false) { return }'],
    ['a.ts', 'if (true) { a() } else { return }'],
    ['a.ts', 'try { return a() } catch { b() }'],
    ['a.ts', 'try { a() } catch { return }'],
    ['a.ts', 'while (a) { return }'],
    ['a.ts', 'while (true) { break }'],
    ['a.ts', 'while (true) { if (a) { break } }'],
    ['a.ts', 'for (;a;) { a() }'],
    ['a.ts', 'const f = () => { return }'],
    ['a.ts', 'process.exitCode = 1'],
    ['a.ts', 'exits(1)'],
    ['a.py', 'assert True'],
    ['a.py', 'assert a'],
    ['a.py', 'if a:\n        return\n    elif b:\n        pass\n    else:\n        raise c'],
    ['a.py', 'while True:\n        break'],
    ['a.rs', 'println!("a");'],
    ['a.rs', 'check()?;'],
    ['a.rs', 'loop { break; }'],
    ['a.rs', 'let f = || { return; };'],
    ['a.go', 'for {\n break\n }'],
    ['a.go', 'log.Printf("a")'],
  ])('may run: %s: %s', async (path, before) => {
    expect(await alive(path, follows(path, before))).toBe(true)
  })
})

/** A function in which a call follows a statement. */
function follows(path: string, before: string): string {
  if (path.endsWith('.ts')) return `function f() {\n  ${before}\n  yes(1)\n}`
  if (path.endsWith('.py')) return `def f():\n    ${before}\n    yes(1)\n`
  if (path.endsWith('.rs')) return `fn f() {\n    ${before}\n    yes(1);\n}`
  return `package a\nfunc f() {\n\t${before}\n\tyes(1)\n}`
}
