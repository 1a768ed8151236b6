const platforms =
  'aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows unix 386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm cgo gc gccgo race msan asan'
const known = new Set(platforms.split(' '))
const never = new Set(['ignore', 'never', 'false', 'none', 'disabled'])

/** The build constraint of a Go file, where it has one before its package clause: its `//go:build` line, else its `// +build` lines. */
export function goConstraint(text: string): string | undefined {
  const head = text.slice(0, /^package\s/m.exec(text)?.index ?? text.length).replace(/\/\*[\s\S]*?\*\//g, '')
  const line = /^\/\/go:build\s+(.+)$/m.exec(head)?.[1]?.trim()
  if (line !== undefined) return line
  // Older lines count where a blank line parts them from the package clause.
  const older = [...head.slice(0, head.lastIndexOf('\n\n') + 1).matchAll(/^\/\/\s*\+build\s+(.+)$/gm)].map(([, terms]) =>
    terms!
      .trim()
      .split(/\s+/)
      .map((term) => `(${term.split(',').join(' && ')})`)
      .join(' || '),
  )
  return older.length ? older.map((each) => `(${each})`).join(' && ') : undefined
}

/** Whether some build that people make compiles the file; `ignore` is the word that no build sets. */
export function goConstraintHolds(text: string): boolean {
  const constraint = goConstraint(text)
  return constraint === undefined || someBuild(constraint, (tag) => !never.has(tag))
}

/** Whether a plain build compiles the file, one without `-tags`, on some platform. */
export function goPlainBuildHolds(text: string): boolean {
  const constraint = goConstraint(text)
  return constraint === undefined || someBuild(constraint, (tag) => known.has(tag) || /^go1\.\d+$/.test(tag))
}

/** Whether the constraint holds under some choice of the tags that may be set. */
function someBuild(constraint: string, mayBeSet: (tag: string) => boolean): boolean {
  const tokens = constraint.match(/&&|\|\||[!()]|[\w.]+/g) ?? []
  const tags = [...new Set(tokens.filter((token) => /^[\w.]+$/.test(token) && mayBeSet(token)))]
  if (tags.length > 10) return true
  for (let mask = 0; mask < 2 ** tags.length; mask++) {
    if (evaluate(tokens, new Set(tags.filter((_, index) => mask & (1 << index))))) return true
  }
  return false
}

function evaluate(tokens: readonly string[], on: ReadonlySet<string>): boolean {
  let at = 0
  const unary = (): boolean => {
    const token = tokens[at++]
    if (token === '!') return !unary()
    if (token !== '(') return on.has(token ?? '')
    const inside = or()
    at++
    return inside
  }
  const and = (): boolean => {
    let value = unary()
    while (tokens[at] === '&&') {
      at++
      const right = unary()
      value = value && right
    }
    return value
  }
  const or = (): boolean => {
    let value = and()
    while (tokens[at] === '||') {
      at++
      const right = and()
      value = value || right
    }
    return value
  }
  return or()
}
