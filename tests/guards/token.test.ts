import { describe, expect, it } from 'vitest'
import { token } from '../../src/guards/token/token.ts'
import { token as weaken } from '../../src/weakenings/token.ts'
import { files, protocolOf, told } from './told.ts'

const user = ['user', { pattern: '^apitok_[A-Za-z0-9]{40}$' }] as const
const agentPattern = '^apitok_agent_[A-Za-z0-9]{40}$'
const stated = (file: string, contains: string) => protocolOf('token', [['agent', { pattern: agentPattern, in: [{ file, contains }] }]])
const codes = (lines: readonly string[]) => lines.map((line) => line.replace(/: .*/s, ''))

describe('formats of one protocol', () => {
  it('are told once when a token fits two, whatever their order', async () => {
    const wide = ['user', { pattern: '^apitok_[A-Za-z0-9_]{40,46}$' }] as const
    const agent = ['agent', { pattern: agentPattern }] as const
    for (const items of [
      [wide, agent],
      [agent, wide],
    ]) {
      const [only, ...more] = await told(token, protocolOf('token', items), undefined, {})
      expect(only).toMatch(/^token\/overlaps: `apitok_agent_\w{4}…` \(53 characters\) fits both `agent` and `user`$/)
      expect(more).toEqual([])
    }
    expect(await told(token, protocolOf('token', [user, agent]), undefined, {})).toEqual([])
    expect(await told(token, protocolOf('token', [['user', { ...wide[1], 'may-overlap': ['agent'] }], agent]), undefined, {})).toEqual([])
  })

  it('keep their examples', async () => {
    const of = (options: object) => told(token, protocolOf('token', [['t', { pattern: '^t_\\d{4}$', ...options }]]), undefined, {})
    expect(await of({ accepts: ['t_1234'], rejects: ['', 't_12345', 'xt_1234', 't_1234\n', 't_١٢٣٤'] })).toEqual([])
    expect(codes(await of({ accepts: ['t_12'] }))).toEqual(['token/example-refused'])
    expect(codes(await of({ rejects: ['t_1234'] }))).toEqual(['token/example-accepted'])
  })
})

describe('patterns that code states', () => {
  const same: [string, string, string][] = [
    ['a.rs', 'const AGENT: &str = r"$PATTERN"', `const  AGENT : &str=r"${agentPattern}";`],
    ['a.rs', 'const AGENT: &str = r#"$PATTERN"#', `const AGENT: &str /* the format */ = r#"${agentPattern}"#;`],
    ['a.rs', 'Regex::new("$PATTERN")', 'fn f() { Regex::new("^apitok_agent_[A-Za-z\\u{30}-9]{40}$").unwrap(); }'],
    ['a.rs', 'Regex::new(r"$PATTERN")', `lazy_static! { static ref A: Regex = Regex::new(r"^apitok_agent_[[:alnum:]]{40}$").unwrap(); }`],
    ['a.rs', 'Regex::new(r"$PATTERN")', `fn f() { Regex::new(r"\\A(?P<prefix>apitok_agent_)[0-9A-Za-z]{40}\\z"); }`],
    ['a.ts', '/$PATTERN/', `export const agent = /${agentPattern}/`],
    ['a.ts', '/^$PATTERN$/', `export const agent = /${agentPattern}/u`],
    ['a.ts', 'AGENT = $PATTERN', `export const AGENT = /${agentPattern}/`],
    ['a.ts', 'new RegExp(`$PATTERN`)', `new RegExp(\`${agentPattern}\`)`],
    ['a.ts', "new RegExp('$PATTERN'", `new RegExp('^apitok_' + 'agent_[A-Za-z\\x30-9]{40}$', 'u')`],
    ['a.js', "AGENT = '$PATTERN'", "const AGENT = '^apitok_agent_(?:[a-z]|[A-Z]|\\\\d){40}$'"],
    ['a.py', 're.compile(r"$PATTERN")', `A = re.compile(r"^apitok_agent_" r"[A-Za-z0-9]{40}$")`],
    ['a.py', 're.fullmatch(r"$PATTERN"', `re.fullmatch(r"apitok_agent_[A-Za-z0-9]{40}", token)`],
    ['a.py', "re.compile('$PATTERN')", `A = re.compile('^apitok_agent_[A-Za-z\\d]{40}$')`],
    ['a.go', 'regexp.MustCompile(`$PATTERN`)', `package a\nvar r = regexp.MustCompile(\`${agentPattern}\`)`],
    ['a.go', 'regexp.MustCompile("$PATTERN")', `package a\nvar r = regexp.MustCompile("^apitok_agent_[A-Za-z\\\\d]{40}$")`],
    ['A.java', 'Pattern.compile("$PATTERN")', `class A { Pattern p = Pattern.compile("^apitok_agent_[A-Za-z\\\\d]{40}$"); }`],
    ['a.py', 're.compile(r"""$PATTERN""")', `A = re.compile(r"""${agentPattern}""")`],
    ['a.py', "re.compile(rb'$PATTERN')", `A = re.compile(rb'${agentPattern}')`],
    ['a.rs', 'Regex::new(br"$PATTERN")', `fn f() { Regex::new(br"${agentPattern}").unwrap(); }`],
    ['A.java', '@Pattern(regexp = "$PATTERN")', `class A { @Pattern(regexp = "apitok_agent_[A-Za-z0-9]{40}") String t; }`],
    [
      'A.java',
      '@Pattern(message = "no", regexp = "$PATTERN")',
      `class A { @Pattern(message = "no", regexp = "apitok_agent_[A-Za-z0-9]{40}") String t; }`,
    ],
    ['A.java', '.matches("$PATTERN")', `class A { boolean b(String s) { return s.matches("apitok_agent_[A-Za-z0-9]{40}"); } }`],
    ['a.sql', "token ~ '$PATTERN'", `CREATE TABLE t (token text CHECK (token ~ '${agentPattern}'));`],
    ['a.json', '"pattern": "$PATTERN"', `{ "pattern":"^apitok_agent_[A-Za-z\\\\d]{40}$" }`],
    ['a.yaml', 'pattern: $PATTERN', `schema:\n  pattern: ${agentPattern} # the format\n`],
    ['a.yaml', 'pattern: $PATTERN', `schema:\n  pattern: '${agentPattern}'\n`],
    ['a.yml', 'pattern: "$PATTERN"', `pattern: "^apitok_agent_[A-Za-z\\\\d]{40}$"\n`],
    ['a.ts', "AGENT = '$PATTERN'", `const AGENT = "${agentPattern}"`],
    ['a.py', 're.compile(r"$PATTERN")', `A = re.compile(r'${agentPattern}')`],
    ['a.go', 'MustCompile(`$PATTERN`)', `package a\nvar r = regexp.MustCompile("^apitok_agent_[A-Za-z\\\\d]{40}$")`],
    ['a.yaml', "pattern: '$PATTERN'", `pattern: "${agentPattern}"\n`],
    ['a.toml', "pattern = '$PATTERN'", `# pattern = 'x'\npattern = '${agentPattern}'\n`],
    ['a.ts', '/$PATTERN/', `// const old = /^apitok_/\nconst a = /${agentPattern}/\n`],
    ['a.rs', 'Regex::new(r"$PATTERN")', `fn f() { Regex::new(\n        r"${agentPattern}",\n    ).unwrap(); }`],
    ['a.rs', 'Regex::new(r"$PATTERN")', 'fn f() { Regex::new(r"(?x)^apitok_ # head\n  agent_ [A-Za-z0-9]{40} $"); }'],
    ['a.rs', 'Regex::new(r"$PATTERN")', 'fn f() { Regex::new(r"^apitok_agent_(?-u:[A-Za-z\\d]){40}$"); }'],
    ['a.py', 're.compile(r"$PATTERN"', 'A = re.compile(r"^apitok_agent_ [A-Za-z0-9]{40} $", re.VERBOSE)'],
    ['a.py', 're.compile(r"$PATTERN"', 'A = re.compile(r"^apitok_agent_(?#the rest)[A-Za-z0-9]{40}$")'],
    ['A.java', 'Pattern.compile("$PATTERN"', 'class A { Pattern p = Pattern.compile("^apitok_agent_\\\\p{Alnum}{40}$"); }'],
    ['A.java', 'Pattern.compile("$PATTERN"', 'class A { Pattern p = Pattern.compile("^\\\\Qapitok_agent_\\\\E[A-Za-z0-9]{40}$"); }'],
    ['a.go', 'MustCompile(`$PATTERN`)', 'package a\nvar r = regexp.MustCompile(`^\\Qapitok_agent_\\E[[:alnum:]]{40}$`)'],
    ['a.ts', '/$PATTERN/', `const ok = (s: string) => s.length > 1 && /${agentPattern}/.test(s) && more(s)`],
    ['a.ts', 'const A = /$PATTERN/', `const A = /${agentPattern}/.source\n`],
    ['a.sql', "token ~ '$PATTERN'", `CREATE TABLE t (token text CHECK (token ~ '${agentPattern}' and length(token) > 3));`],
  ]
  it.each(same)('%s: %s is the same in %s', async (file, contains, text) => {
    expect(await told(token, stated(file, contains), undefined, { [file]: text })).toEqual([])
  })

  const differs: [string, string, string][] = [
    ['a.rs', 'r"$PATTERN"', 'const A: &str = r"apitok_agent_[A-Za-z0-9]{40}$";'],
    ['a.rs', 'r"$PATTERN"', 'const A: &str = r"^apitok_agent_[A-Za-z0-9]{39}$";'],
    ['a.rs', 'RegexBuilder::new(r"$PATTERN")', `fn f() { RegexBuilder::new(r"${agentPattern}").case_insensitive(true).build(); }`],
    ['a.rs', 'r"$PATTERN"', 'const A: &str = r"(?i)^apitok_agent_[A-Za-z0-9]{40}$";'],
    ['a.ts', '/$PATTERN/', `const a = /${agentPattern}/i`],
    ['a.ts', '/$PATTERN/', `const a = /${agentPattern}/m`],
    ['a.ts', "RegExp('$PATTERN'", `new RegExp('${agentPattern}', 'i')`],
    ['a.ts', "'$PATTERN'", "const a = '^apitok_agent_[A-Za-z\\d]{40}$'"],
    ['a.py', 're.compile(r"$PATTERN"', `re.compile(r"${agentPattern}", re.I)`],
    ['a.py', 're.match(r"$PATTERN"', 're.match(r"apitok_agent_[A-Za-z0-9]{40}", t)'],
    ['A.java', 'Pattern.compile("$PATTERN"', `class A { Pattern p = Pattern.compile("${agentPattern}", Pattern.CASE_INSENSITIVE); }`],
    ['a.ts', '/$PATTERN/', `const a = /${agentPattern}/\nconst b = /^apitok_agent_[a-z]{40}$/`],
    ['a.yaml', 'pattern: $PATTERN', 'pattern: ^apitok_agent_[A-Za-z0-9]+$\n'],
    ['a.py', 're.compile(r"$PATTERN"', 'A = re.compile(r"^apitok_agent_#[A-Za-z0-9]{40}$", re.X)'],
    ['a.py', 're.compile(r"$PATTERN"', 'A = re.compile(r"^apitok_agent_[A-Za-z0-9 ]{40}$", re.X)'],
    ['A.java', 'Pattern.compile("$PATTERN"', 'class A { Pattern p = Pattern.compile("^apitok_agent_\\\\p{Alpha}{40}$"); }'],
  ]
  it.each(differs)('%s: %s is another language in %s', async (file, contains, text) => {
    const lines = await told(token, stated(file, contains), undefined, { [file]: text })
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).toMatch(/^token\/in-differs: `[^`]*…` \(\d+ characters\)/)
  })

  const gone: [string, string, string][] = [
    ['a.rs', 'const AGENT: &str = r"$PATTERN"', `// const AGENT: &str = r"${agentPattern}";`],
    ['a.rs', 'const AGENT: &str = r"$PATTERN"', `const AGENTS: &str = r"${agentPattern}";`],
    ['a.rs', 'const AGENT: &str = r"$PATTERN"', `#[cfg(any())]\nconst AGENT: &str = r"${agentPattern}";`],
    ['a.ts', '/$PATTERN/', `if (false) { check(/${agentPattern}/) }`],
    ['a.ts', '/$PATTERN/', `function f() { return 1; check(/${agentPattern}/) }`],
    ['a.py', 're.compile(r"$PATTERN")', `# re.compile(r"${agentPattern}")`],
    ['a.yaml', 'pattern: $PATTERN', `# pattern: ${agentPattern}\n`],
    ['a.ts', '/$PATTERN/', 'export {}'],
  ]
  it.each(gone)('%s: %s does not stand in %s', async (file, contains, text) => {
    expect(codes(await told(token, stated(file, contains), undefined, { [file]: text }))).toEqual(['token/in-gone'])
  })

  it('tells what goes into tests, and leaves what stood there', async () => {
    const text = `const AGENT: &str = r"${agentPattern}";`
    const off = `#[cfg(test)]\n${text}`
    const at = stated('a.rs', 'const AGENT: &str = r"$PATTERN"')
    expect(codes(await told(token, at, { 'a.rs': text }, { 'a.rs': off }))).toEqual(['token/in-gone'])
    expect(await told(token, at, { 'a.rs': off }, { 'a.rs': `${off}\n` })).toEqual([])
  })

  it('refuses what it cannot decode, with the file', async () => {
    const refused = async (file: string, contains: string, text: string) =>
      (await told(token, stated(file, contains), undefined, { [file]: text }))[0]
    expect(await refused('a.rb', '/$PATTERN/', `A = /${agentPattern}/`)).toMatch(/refusal: .*files that can end in rs, /)
    expect(await refused('a.ts', '`$PATTERN`', 'const a = `^apitok_${kind}_$`')).toMatch(/refusal: .*values are filled/)
    expect(await refused('a.ts', "RegExp('$PATTERN'", "new RegExp('^a$', flags)")).toMatch(/refusal: .*no literal/)
    expect(await refused('a.ts', "'$PATTERN'", "const a = '^a' + rest")).toMatch(/refusal: .*joined/)
    expect(await refused('a.ts', '/$PATTERN/', 'const a = /^(?=x)x$/')).toMatch(/refusal: .*lookahead/)
    expect(await refused('a.ts', 'A = /$PATTERN/', `const A = /${agentPattern}/.source + '?'`)).toMatch(/refusal: .*another text/)
    expect(await refused('a.ts', "A = '$PATTERN'", `const A = '${agentPattern}'.replace('4', '')`)).toMatch(/refusal: .*`\.replace`/)
    expect(await refused('a.ts', "A = '$PATTERN'", `const A = '${agentPattern}' && '.*'`)).toMatch(/refusal: .*`&&`/)
    expect(await refused('A.java', '"$PATTERN"', 'class A { String p = "^[\\\\w&&[^_]]$"; }')).toMatch(/refusal: .*intersects/)
  })
})

describe('files that hold no token', () => {
  const secret = `apitok_agent_${'Ab3'.repeat(13)}Z`
  const protocol = protocolOf('token', [['agent', { pattern: agentPattern, 'absent-from': ['docs/**'] }]])

  it('tells a token that the change brings, masked', async () => {
    const [line] = await told(token, protocol, { 'docs/a.md': 'x' }, { 'docs/a.md': `use \`${secret}\` here` })
    expect(line).toBe('token/found: `apitok_agent_Ab3A…` (53 characters), a token of the format `agent`, stands in `docs/a.md`')
  })

  it('stays quiet about what stood, what moved, what is elsewhere and what is no token', async () => {
    expect(await told(token, protocol, { 'docs/a.md': secret }, { 'docs/b.md': `moved: ${secret}` })).toEqual([])
    expect(
      await told(
        token,
        protocol,
        {},
        { 'src/a.md': secret, 'docs/a.md': `apitok_agent_… and ${secret}0 and apitok_agent_[A-Za-z0-9]{40}` },
      ),
    ).toEqual([])
  })

  it('tells a token in a file of UTF-16, with a mark or without', async () => {
    const wide = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
    const other = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())
    for (const content of [wide(`\ufeffa ${secret}`), wide(`a ${secret}`), other(`\ufeffa ${secret}`), other(`a ${secret}`)])
      expect(codes(await told(token, protocol, {}, { 'docs/a.txt': { content } }))).toEqual(['token/found'])
    expect(await told(token, protocol, {}, { 'docs/a.txt': { content: wide('\ufeffnone here') } })).toEqual([])
  })

  it('tells a second token beside one that stood', async () => {
    const lines = await told(token, protocol, { 'docs/a.md': secret }, { 'docs/a.md': `${secret.replace('Ab3', 'Zz9')}\n${secret}` })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('apitok_agent_Zz9A…')
  })
})

describe('the order of patterns', () => {
  it('shows a token that is refused by a narrower one, and takes a wider one', async () => {
    const order = token.options.pattern.order
    const none = undefined as never
    expect(await order.weaker(agentPattern, '^apitok_agent_[A-Za-z0-9]{32}$', none)).toMatchObject({
      says: expect.stringMatching(/^`apitok_agent_\w{4}…`/),
    })
    expect(await order.weaker(agentPattern, 'apitok_agent_[0-9A-Za-z_]{40,}', none)).toBeUndefined()
  })

  it('compares globs by the paths that they fit', async () => {
    const order = token.options['absent-from'].order
    const weaker = async (older: string[], newer: string[]) => (await order.weaker(older, newer, undefined as never)) !== undefined
    expect(await weaker(['docs/**'], ['docs/**', '*.md'])).toBe(false)
    expect(await weaker(['docs/a/**'], ['docs/**'])).toBe(false)
    expect(await weaker(['docs/**', '**/*.md'], ['docs/**'])).toBe(true)
    expect(await weaker(['docs/**'], ['docs/*'])).toBe(true)
    expect(await weaker(['{a,b}/*.md'], ['a/*.md', 'b/*.md'])).toBe(false)
  })
})

describe('weakenings of a format', () => {
  it('are all caught', async () => {
    const policy = `- token: agent\n  pattern: '${agentPattern}'\n`
    const tree = {
      'policies/p.yaml': policy,
      'a.rs': `const AGENT: &str = r"${agentPattern}";\n`,
      'a.ts': `export const agent = /${agentPattern}/\n`,
      'docs/a.md': '# A\n',
    }
    const options = (pattern: string) => ({
      pattern,
      accepts: [`apitok_agent_${'a'.repeat(40)}`],
      in: [
        { file: 'a.rs', contains: 'const AGENT: &str = r"$PATTERN"' },
        { file: 'a.ts', contains: '/$PATTERN/' },
      ],
      'absent-from': ['docs/**'],
    })
    const protocol = (pattern: string) => protocolOf('token', [['agent', options(pattern)], user])
    let count = 0
    for await (const { what, caughtBy, change } of weaken({
      protection: protocol(agentPattern).protect[0]! as never,
      files: files(tree),
    })) {
      const after = Object.fromEntries(
        Object.entries({ ...tree, ...('edits' in change ? Object.fromEntries(change.edits) : {}) }).filter(
          ([, edit]) => edit !== undefined,
        ),
      )
      const pattern = /pattern: '(.*)'/.exec(String(after['policies/p.yaml']))![1]!
      const found = codes(await told(token, protocol(pattern), undefined, after))
      expect([what, found.filter((code) => (caughtBy as readonly string[]).includes(code))]).not.toEqual([what, []])
      count++
    }
    expect(count).toBeGreaterThanOrEqual(12)
  })
})
