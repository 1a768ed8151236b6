import { packageOf } from '../hooks/package.ts'
import { both, havoc } from './command.ts'
import type { Call, Machine, PackageScript, Scope } from './machine.ts'
import { packageRunner } from './packages.ts'
import { pathIn } from './places.ts'
import { back, noted, type State, start, withStatus } from './state.ts'
import { takenBy } from './taken.ts'
import { fileSource, shebang, type Where, within } from './tree.ts'
import { failed, type Value, zero } from './values.ts'
import { runList, runScript } from './walk.ts'
import { textOf } from './wrappers.ts'

interface Started {
  words: readonly Value[]
  vars: ReadonlyMap<string, Value>
  fed: boolean
  where: Where
  /** The packages that a runner was told to take the program from. */
  from?: readonly string[]
}

const shells = /^(\/(usr\/)?bin\/)?(sh|bash|dash)$/
const systemFolders = /^\/(usr\/|usr\/local\/|opt\/homebrew\/)?bin\//

/** Runs a command that is a program: the command asked for, a shell, a runner of packages, a script of the tree, or any other. */
export function externalCommand(machine: Machine, state: State, started: Started, scope: Scope): State[] {
  const name = textOf(started.words[0])
  if (name !== undefined) {
    if (shells.test(name)) return shell(machine, state, started, scope)
    const runner = packageRunner(started.words)
    if (runner?.is === 'command') return externalCommand(machine, state, { ...started, words: runner.words, from: runner.from }, scope)
    if (runner?.is === 'unclear') return unfollowed(machine, state, started, `\`${name}\` is called in a way that is not followed`)
    if (runner?.is === 'script') return packageScript(machine, state, started, runner, scope)
  }
  const command = nameOf(started.words[0]!)
  const words = command === undefined ? started.words : [{ is: 'text', text: command } as Value, ...started.words.slice(1)]
  const call: Call = {
    words,
    vars: started.vars,
    cwd: state.cwd,
    fed: started.fed || state.drained === true,
    taken: state.taken,
    where: started.where,
    ...(started.from?.length ? { from: started.from } : {}),
  }
  const match = machine.around.match(call)
  if (match.is === 'target') return target(machine, state, words, started.where)
  if (match.is === 'near') machine.near.push({ says: match.says, where: started.where })
  if (match.is === 'perhaps') machine.perhaps.push({ says: match.says, where: started.where })
  const path = command?.includes('/') || started.words[0]!.is === 'place' ? pathIn(state.cwd, started.words[0]!, scope.folder) : undefined
  if (path !== undefined && match.is === 'other') return file(machine, state, path, started, scope)
  if (match.is === 'other') suspect(machine, words, started.where)
  return both(state.cwd.is === 'place' ? { ...state, taken: takenBy(words, state.taken) } : state)
}

/** The name that a command is known by: what stands in `node_modules/.bin` and in the system's folders goes by its last part. */
function nameOf(word: Value): string | undefined {
  const text = word.is === 'text' ? word.text : word.is === 'place' ? word.rest : word.is === 'data' ? word.ends : undefined
  const inBin = text === undefined ? undefined : /(^|\/)node_modules\/\.bin\/([^/]+)$/.exec(text)?.[2]
  if (inBin) return inBin
  if (word.is !== 'text') return undefined
  return systemFolders.test(word.text) ? word.text.replace(/^.*\//, '') : word.text
}

/** The same words called again, in a loop that tries once more, undo their failure; with other words they do not. */
function target(machine: Machine, state: State, words: readonly Value[], where: Where): State[] {
  const id = `${where.path}:${where.span?.line}:${where.span?.column}`
  const call = words.every((word) => word.is === 'text') ? `${id}\n${words.map(textOf).join(' ')}` : id
  machine.sites.set(id, where)
  const again = call === id ? state.failed : state.failed.filter((each) => each !== call)
  return [
    withStatus({ ...state, ok: noted(state.ok, id), failed: again }, zero),
    withStatus({ ...state, failed: noted(state.failed, call) }, failed),
  ]
}

/** Programs that run what is named elsewhere. */
const runsOthers =
  /^(make|gmake|just|task|turbo|nx|lerna|rake|tox|nox|gulp|grunt|ant|mvn|gradle|lefthook|pre-commit|wireit|overcommit|xargs|find|parallel|watch|retry|sudo|su|doas|setsid|ssh|docker|podman|zsh|fish|node|deno|python3?|ruby|perl)$/

/** A program that may run the command in turn is remembered, for where nothing else runs it. */
function suspect(machine: Machine, words: readonly Value[], where: Where): void {
  const name = textOf(words[0])
  if (name === undefined) machine.perhaps.push({ says: 'a command whose name only runs tell is not followed', where })
  else if (runsOthers.test(name)) machine.perhaps.push({ says: `what \`${name}\` runs is not followed`, where })
}

function unfollowed(machine: Machine, state: State, started: Started, says: string): State[] {
  machine.perhaps.push({ says, where: started.where })
  return both(state)
}

/** `sh -c text` and `sh file`. */
function shell(machine: Machine, state: State, started: Started, scope: Scope): State[] {
  const flavour = /bash$/.test(textOf(started.words[0]) ?? '') ? 'bash' : 'sh'
  let rest = started.words.slice(1)
  let flags = ''
  for (;;) {
    const word = textOf(rest[0])
    if (word === '--') rest = rest.slice(1)
    if (word === undefined || !/^[-+][a-zA-Z]+$/.test(word)) break
    if (word[0] === '-') flags += word.slice(1)
    rest = rest.slice(1)
    if (word.endsWith('o')) {
      if (textOf(rest[0]) === 'pipefail') flags += 'P'
      rest = rest.slice(1)
    }
  }
  if (flags.includes('n')) return [withStatus(state, zero)]
  if (!flags.includes('c')) {
    const path = rest[0] ? pathIn(state.cwd, rest[0], scope.folder) : undefined
    if (path === undefined) return unfollowed(machine, state, started, 'a shell that reads its input is not followed')
    return file(machine, state, path, { ...started, words: rest }, scope, { flavour, flags })
  }
  const text = textOf(rest[0])
  if (text === undefined) return unfollowed(machine, state, started, 'a shell is given text that only runs tell')
  const child = start({ ...learned(state), ...options(flags), vars: started.vars, cwd: state.cwd, args: rest.slice(2) })
  const inner: Scope = { ...scope, flavour, quiet: false, functions: 0, loops: 0, fed: started.fed, sourced: undefined }
  const script = machine.parse(text)
  if (!script) return havoc(state, 'shell text in a string is not understood')
  return runScript(machine, child, script, { ...inner, source: within(started.where) }).map((each) => back(state, each))
}

/** A script of the tree that is started as a process. Scripts are followed one level. */
function file(
  machine: Machine,
  state: State,
  path: string,
  started: Started,
  scope: Scope,
  given?: { flavour: 'sh' | 'bash'; flags: string },
): State[] {
  const text = machine.around.file(path)
  if (text === undefined) return unfollowed(machine, state, started, `\`${path}\` is no file of the repository`)
  const head = given ?? shebang(text)
  if (!head) return unfollowed(machine, state, started, `\`${path}\` is no shell script`)
  if (scope.files > 0) return unfollowed(machine, state, started, `\`${path}\` is a script of a script, and is not followed`)
  const script = machine.parse(text)
  if (!script) return unfollowed(machine, state, started, `the text of \`${path}\` is not understood`)
  if (head.flags.includes('n')) return [withStatus(state, zero)]
  const child = start({ ...learned(state), ...options(head.flags), vars: started.vars, cwd: state.cwd, args: started.words.slice(1) })
  const inner: Scope = {
    source: fileSource(path, text),
    flavour: head.flavour,
    quiet: false,
    folder: folderOf(path),
    functions: 0,
    loops: 0,
    files: scope.files + 1,
    scripts: scope.scripts,
    fed: started.fed,
  }
  return runScript(machine, child, script, inner).map((each) => back(state, each))
}

function packageScript(
  machine: Machine,
  state: State,
  started: Started,
  runner: { name: string; args: readonly Value[]; ifPresent: boolean; orCommand: boolean; folder?: Value },
  scope: Scope,
): State[] {
  const { name, args } = runner
  const folder = pathIn(state.cwd, runner.folder ?? { is: 'text', text: '.' }, scope.folder)
  if (folder === undefined) return unfollowed(machine, state, started, `the script \`${name}\` is run in a folder that only runs tell`)
  const { script, home } = scriptNear(machine, folder, name)
  if (script === 'unclear') return unfollowed(machine, state, started, `how scripts of package.json run is set elsewhere`)
  if (!script && runner.orCommand)
    return externalCommand(machine, state, { ...started, words: [{ is: 'text', text: name }, ...args] }, scope)
  if (!script) return runner.ifPresent ? [withStatus(state, zero)] : both(state)
  if (scope.scripts > 0) return unfollowed(machine, state, started, `\`${name}\` is a script of a script, and is not followed`)
  const text = args.length ? `${script.text} "$@"` : script.text
  const parsed = machine.parse(text)
  if (!parsed) return unfollowed(machine, state, started, `the script \`${name}\` of package.json is not understood`)
  const cwd: Value = { is: 'place', base: 'root', rest: home === '' ? '' : `/${home}` }
  const child = start({ ...learned(state), vars: started.vars, cwd, args })
  const inner: Scope = {
    source: within(script.where),
    flavour: 'sh',
    quiet: false,
    folder: '',
    functions: 0,
    loops: 0,
    files: scope.files,
    scripts: scope.scripts + 1,
    fed: started.fed,
  }
  return runScript(machine, child, parsed, inner).map((each) => back(state, each))
}

/** The script that a runner finds from a folder: in its package.json, else in that of the nearest folder around it. */
function scriptNear(machine: Machine, folder: string, name: string): { script: PackageScript | 'unclear' | undefined; home: string } {
  if (folder === '') return { script: machine.around.packageScript(name), home: '' }
  const path = `${folder}/package.json`
  const text = machine.around.file(path)
  if (text === undefined) return scriptNear(machine, folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '', name)
  const found = packageOf(text).scripts.get(name)
  const moved = [folder, ''].some((each) => /^\s*script-shell\s*=/m.test(machine.around.file(each ? `${each}/.npmrc` : '.npmrc') ?? ''))
  const script = found && (moved ? ('unclear' as const) : { text: found.text, where: { path, span: found.span } })
  return { script, home: folder }
}

/** `. file`: its text runs in this very shell. */
export function sourceFile(machine: Machine, state: State, words: readonly Value[], scope: Scope): State[] {
  const path = words[0] ? pathIn(state.cwd, words[0], scope.folder) : undefined
  if (path !== undefined && machine.around.harmless?.(path)) return [withStatus(state, zero)]
  const text = path === undefined ? undefined : machine.around.file(path)
  const script = text === undefined ? undefined : machine.parse(text)
  if (path === undefined || text === undefined || !script) {
    const named = path === undefined ? 'a file outside of the repository' : `\`${path}\``
    return havoc(state, `${named} is sourced, and what it does is not known`)
  }
  if (scope.files > 0) return havoc(state, `\`${path}\` is a script of a script, and is not followed`)
  const inner: Scope = { ...scope, source: fileSource(path, text), files: scope.files + 1, sourced: true }
  return runList(machine, [withStatus(state, zero)], script.commands, inner).map((each) =>
    each.flow === 'return' ? { ...each, flow: 'on' as const } : each,
  )
}

function learned(state: State): Partial<State> {
  return { ok: state.ok, failed: state.failed, taken: state.taken, drained: state.drained, unsure: state.unsure }
}

/** What the letters after a shell's name switch on. */
export function options(flags: string): Partial<State> {
  return { errexit: flags.includes('e'), pipefail: flags.includes('P') }
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
