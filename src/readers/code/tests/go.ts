import { deadBecause } from '../alive.ts'
import { doesSomething, earlyReturn, unconditional } from '../body.ts'
import { goConstraint, goConstraintHolds, goPlainBuildHolds } from '../constraint.ts'
import { type Source, type Syntax, walk } from '../source.ts'
import { assertionsIn, callee, helpersOf } from './assertions.ts'
import { asCode, type Found, leadsTo, type Off } from './found.ts'

const skips = (statement: Syntax) => /^\w+(?:\.T\(\))?\.Skip(?:f|Now)?\s*\(/.test(statement.text())

/** The tests of a Go file: `TestX` functions, methods of suites, and `t.Run` within them as `TestX/name`. */
export function goTests(source: Source, name: string): Found[] {
  if (!source.path.endsWith('_test.go')) return []
  const [top, ...inner] = name.split('/')
  const helpers = helpersOf(source)
  const found: Found[] = []
  for (const item of source.root.namedChildren()) {
    if ((item.kind() !== 'function_declaration' && item.kind() !== 'method_declaration') || item.field('name')?.text() !== top) continue
    if (item.kind() === 'function_declaration' && !/\btesting\.(?:T|F)\b|\*T\b/.test(item.field('parameters')?.text() ?? '')) continue
    const body = item.field('body')
    const parts = inner.length ? subtests(body, inner) : [{ node: item as Syntax, body }]
    for (const part of parts) {
      const off =
        offBy(source, item, body, helpers) ?? (part.node.id() === item.id() ? undefined : offBy(source, part.node, part.body, helpers))
      found.push({ names: [name], node: part.node, off, assertions: part.body ? assertionsIn(part.body, source, helpers) : 0 })
    }
  }
  return found
}

function subtests(body: Syntax | null, path: readonly string[]): { node: Syntax; body: Syntax | null }[] {
  const [wanted, ...rest] = path
  if (!body) return []
  const runs = [...walk(body)].filter((node) => /^\w+\.Run$/.test(callee(node) ?? ''))
  const fitting = runs.flatMap((node) => {
    const [title, fn] = node.field('arguments')?.namedChildren() ?? []
    const text = title?.text().replace(/^["`]|["`]$/g, '')
    return text !== undefined && (text === wanted || text.replace(/\s/g, '_') === wanted) ? [{ node, body: fn?.field('body') ?? null }] : []
  })
  return rest.length ? fitting.flatMap((each) => subtests(each.body, rest)) : fitting
}

function offBy(source: Source, node: Syntax, body: Syntax | null, helpers: ReadonlyMap<string, Syntax>): Off | undefined {
  const constraint = goConstraint(source.text)
  if (constraint !== undefined && !(goConstraintHolds(source.text) && goPlainBuildHolds(source.text))) {
    return { kind: 'never-runs', how: `//go:build ${constraint}`, by: source.root.children()[0] ?? node }
  }
  const dead = deadBecause(node, source)
  if (dead) return { kind: 'never-runs', how: asCode(dead.by), by: dead.by }
  if (!body || !unconditional(body).some(doesSomething)) return { kind: 'emptied', how: '', by: node }
  const skip = unconditional(body).find((each) => leadsTo(each, helpers, skips))
  if (skip) return { kind: 'switched-off', how: asCode(skip), by: skip }
  const early = earlyReturn(body)
  if (early) return { kind: 'returns-early', how: asCode(early), by: early }
  const main = source.root
    .namedChildren()
    .find((each) => each.kind() === 'function_declaration' && each.field('name')?.text() === 'TestMain')
  const runs = main && /\.Run\s*\(/.test(main.field('body')?.text() ?? '')
  return main && !runs ? { kind: 'never-runs', how: 'TestMain', by: main } : undefined
}
