import type { Command } from 'unbash'
import { assign, both, havoc } from './command.ts'
import { evaluateTest } from './conditions.ts'
import { sourceFile } from './external.ts'
import type { Machine, Scope } from './machine.ts'
import { inFolder } from './places.ts'
import { type State, withStatus, withVar } from './state.ts'
import type { Where } from './tree.ts'
import { data, failed, isTrue, literal, type Value, zero } from './values.ts'
import { runText } from './walk.ts'
import { textOf } from './wrappers.ts'

interface Builtin {
  machine: Machine
  state: State
  /** The words after the name. */
  words: readonly Value[]
  node: Command
  scope: Scope
  where: Where
}

/** What the shell's own commands do to a way. */
export const builtins: Readonly<Record<string, (call: Builtin) => State[]>> = {
  ':': well,
  true: well,
  echo: well,
  printf: well,
  umask: well,
  times: well,
  ulimit: well,
  jobs: well,
  shopt: well,
  pwd: well,
  false: ({ state }) => [withStatus(state, literal('1'))],
  exit: (call) => leave(call, 'exit'),
  return: (call) => {
    if (call.scope.functions > 0 || call.scope.sourced) return leave(call, 'return')
    // Outside of a function bash only complains; other shells end the script.
    const on = withStatus(call.state, failed)
    return call.scope.flavour === 'bash' ? [on] : [on, ...leave(call, 'exit')]
  },
  break: (call) => skip(call, 'break'),
  continue: (call) => skip(call, 'continue'),
  set,
  unset: ({ state, words }) => {
    let next = withStatus(state, zero)
    const functions = words.some((word) => textOf(word) === '-f')
    for (const word of words) {
      const name = textOf(word)
      if (name === undefined) return havoc(next, '`unset` of a name that only runs tell')
      if (name.startsWith('-')) continue
      if (!functions) next = withVar(next, name, literal(''))
      next = { ...next, functions: new Map([...next.functions].filter(([each]) => each !== name)) }
    }
    return [next]
  },
  export: declare,
  readonly: declare,
  local: declare,
  declare,
  typeset: declare,
  shift: ({ state }) => [withStatus({ ...state, args: state.args?.slice(1) }, zero)],
  cd: changeFolder,
  pushd: changeFolder,
  popd: ({ state }) => both({ ...state, cwd: data }),
  test: ({ state, words }) => decided(state, evaluateTest(words)),
  '[': ({ state, words }) => decided(state, evaluateTest(words.slice(0, -1))),
  let: ({ state, words }) => decided(state, words.length === 1 ? isTrue(words[0]!) : undefined),
  read: ({ state, words }) =>
    both(words.reduce((each, word) => (textOf(word)?.startsWith('-') ? each : withVar(each, textOf(word) ?? '', data)), state)),
  getopts: ({ state, words }) => both(withVar(state, textOf(words[1]) ?? '', data)),
  mapfile: ({ state, words }) => [withStatus(withVar(state, textOf(words.at(-1)) ?? '', data), zero)],
  readarray: ({ state, words }) => [withStatus(withVar(state, textOf(words.at(-1)) ?? '', data), zero)],
  // The status of a process in the background: only runs tell.
  wait: ({ state, words }) => (words.length ? havoc(state, '`wait` for a process is not followed') : [withStatus(state, zero)]),
  eval: ({ machine, state, words, scope, where }) => {
    const texts = words.map(textOf)
    if (texts.includes(undefined)) return havoc(state, '`eval` of text that only runs tell')
    return runText(machine, withStatus(state, zero), texts.join(' '), where, scope)
  },
  '.': (call) => sourceFile(call.machine, call.state, call.words, call.scope),
  source: (call) => sourceFile(call.machine, call.state, call.words, call.scope),
  trap,
  alias: ({ state, words }) => {
    const names = words.map((word) => textOf(word)?.split('=')[0])
    if (names.includes(undefined)) return havoc(state, '`alias` of a name that only runs tell')
    return [withStatus({ ...state, aliases: new Set([...state.aliases, ...(names as string[])]) }, zero)]
  },
  unalias: ({ state, words }) => {
    const names = new Set(words.map(textOf))
    return [withStatus({ ...state, aliases: new Set([...state.aliases].filter((name) => !names.has(name) && !names.has('-a'))) }, zero)]
  },
  hash: ({ state, words }) =>
    words.some((word) => textOf(word)?.startsWith('-p')) ? havoc(state, '`hash -p` puts another file in a command’s place') : both(state),
  enable: ({ state }) => havoc(state, '`enable` changes what the shell’s own commands are'),
  kill: ({ state }) => both(state),
}

function well({ state }: Builtin): State[] {
  return [withStatus(state, zero)]
}

function decided(state: State, decision: boolean | undefined): State[] {
  if (decision === undefined) return [withStatus(state, zero), withStatus(state, literal('1'))]
  return [withStatus(state, literal(decision ? '0' : '1'))]
}

function leave({ state, words, scope, where }: Builtin, flow: 'exit' | 'return'): State[] {
  // Without a number it is the status so far; in a trap on EXIT, the one that it was entered with.
  const status = words[0] ?? (flow === 'exit' ? scope.trapped : undefined) ?? state.status
  const left = { ...state, flow, left: where }
  if (status.is === 'failed') return [withStatus(left, failed)]
  if (status.is === 'text' && /^\d+$/.test(status.text)) return [withStatus(left, literal(String(Number(status.text) % 256)))]
  return status.is === 'text' ? [withStatus(left, failed)] : both(left)
}

function skip({ state, words, scope }: Builtin, flow: 'break' | 'continue'): State[] {
  if (scope.loops === 0) return [withStatus(state, zero)]
  const levels = Number(textOf(words[0]) ?? '1')
  return [{ ...withStatus(state, zero), flow, levels: Number.isFinite(levels) ? Math.min(levels, scope.loops) : 1 }]
}

function set({ state, words, where }: Builtin): State[] {
  let next = withStatus(state, zero)
  for (let at = 0; at < words.length; at++) {
    const word = textOf(words[at])
    if (word === undefined) return havoc(next, '`set` of words that only runs tell')
    if (word === '--' || !/^[-+]/.test(word)) return [{ ...next, args: words.slice(word === '--' ? at + 1 : at) }]
    const on = word[0] === '-'
    for (const flag of word.slice(1)) {
      if (flag === 'e') next = { ...next, errexit: on }
      // A shell that is told to run nothing more ends well at the end of its text.
      if (flag === 'n' && on) return [{ ...next, flow: 'exit', left: where }]
      if (flag !== 'o') continue
      const option = textOf(words[++at])
      if (option === 'errexit') next = { ...next, errexit: on }
      if (option === 'pipefail') next = { ...next, pipefail: on }
      if (option === 'noexec' && on) return [{ ...next, flow: 'exit', left: where }]
      if (option === undefined && words.length > at) return havoc(next, '`set -o` of an option that only runs tell')
    }
  }
  return [next]
}

function declare({ state, words, node }: Builtin): State[] {
  let next = withStatus(state, zero)
  for (const part of node.args) if (part.type === 'Assignment') next = assign(next, part)
  for (const word of words) {
    const written = /^([A-Za-z_]\w*)=(.*)$/s.exec(textOf(word) ?? '')
    if (written && !node.args.some((part) => part.type === 'Assignment' && part.name === written[1]))
      next = withVar(next, written[1]!, literal(written[2]!))
  }
  return [withStatus(next, zero)]
}

function changeFolder({ state, words, scope }: Builtin): State[] {
  const target = words.filter((word) => !/^-[-PLe]$/.test(textOf(word) ?? ''))[0]
  const cwd = target ? inFolder(state.cwd, target, scope.folder) : data
  return [withStatus({ ...state, cwd }, zero), withStatus(state, literal('1'))]
}

function trap({ state, words, scope }: Builtin): State[] {
  const rest = textOf(words[0]) === '--' ? words.slice(1) : words
  const done = withStatus(state, zero)
  if (rest.length === 0 || /^-[lp]/.test(textOf(rest[0]) ?? '')) return [done]
  const signals = rest.slice(1).map((word) => textOf(word)?.replace(/^SIG/, ''))
  const action = textOf(rest[0])
  if (rest.length === 1) return [action === 'EXIT' || action === '0' ? { ...done, exitTrap: undefined } : done]
  let next = done
  for (const signal of signals) {
    if (signal === undefined) return havoc(next, '`trap` on a signal that only runs tell')
    if (signal === 'DEBUG' || signal === 'RETURN') return havoc(next, `\`trap\` on ${signal} is not followed`)
    if (signal !== 'EXIT' && signal !== '0' && signal !== 'ERR') continue
    if (action === undefined) return havoc(next, '`trap` of text that only runs tell')
    const text = action === '-' ? undefined : action
    if (signal !== 'ERR') next = { ...next, exitTrap: text }
    else if (scope.flavour === 'bash') next = { ...next, errTrap: text }
    else return havoc(next, '`trap` on ERR is not known to every `sh`')
  }
  return [next]
}
