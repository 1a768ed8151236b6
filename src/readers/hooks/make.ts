import type { Span } from '../../model/place.ts'
import type { Reader } from '../../model/tree.ts'

/** One line of a recipe, as the shell gets it. */
interface RecipeLine {
  text: string
  span: Span
}

/** A target of a Makefile with the lines that it runs. */
export interface Target {
  name: string
  lines: readonly RecipeLine[]
}

/** Reads the recipes of a Makefile; what stands behind a condition that never holds is left out. */
export const makefile: Reader<readonly Target[]> = {
  name: 'makefile',
  read: (bytes) => targetsOf(new TextDecoder().decode(bytes)),
}

function targetsOf(text: string): Target[] {
  const targets: { name: string; lines: RecipeLine[] }[] = []
  const variables = new Map<string, string>()
  const open: Condition[] = []
  let defining = false
  let current: { name: string; lines: RecipeLine[] } | undefined
  for (const { text: line, first, last, width } of joinedLines(text)) {
    const words = line.trim()
    if (/^endef\b/.test(words)) defining = false
    else if (/^define\b/.test(words)) defining = true
    if (defining) continue
    if (condition(words, open)) continue
    if (open.some(({ dead }) => dead)) continue
    if (line.startsWith('\t')) {
      const command = expandMake(words.replace(/^[@+-]+\s*/, ''), variables)
      if (command && current) current.lines.push({ text: command, span: { line: first, column: 2, endLine: last, endColumn: width + 1 } })
      continue
    }
    const assignment = /^([\w.-]+)\s*[:?]{0,2}=\s*(.*)$/.exec(words)
    if (assignment) variables.set(assignment[1]!, expandMake(assignment[2]!.replace(/\s+#.*$/, ''), variables))
    const rule = /^([^#=:\t][^#=:]*)::?(?!=)([^#;]*)(?:;(.*))?/.exec(line)
    if (!rule || assignment) continue
    current = { name: rule[1]!.trim(), lines: [] }
    targets.push(current)
    const inline = rule[3]?.trim()
    if (inline)
      current.lines.push({
        text: expandMake(inline.replace(/^[@+-]+\s*/, ''), variables),
        span: { line: first, column: 1, endLine: last, endColumn: width + 1 },
      })
  }
  return targets
}

/** A condition that is open: whether its lines are left out, and whether those of its `else` are. */
interface Condition {
  dead: boolean
  otherwise: boolean
}

/** Notes `ifeq`, `else` and `endif`: does a literal comparison leave the lines that follow out? What an undecided one guards may run. */
function condition(words: string, open: Condition[]): boolean {
  if (/^ifn?(eq|def)\b/.test(words)) {
    open.push(decided(words))
    return true
  }
  if (/^else\b/.test(words)) {
    const before = open.pop()
    if (!before) return true
    const next = decided(words.replace(/^else\s*/, ''))
    open.push(before.otherwise ? { dead: true, otherwise: true } : next)
    return true
  }
  if (/^endif\b/.test(words)) {
    open.pop()
    return true
  }
  return false
}

function decided(words: string): Condition {
  const compared = /^if(n?)eq\s*\(\s*([^,$()]*?)\s*,\s*([^,$()]*?)\s*\)/.exec(words)
  if (!compared) return { dead: false, otherwise: false }
  const dead = (compared[2] === compared[3]) === (compared[1] === 'n')
  return { dead, otherwise: !dead }
}

/** The text with known variables of make filled in; others become variables of the shell that nothing is known of. */
export function expandMake(text: string, variables: ReadonlyMap<string, string> = new Map()): string {
  return text.replace(/\$(?:\$|\(([\w.-]+)\)|\{([\w.-]+)\})/g, (whole, round, curly) => {
    if (whole === '$$') return '$'
    const name = round ?? curly
    return variables.get(name) ?? (name === 'MAKE' ? 'make' : '$MAKE_VALUE')
  })
}

function* joinedLines(text: string): Iterable<{ text: string; first: number; last: number; width: number }> {
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const first = at + 1
    let line = lines[at]!
    while (/(^|[^\\])\\$/.test(line) && at + 1 < lines.length) line = `${line.slice(0, -1)} ${lines[++at]!.trim()}`
    yield { text: line, first, last: at + 1, width: lines[at]!.length }
  }
}
