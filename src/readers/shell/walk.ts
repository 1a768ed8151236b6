import type { AndOr, Case, CompoundList, For, If, Pipeline, Script, Statement, Subshell, While, Word } from 'unbash'
import { havoc, runCommand, substitutions } from './command.ts'
import { evaluateBracket } from './conditions.ts'
import { type Machine, type Scope, step } from './machine.ts'
import { back, distinct, keyOf, lost, type State, withStatus, withVar } from './state.ts'
import { type Where, whereIs, within } from './tree.ts'
import { arithmetic, data, expand, isTrue, literal, succeeds, type Value, wordValue, zero } from './values.ts'

type Node = Statement['command'] | CompoundList

/** Runs statements one after the other on every way. */
export function runList(machine: Machine, states: readonly State[], list: readonly Statement[], scope: Scope): State[] {
  let ways = [...states]
  for (const statement of list) {
    ways = distinct(ways.flatMap((state) => (state.flow === 'on' ? runStatement(machine, state, statement, scope) : [state])))
    step(machine, ways)
  }
  return ways
}

function runStatement(machine: Machine, state: State, statement: Statement, scope: Scope): State[] {
  if (!statement.background) return runNode(machine, state, statement.command, scope)
  const child = subshell(machine, state, (inner) => runNode(machine, inner, statement.command, scope), scope)
  return distinct(child.map((each) => withVar(withStatus(each, zero), '!', data)))
}

/** Runs one node on one way. */
export function runNode(machine: Machine, state: State, node: Node, scope: Scope): State[] {
  step(machine)
  switch (node.type) {
    case 'Command':
      return runCommand(machine, state, node, scope).map((each) => ({ ...each, piped: undefined }))
    case 'AndOr':
      return runAndOr(machine, state, node, scope)
    case 'Pipeline':
      return runPipeline(machine, state, node, scope)
    case 'CompoundList':
      return runList(machine, [state], node.commands, scope)
    case 'BraceGroup':
      return runList(machine, [state], node.body.commands, scope)
    case 'Redirected': {
      const fed = scope.fed || node.redirects.some(({ operator }) => operator.startsWith('<'))
      return substitutions(machine, state, node.redirects, scope).flatMap((each) =>
        runNode(machine, each, node.command, fed ? { ...scope, fed } : scope),
      )
    }
    case 'Subshell': {
      const after = subshell(machine, state, (inner) => runList(machine, [inner], node.body.commands, scope), scope)
      if (turnedWhole(node, state) && state.errexit && !scope.quiet)
        // Bash lets `-e` end what is turned here, and turns that status too.
        return after.flatMap((each) => branch(lost(each, '`(! …)` under `set -e` is not followed'), undefined))
      return after.flatMap((each) => errexit(machine, each, scope, whereIs(scope.source, node)))
    }
    case 'If':
      return runIf(machine, state, node, scope)
    case 'While':
      return runWhile(machine, state, node, scope)
    case 'For':
      return worded(node.wordlist ?? []).flatMap((each) => runFor(machine, each, node, scope))
    case 'Case':
      return worded([node.word]).flatMap((each) => runCase(machine, each, node, scope))
    case 'Function':
      return [withStatus({ ...state, functions: new Map(state.functions).set(node.name.value, { node, source: scope.source }) }, zero)]
    case 'TestCommand': {
      const decided = evaluateBracket(node.expression, state)
      // A plain sh need not know `[[`: there it is a command that does not exist.
      if (scope.flavour === 'sh') return branch(lost(state, '`[[` is not known to every `sh`'), undefined).flatMap(stop)
      return branch(state, decided).flatMap(stop)
    }
    case 'ArithmeticCommand':
      return branch(state, node.expression ? isTrue(arithmetic(node.expression, state)) : undefined).flatMap(stop)
    case 'Coproc':
      return subshell(machine, state, (inner) => runNode(machine, inner, node.body, scope), scope).map((each) => withStatus(each, zero))
    case 'ArithmeticFor':
      return loop(machine, state, {
        enter: (each) => [{ ...each, status: zero }],
        leave: (each) => [each],
        body: (each) => runList(machine, [each], node.body.commands, looped(scope)),
      })
    default:
      return havoc(state, `\`${node.type.toLowerCase()}\` is not followed`)
  }

  /** After what a compound command's words run. */
  function worded(words: readonly Word[]): State[] {
    return substitutions(machine, state, words, scope).flatMap((each) => settled(each, scope))
  }

  function stop(each: State): State[] {
    return errexit(machine, each, scope, whereIs(scope.source, node))
  }
}

/** Is a subshell one command and no more, turned by `!`, that can itself hold a failing command? */
function turnedWhole({ body: { commands } }: Subshell, { functions }: State): boolean {
  const only = commands[0]?.command
  if (only?.type !== 'Pipeline' || commands.length > 1 || only.commands.length > 1) return false
  if (!only.prefixes.some(({ type }) => type === 'Negation')) return false
  const turned = only.commands[0]!
  const name = turned.type === 'Command' ? turned.name?.value : undefined
  return turned.type !== 'Command' || (name !== undefined && (functions.has(name) || /^(eval|\.|source|command|builtin)$/.test(name)))
}

/** A condition's status: both, where it is not decided. */
function branch(state: State, decided: boolean | undefined): State[] {
  if (decided === undefined) return [withStatus(state, zero), withStatus(state, literal('1'))]
  return [withStatus(state, literal(decided ? '0' : '1'))]
}

/** What `-e` and a trap on ERR do to a command that failed. */
export function errexit(machine: Machine, state: State, scope: Scope, where: Where): State[] {
  if (state.flow !== 'on' || scope.quiet || succeeds(state.status)) return [state]
  const trapped = state.errTrap ? runText(machine, { ...state, errTrap: undefined }, state.errTrap, where, scope) : [state]
  return trapped.map((each) => {
    const kept = { ...each, errTrap: state.errTrap }
    if (kept.flow !== 'on') return kept
    // The trap leaves `$?` as it found it.
    return state.errexit ? { ...kept, status: state.status, flow: 'exit' as const, left: where } : { ...kept, status: state.status }
  })
}

/** Runs shell text that stands within a word: a trap's, an `eval`'s. */
export function runText(machine: Machine, state: State, text: string, where: Where, scope: Scope): State[] {
  const script = machine.parse(text)
  if (!script) return havoc(state, 'shell text in a string is not understood')
  return runList(machine, [state], script.commands, { ...scope, source: within(where) })
}

/** Runs something in a process of its own: only its status, and what it learned, comes back. */
export function subshell(machine: Machine, state: State, run: (inner: State) => State[], scope: Scope): State[] {
  const inner: State = { ...state, exitTrap: undefined, flow: 'on', levels: 0 }
  const ended = run(inner).flatMap((each) => finish(machine, each, scope))
  return distinct(ended.map((each) => back(state, each)))
}

/** The end of a shell: its trap on EXIT runs, and may change the status. */
function finish(machine: Machine, state: State, scope: Scope): State[] {
  const done: State = { ...state, flow: 'on', exitTrap: undefined }
  if (!state.exitTrap) return [done]
  const where = state.left ?? { path: scope.source.path }
  return runText(machine, { ...done, left: undefined }, state.exitTrap, where, { ...scope, quiet: false, trapped: state.status }).map(
    (each) => (each.flow === 'exit' ? { ...each, flow: 'on' as const } : { ...each, status: state.status, flow: 'on' as const }),
  )
}

/** Runs a whole script in a shell of its own. */
export function runScript(machine: Machine, state: State, script: Script, scope: Scope): State[] {
  return distinct(runList(machine, [state], script.commands, scope).flatMap((each) => finish(machine, each, scope)))
}

function runAndOr(machine: Machine, state: State, node: AndOr, scope: Scope): State[] {
  const last = node.commands.length - 1
  let ways = runNode(machine, state, node.commands[0]!, { ...scope, quiet: true })
  for (let at = 1; at <= last; at++) {
    const wanted = node.operators[at - 1] === '&&'
    ways = distinct(
      ways.flatMap((each) =>
        each.flow === 'on' && succeeds(each.status) === wanted
          ? runNode(machine, each, node.commands[at]!, { ...scope, quiet: scope.quiet || at < last })
          : [each],
      ),
    )
    step(machine, ways)
  }
  return ways
}

function runPipeline(machine: Machine, state: State, node: Pipeline, scope: Scope): State[] {
  const turned = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1
  const inner = turned ? { ...scope, quiet: true } : scope
  let ways: State[]
  if (node.commands.length === 1) ways = runNode(machine, state, node.commands[0]!, inner)
  else {
    const kept = machine.pipes && scope.flavour === 'bash'
    let all: { state: State; worst: Value; piped: readonly Value[] }[] = [{ state, worst: zero, piped: [] }]
    node.commands.forEach((command, at) => {
      const piped = at > 0 ? { ...inner, fed: true } : inner
      const next = all.flatMap(({ state: each, worst, piped: before }) =>
        subshell(machine, each, (own) => runNode(machine, { ...own, status: state.status }, command, piped), piped).map((after) => ({
          state: after,
          worst: succeeds(after.status) ? worst : after.status,
          piped: [...before, after.status],
        })),
      )
      all = [...new Map(next.map((each) => [keyOf(each.state) + JSON.stringify([each.worst, kept ? each.piped : []]), each])).values()]
      step(
        machine,
        all.map((each) => each.state),
      )
    })
    ways = all.map(({ state: each, worst, piped }) => ({
      ...(state.pipefail && succeeds(each.status) ? withStatus(each, worst) : each),
      piped: kept ? piped : undefined,
    }))
  }
  if (turned)
    return distinct(ways.map((each) => (each.flow === 'on' ? withStatus(each, succeeds(each.status) ? literal('1') : zero) : each)))
  const where = whereIs(scope.source, node)
  return node.commands.length > 1 ? distinct(ways.flatMap((each) => errexit(machine, each, scope, where))) : ways
}

function runIf(machine: Machine, state: State, node: If, scope: Scope): State[] {
  const done: State[] = []
  let open: State[] = [state]
  for (const { clause, then } of [node, ...node.elif]) {
    const decided = runList(machine, open, clause.commands, { ...scope, quiet: true })
    const taken = decided.filter((each) => each.flow === 'on' && succeeds(each.status))
    done.push(...decided.filter((each) => each.flow !== 'on'), ...runList(machine, taken, then.commands, scope))
    open = decided.filter((each) => each.flow === 'on' && !succeeds(each.status))
  }
  if (node.else) done.push(...runList(machine, open, node.else.commands, scope))
  else done.push(...open.map((each) => withStatus(each, zero)))
  return distinct(done)
}

function looped(scope: Scope): Scope {
  return { ...scope, loops: scope.loops + 1 }
}

interface Loop {
  /** The ways that go into the body, from the top of the loop. */
  enter(state: State): State[]
  /** The ways that end the loop, from its top. */
  leave(state: State): State[]
  body(state: State): State[]
}

/** Follows a loop until it comes to nothing new. */
function loop(machine: Machine, state: State, parts: Loop): State[] {
  const done: State[] = []
  const seen = new Set<string>()
  let front: State[] = [state]
  while (front.length) {
    step(machine, front)
    done.push(...front.flatMap(parts.leave))
    const after = front.flatMap(parts.enter).flatMap((each) => (each.flow === 'on' ? parts.body(each) : [each]))
    front = []
    for (const each of distinct(after)) {
      const { end, again } = turn(each)
      if (end) done.push(end)
      if (!again || seen.has(keyOf(again))) continue
      seen.add(keyOf(again))
      front.push(again)
    }
  }
  return distinct(done)
}

/** What a way out of a loop's body comes to: the next turn, or the end of the loop. */
function turn(state: State): { end?: State; again?: State } {
  if (state.flow === 'on') return { again: state }
  if (state.flow !== 'break' && state.flow !== 'continue') return { end: state }
  if (state.levels > 1) return { end: { ...state, levels: state.levels - 1 } }
  const free: State = { ...state, flow: 'on', levels: 0 }
  return state.flow === 'break' ? { end: free } : { again: free }
}

function runWhile(machine: Machine, state: State, node: While, scope: Scope): State[] {
  const wanted = node.kind === 'while'
  const clause = (each: State) => runList(machine, [each], node.clause.commands, { ...looped(scope), quiet: true })
  return loop(machine, state, {
    enter: (each) => clause(each).filter((way) => way.flow === 'on' && succeeds(way.status) === wanted),
    leave: (each) =>
      clause(each)
        .filter((way) => way.flow !== 'on' || succeeds(way.status) !== wanted)
        .map((way) => (way.flow === 'on' ? withStatus(way, zero) : way)),
    body: (each) => runList(machine, [each], node.body.commands, looped(scope)),
  })
}

function runFor(machine: Machine, state: State, node: For, scope: Scope): State[] {
  const name = node.name.value
  const values = node.wordlist?.flatMap((word) => expand(word, state)) ?? state.args
  const body = (each: State) => runList(machine, [each], node.body.commands, looped(scope))
  const counted = values && values.length <= 12 && values.every((value) => value.is === 'text' && !/[*?[]/.test(value.text))
  if (!counted)
    return loop(machine, state, {
      enter: (each) => [withVar(each, name, data)],
      leave: (each) => [withStatus(each, zero), each],
      body,
    })
  let ways: State[] = [withStatus(state, zero)]
  const done: State[] = []
  for (const value of values) {
    const turned = ways.flatMap((each) => body(withVar(each, name, value))).map(turn)
    done.push(...turned.flatMap(({ end }) => (end ? [end] : [])))
    ways = distinct(turned.flatMap(({ again }) => (again ? [again] : [])))
    step(machine, ways)
  }
  return distinct([...done, ...ways])
}

function runCase(machine: Machine, state: State, node: Case, scope: Scope): State[] {
  const value = wordValue(node.word, state)
  const done: State[] = []
  let falls: State[] = []
  let open = true
  for (const item of node.items) {
    const fits = item.pattern.map((word) => patternFits(word.text, wordValue(word, state), value))
    const decided = fits.includes(true) ? true : fits.every((each) => each === false) ? false : undefined
    const entering = [...falls, ...(open && decided !== false ? [state] : [])]
    falls = []
    const ran = runList(machine, entering, item.body.commands, scope)
    const ways = item.body.commands.length ? ran : ran.map((each) => withStatus(each, zero))
    if (item.terminator === ';&') falls = ways
    else if (item.terminator === ';;&') done.push(...ways.map((each) => lost(each, '`;;&` is not followed')))
    else done.push(...ways)
    if (decided === true) open = false
  }
  return distinct([...done, ...falls, ...(open ? [withStatus(state, zero)] : [])])
}

/** After the substitutions of a compound command's words: bash has the status of the last in `$?`, dash what stood there. */
function settled(state: State, { flavour }: Scope): State[] {
  const { substituted, ...rest } = state
  if (substituted === undefined) return [state]
  return flavour === 'bash' ? [withStatus(rest, substituted)] : distinct([rest, withStatus(rest, substituted)])
}

/** Does a pattern of `case` fit a value? */
function patternFits(written: string, pattern: Value, value: Value): boolean | undefined {
  if (written === '*') return true
  if (value.is === 'failed') return written === '0' ? false : undefined
  if (value.is !== 'text') return undefined
  if (/^[\w./: -]*$/.test(written)) return written === value.text
  if (/^[\w./:*? -]*$/.test(written) && written.split('*').length <= 4 && value.text.length <= 200) {
    const expression = written.replace(/[.]/g, '\\.').replaceAll('*', '.*').replaceAll('?', '.')
    return new RegExp(`^${expression}$`, 's').test(value.text)
  }
  return pattern.is === 'text' && !/[*?[\]()|\\]/.test(pattern.text) ? pattern.text === value.text : undefined
}
