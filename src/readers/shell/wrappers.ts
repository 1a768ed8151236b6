import { literal, type Value } from './values.ts'

/** A command with all that merely starts it taken off. */
export interface Peeled {
  words: readonly Value[]
  vars: ReadonlyMap<string, Value>
  /** `command` and programs that start others know nothing of the script's functions. */
  past: boolean
  /** It is started by a program, so that builtins of the shell are out of its reach. */
  outside: boolean
  /** `exec`: the script ends with it. */
  replaces: boolean
}

interface Wrapper {
  /** Options that stand alone. */
  flags?: RegExp
  /** Options that take the next word. */
  takes?: RegExp
  /** Words of its own after its options. */
  own?: number
  /** A word of its own that has to follow its name: `poetry run`. */
  verb?: readonly string[]
  shell?: true
  replaces?: true
}

/** Programs that run a command and end with its status, each time they are called. */
const wrappers: Readonly<Record<string, Wrapper>> = {
  builtin: { shell: true },
  command: { flags: /^(-p|--)$/, shell: true },
  exec: { flags: /^(-c|-l|-cl|--)$/, takes: /^-a$/, replaces: true },
  env: { flags: /^(-i|-|-v|--ignore-environment|--)$/, takes: /^-u$/ },
  nice: { flags: /^(-n\d+|-\d+|--adjustment=.*)$/, takes: /^-n$/ },
  nohup: {},
  time: { flags: /^(-p|-v)$/ },
  ionice: { flags: /^-c\d+$/, takes: /^-[cn]$/ },
  stdbuf: { flags: /^-[ioe].+$/, takes: /^-[ioe]$/ },
  timeout: { flags: /^(--preserve-status|--foreground|-v|--verbose|--(kill-after|signal)=.*)$/, takes: /^-[ks]$/, own: 1 },
  'cross-env': {},
  'cross-env-shell': {},
  bundle: { verb: ['exec'] },
  mise: { verb: ['exec'], flags: /^--$/ },
  pipenv: { verb: ['run'] },
  poetry: { verb: ['run'] },
  rye: { verb: ['run'] },
  uv: { verb: ['run'], flags: /^(--frozen|--locked|--)$/ },
  volta: { verb: ['run'] },
}

/** Takes off `command`, `exec`, `env A=1`, `timeout 60` and the like. */
export function peel(given: readonly Value[], around: ReadonlyMap<string, Value>): Peeled {
  let words = given
  const vars = new Map(around)
  let [past, outside, replaces] = [false, false, false]
  for (let depth = 0; depth < 8; depth++) {
    const first = words[0]
    if (first?.is !== 'text') break
    const name = first.text.replace(/^\/(usr\/)?bin\//, '')
    const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
    if (!wrapper) break
    const rest = unwrapped(wrapper, words.slice(1), name.startsWith('cross-env') || name === 'env' ? vars : undefined)
    if (!rest) break
    if (wrapper.replaces && rest.length === 0) return { words: [literal(':')], vars, past, outside, replaces: false }
    if (rest.length === 0) break
    words = rest
    past = true
    if (!wrapper.shell) outside = true
    if (wrapper.replaces) replaces = true
  }
  return { words, vars, past, outside, replaces }
}

function unwrapped(wrapper: Wrapper, given: readonly Value[], vars: Map<string, Value> | undefined): readonly Value[] | undefined {
  let rest = given
  for (const verb of wrapper.verb ?? []) {
    if (textOf(rest[0]) !== verb) return undefined
    rest = rest.slice(1)
  }
  for (;;) {
    const word = textOf(rest[0])
    if (word === undefined) break
    if (wrapper.takes?.test(word)) rest = rest.slice(2)
    else if (wrapper.flags?.test(word)) rest = rest.slice(1)
    else if (vars && /^[A-Za-z_]\w*=/.test(word)) {
      const at = word.indexOf('=')
      vars.set(word.slice(0, at), literal(word.slice(at + 1)))
      rest = rest.slice(1)
    } else if (word.startsWith('-') && word !== '-') return undefined
    else break
  }
  return rest.slice(wrapper.own ?? 0)
}

export function textOf(value: Value | undefined): string | undefined {
  return value?.is === 'text' ? value.text : undefined
}
