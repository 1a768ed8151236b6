import type { ArrayValue, Assignment, Command, Redirection, Word, WordPart } from 'unbash'
import { builtins } from './builtins.ts'
import { externalCommand } from './external.ts'
import type { Machine, Scope } from './machine.ts'
import { step } from './machine.ts'
import { distinct, lost, type State, withStatus, withVar } from './state.ts'
import { whereIs } from './tree.ts'
import { data, expand, literal, succeeds, type Value, wordValue, zero } from './values.ts'
import { errexit, runList, runNode, subshell } from './walk.ts'
import { peel, textOf } from './wrappers.ts'

/** Runs the substitutions of words; what is left of them is the status of the last. */
export function substitutions(machine: Machine, state: State, parts: readonly (Word | Assignment | Redirection)[], scope: Scope): State[] {
  let ways: State[] = [{ ...state, substituted: undefined }]
  for (const part of parts.flatMap(partsOf)) {
    const script = 'script' in part ? part.script : undefined
    if (!script) continue
    // A bash that is not `sh` forgets `-e` in a substitution.
    const errexitKept = scope.flavour === 'sh'
    ways = distinct(
      ways.flatMap((way) =>
        subshell(
          machine,
          way,
          (inner) => runList(machine, [{ ...inner, errexit: inner.errexit && errexitKept }], script.commands, scope),
          scope,
        ).map((each) => ({ ...each, status: state.status, substituted: each.status })),
      ),
    )
    step(machine, ways)
  }
  return ways
}

function partsOf(node: Word | Assignment | Redirection | ArrayValue | WordPart): WordPart[] {
  switch (node.type) {
    case 'Word':
      return node.parts?.flatMap(partsOf) ?? []
    case 'Assignment':
      return partsOf(node.value)
    case 'ArrayValue':
      return node.elements.flatMap(partsOf)
    case 'Redirect':
    case 'HereString':
      return node.target ? partsOf(node.target) : []
    case 'HereDoc':
      return node.body.parts?.flatMap(partsOf) ?? []
    case 'DoubleQuoted':
    case 'LocaleString':
      return node.parts.flatMap(partsOf)
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return [node]
    default:
      return []
  }
}

/** Runs a simple command: its words, its assignments, and what its name stands for. */
export function runCommand(machine: Machine, state: State, node: Command, scope: Scope): State[] {
  const where = whereIs(scope.source, node)
  const ways = substitutions(machine, state, [...(node.name ? [node.name] : []), ...node.prefix, ...node.suffix], scope)
  return distinct(
    ways.flatMap((way) => {
      const ended = node.name ? named(machine, way, node, scope) : [assigned(way, node)]
      return ended.flatMap((each) => errexit(machine, { ...each, substituted: undefined }, scope, where))
    }),
  )
}

function assigned(state: State, node: Command): State {
  const next = node.prefix.reduce((each, part) => (part.type === 'Assignment' ? assign(each, part) : each), state)
  return withStatus(next, state.substituted ?? zero)
}

/** What an assignment sets; text that is appended to text is known. */
export function assign(state: State, node: Assignment): State {
  if (node.index || node.value.type === 'ArrayValue') return withVar(state, node.name, data)
  if (node.name === 'PATH' && keepsPath(node.value.text)) return state
  const value = wordValue(node.value, state)
  if (!node.append) return withVar(state, node.name, value)
  const older = state.vars.get(node.name)
  return withVar(state, node.name, older?.is === 'text' && value.is === 'text' ? literal(older.text + value.text) : data)
}

/** Does a new PATH still find what the old one found? Folders of the repository other than `node_modules/.bin` may hide it. */
function keepsPath(written: string): boolean {
  const entries = written.replaceAll('"', '').split(':')
  const harmless = /^(~|\/|\$(?!PWD|\{?PWD|\(|GITHUB_WORKSPACE)|(.*\/)?node_modules\/\.bin\/?$)/
  return entries.some((entry) => /^\$\{?PATH\}?$/.test(entry)) && entries.every((entry) => harmless.test(entry))
}

/** A plain sh reads `&>` as `&` and `>`: what it ends with may be lost. */
function named(machine: Machine, state: State, node: Command, scope: Scope): State[] {
  const ways = called(machine, state, node, scope)
  if (scope.flavour !== 'sh' || !node.redirects.some((redirect) => redirect.operator.startsWith('&>'))) return ways
  const reason = '`&>` puts the command into the background where `sh` is not bash'
  return ways.flatMap((each) => (each.flow === 'on' && !succeeds(each.status) ? [each, lost(withStatus(each, zero), reason)] : [each]))
}

function called(machine: Machine, before: State, node: Command, scope: Scope): State[] {
  let state = before
  const where = whereIs(scope.source, node)
  const words = [node.name!, ...node.args].flatMap((word): Value[] => {
    if (word.type === 'Word') return expand(word, state)
    const value = word.value.type === 'Word' ? wordValue(word.value, state) : data
    return [value.is === 'text' ? literal(`${word.name}=${value.text}`) : { is: 'data', ends: '' }]
  })
  const vars = new Map(state.vars)
  for (const part of node.prefix) {
    if (part.type === 'Assignment') for (const [name, value] of assign(state, part).vars) if (name === part.name) vars.set(name, value)
  }
  const fed = scope.fed || node.redirects.some((redirect) => redirect.operator.startsWith('<'))
  const peeled = peel(words, vars)
  const first = peeled.words[0]
  if (fed ? textOf(words[0]) === 'exec' && !peeled.replaces : drains(peeled.words)) state = { ...state, drained: true }
  if (!first) return [withStatus(state, state.substituted ?? zero)]
  if (first.is !== 'text') return ended(externalCommand(machine, state, { ...peeled, fed, where }, scope), peeled.replaces, where)
  const name = first.text
  if (!peeled.past && state.aliases.has(name)) {
    machine.near.push({ says: `\`${name}\` is an alias there`, where })
    return both(state)
  }
  const defined = peeled.past ? undefined : state.functions.get(name)
  if (defined) {
    if (scope.functions > 12) return havoc(state, `\`${name}\` calls itself`)
    const inner: Scope = { ...scope, source: defined.source, functions: scope.functions + 1, loops: 0, fed }
    return runNode(machine, { ...state, args: peeled.words.slice(1) }, defined.node.body, inner).map((each) => ({
      ...each,
      args: state.args,
      flow: each.flow === 'exit' ? 'exit' : 'on',
    }))
  }
  const builtin = peeled.outside ? undefined : Object.hasOwn(builtins, name) ? builtins[name] : undefined
  if (builtin) return builtin({ machine, state, words: peeled.words.slice(1), node, scope, where })
  return ended(externalCommand(machine, state, { ...peeled, fed, where }, scope), peeled.replaces, where)
}

/** Does a command read all, or some, of what the script was given as its input? */
function drains(words: readonly Value[]): boolean {
  const [name, ...rest] = words.map(textOf)
  if (name === 'read' || name === 'mapfile' || name === 'readarray') return true
  if (name === 'cat' || name === 'tee') return name === 'tee' || rest.every((word) => word === '-' || word?.startsWith('-'))
  return name === 'git' && rest[0] === 'lfs' && rest[1] === 'pre-push'
}

/** After `exec` nothing of the script is left, traps included. */
function ended(states: State[], replaces: boolean, where: State['left']): State[] {
  return replaces ? states.map((each) => ({ ...each, exitTrap: undefined, flow: 'exit' as const, left: where })) : states
}

/** Something in this very shell that could not be followed: it may have ended the script, or changed what stands for what. */
export function havoc(state: State, reason: string): State[] {
  const guess = lost(state, reason)
  return [...both(guess), { ...guess, status: zero, flow: 'exit' }]
}

/** A command whose status only its run tells. */
export function both(state: State): State[] {
  return [withStatus(state, zero), withStatus(state, { is: 'failed' })]
}
