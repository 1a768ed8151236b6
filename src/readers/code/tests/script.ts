import { deadBecause } from '../alive.ts'
import { doesSomething, earlyReturn, unconditional } from '../body.ts'
import { constantTruth } from '../constant.ts'
import { constantNamed } from '../named.ts'
import type { Source, Syntax } from '../source.ts'
import { assertionsIn, helpersOf } from './assertions.ts'
import { asCode, type Found, leadsTo, type Off } from './found.ts'
import { namesOf, offNames, type RunnerCall, runnerCalls } from './script-calls.ts'

const skipCall = /^(?:[\w$]+\.)*(?:skip|todo)\s*\(\s*(?:\)|['"`]|true\b)/

const skips = (statement: Syntax) => skipCall.test(statement.text())

/** The tests of a JavaScript or TypeScript file, as vitest, jest, mocha and node:test run them. */
export function scriptTests(source: Source, name: string): Found[] {
  const names = namesOf(source)
  const calls = runnerCalls(source, names)
  const byNode = new Map(calls.map((call) => [call.node.id(), call]))
  const owners = (call: RunnerCall) => call.node.ancestors().flatMap((each) => byNode.get(each.id()) ?? [])
  const helpers = helpersOf(source)
  return calls.flatMap((call) => {
    if (call.kind !== 'test' || call.title === undefined) return []
    const around = owners(call)
    const all = namesFor(call, around)
    if (!all.includes(name)) return []
    const body = call.body?.field('body')
    const off = offBy(source, [call, ...around], calls, helpers)
    return [{ names: all, node: call.node, off, assertions: body ? assertionsIn(body, source, helpers) : 0 }]
  })
}

/** What a runner's call is called, without its title and body. */
function shortCall(node: Syntax): string {
  return node.kind() === 'call_expression' ? asCode(node.field('function') ?? node) : asCode(node)
}

/** A test is called by its title, or by the titles around it too, joined as runners print them. */
function namesFor(call: RunnerCall, around: readonly RunnerCall[]): string[] {
  const titles = [call.title!]
  const names = [call.title!]
  for (const { title, args } of around) {
    titles.unshift(title ?? args[0]?.text() ?? '')
    for (const between of [' > ', ' ', ' › ', '::', '/']) names.push(titles.join(between))
  }
  return names
}

function offBy(
  source: Source,
  chain: readonly RunnerCall[],
  calls: readonly RunnerCall[],
  helpers: ReadonlyMap<string, Syntax>,
): Off | undefined {
  const [call, ...around] = chain
  for (const each of chain) {
    const by = switchedOff(each)
    if (by) return { kind: 'switched-off', how: shortCall(by), by }
  }
  const dead = deadBecause(call!.node, source)
  if (dead) return { kind: 'never-runs', how: asCode(dead.by), by: dead.by }
  const nothing = chain.find((each) =>
    each.parts.some(({ name, args }) => /^(?:each|for)$/.test(name) && /^\(\s*\[\s*\]/.test(args?.text() ?? '')),
  )
  if (nothing) return { kind: 'emptied', how: '', by: nothing.node }
  const hook = [source.root, ...around.flatMap((each) => each.body?.field('body') ?? [])].flatMap(unconditional).find(hookSkips)
  if (hook) return { kind: 'switched-off', how: asCode(hook), by: hook }
  return bodyOff(call!, helpers) ?? onlyElsewhere(source, chain, calls)
}

function bodyOff(call: RunnerCall, helpers: ReadonlyMap<string, Syntax>): Off | undefined {
  const given = call.args.slice(1).find((each) => ['identifier', 'member_expression', 'call_expression'].includes(String(each.kind())))
  if (!call.body) {
    if (given) return undefined
    return { kind: 'switched-off', how: shortCall(call.node), by: call.node }
  }
  const body = call.body.field('body')
  if (body && body.kind() !== 'statement_block') return doesSomething(body) ? undefined : { kind: 'emptied', how: '', by: call.node }
  if (!body || !unconditional(body).some(doesSomething)) return { kind: 'emptied', how: '', by: call.node }
  const skip = unconditional(body).find((each) => leadsTo(each, helpers, skips))
  if (skip) return { kind: 'switched-off', how: asCode(skip), by: skip }
  const early = earlyReturn(body)
  return early && { kind: 'returns-early', how: asCode(early), by: early }
}

/** What of a call switches it off: its name, a part of its chain, or an option. */
function switchedOff({ node, parts, args }: RunnerCall): Syntax | undefined {
  for (const { name, args: given } of parts) {
    const [first] = given?.namedChildren() ?? []
    if (offNames.test(name)) return node
    if (name === 'skipIf' && first && constantTruth(first) === true) return given ?? node
    if ((name === 'runIf' || name === 'if') && first && constantTruth(first) === false) return given ?? node
  }
  return optionsOf(args).find((pair) => {
    const [key, value] = [keyOf(pair), pair.field('value')]
    if (pair.kind() === 'shorthand_property_identifier') return false
    return /^(?:skip|todo|fails|expectFailure)$/.test(key) && value !== null && truthy(value)
  })
}

function truthy(value: Syntax): boolean {
  return constantTruth(value) === true || (/string/.test(String(value.kind())) && constantTruth(value) !== false)
}

const keyOf = (pair: Syntax) => (pair.field('key')?.text() ?? pair.text()).replace(/^['"]|['"]$/g, '')

function optionsOf(args: readonly Syntax[]): Syntax[] {
  const objects = args.map((each) => (each.kind() === 'identifier' ? (constantNamed(each) ?? each) : each))
  return objects
    .filter((each) => each.kind() === 'object')
    .flatMap((each) => each.namedChildren().filter((child) => child.kind() === 'pair'))
}

/** `beforeEach` and its like that skip whatever they stand before. */
function hookSkips(statement: Syntax): boolean {
  // Playwright switches all of a file or suite off by a call without a title.
  if (/^(?:test|it)(?:\.describe)?\.(?:skip|fixme)\(\s*(?:true\b[^)]*)?\)/.test(statement.text())) return true
  if (!/^(?:beforeEach|beforeAll|before|setup)\s*\(/.test(statement.text())) return false
  const body = statement.namedChildren()[0]?.field('arguments')?.namedChildren()[0]?.field('body')
  if (!body) return false
  return body.kind() === 'statement_block' ? unconditional(body).some(skips) : skips(body)
}

function isOnly({ parts, args }: RunnerCall): boolean {
  if (parts.some(({ name }) => /^(?:only|fit|fdescribe)$/.test(name))) return true
  return optionsOf(args).some((pair) => keyOf(pair) === 'only' && pair.field('value') !== null && truthy(pair.field('value')!))
}

function onlyElsewhere(source: Source, chain: readonly RunnerCall[], calls: readonly RunnerCall[]): Off | undefined {
  const own = chain.findIndex(isOnly)
  if (own === 0) return undefined
  // Of a suite that is the only one, those of its tests run that are marked so themselves, where any is.
  const within = chain[own]?.node.range()
  const only = calls.find((call) => {
    const { start, end } = call.node.range()
    const inside = !within || (start.index > within.start.index && end.index <= within.end.index)
    return inside && isOnly(call) && !deadBecause(call.node, source)
  })
  return only && { kind: 'only-elsewhere', how: shortCall(only.node), by: only.node }
}
