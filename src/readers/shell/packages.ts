import type { Value } from './values.ts'
import { textOf } from './wrappers.ts'

/** What a runner of packages starts. */
export type Runner =
  | { is: 'command'; words: readonly Value[]; from: readonly string[] }
  | { is: 'script'; name: string; args: readonly Value[]; ifPresent: boolean; orCommand: boolean; folder?: Value }
  | { is: 'unclear' }

const plainFlag =
  /^(-y|-q|-s|--yes|--no|--no-install|--quiet|--silent|--offline|--prefer-offline|--if-present|--bun|--frozen-lockfile|--loglevel=.*)$/
const givesPackage = /^(-p|--package)$/
/** What tells a manager of packages to work in another folder. */
const givesFolder: Readonly<Record<string, RegExp>> = {
  npm: /^(?:--prefix|-C)(?:=|$)/,
  pnpm: /^(?:--dir|-C)(?:=|$)/,
  yarn: /^--cwd(?:=|$)/,
  bun: /^--cwd(?:=|$)/,
}

/** Commands of npm, pnpm and yarn that are none of a package. */
const managers: Readonly<Record<string, readonly string[]>> = {
  npm: ['ci', 'install', 'i', 'audit', 'rebuild', 'prune', 'config', 'pack', 'publish', 'version', 'ls', 'cache', 'dedupe'],
  pnpm: ['install', 'i', 'add', 'audit', 'prune', 'config', 'pack', 'publish', 'ls', 'store', 'dedupe', 'licenses'],
  yarn: ['install', 'add', 'audit', 'config', 'pack', 'publish', 'dedupe', 'cache', 'info', 'why', 'version'],
  bun: ['install', 'i', 'add', 'build', 'pm', 'update', 'test'],
}

/** Reads `npx pawl`, `pnpm exec pawl`, `npm run guard` and the like; `undefined` for any other command. */
export function packageRunner(words: readonly Value[]): Runner | undefined {
  const name = textOf(words[0])
  if (name === 'npx' || name === 'bunx' || name === 'pnpx') return command(words.slice(1))
  if (name === undefined || !Object.hasOwn(managers, name)) return undefined
  const moved = folderOff(name, words.slice(1))
  if (moved.folder) {
    const inner = packageRunner([words[0]!, ...moved.words])
    return inner?.is === 'script' ? { ...inner, folder: moved.folder } : inner && { is: 'unclear' }
  }
  const rest = flagsOff(words.slice(1))
  if (rest?.words.length === 0) return undefined
  const verb = textOf(rest?.words[0])
  if (!rest || verb === undefined) return { is: 'unclear' }
  const after = rest.words.slice(1)
  if ((verb === 'exec' || verb === 'x' || verb === 'dlx') && (verb !== 'x' || name !== 'pnpm'))
    return command(name === 'npm' ? withoutOwn(after) : after)
  if (verb === 'run' || verb === 'run-script' || (verb === 'rum' && name === 'npm')) return script(name, after, rest.ifPresent)
  if (name === 'npm' && (verb === 'test' || verb === 't' || verb === 'tst'))
    return script(name, [{ is: 'text', text: 'test' }, ...after], rest.ifPresent)
  if (managers[name]!.includes(verb) || verb.startsWith('-')) return undefined
  // `yarn lint` and `pnpm lint` are a script, or else a command of a package.
  if (name !== 'npm') return { is: 'script', name: verb, args: withoutDashes(name, after), ifPresent: false, orCommand: true }
  return undefined
}

/** Takes `--prefix web` off, ahead of the verb or behind the script's name, as far as the manager's own options go. */
function folderOff(manager: string, given: readonly Value[]): { words: readonly Value[]; folder?: Value } {
  const end = given.findIndex((word) => textOf(word) === '--')
  const own = end < 0 ? given : given.slice(0, end)
  const at = own.findIndex((word) => givesFolder[manager]!.test(textOf(word) ?? ''))
  // Only npm reads its options behind the name of a script.
  const ahead = own.slice(0, at).every((word) => textOf(word)?.startsWith('-'))
  if (at < 0 || !(manager === 'npm' || ahead)) return { words: given }
  const text = textOf(own[at])!
  const value = text.includes('=') ? ({ is: 'text', text: text.slice(text.indexOf('=') + 1) } as const) : own[at + 1]
  return value ? { words: [...given.slice(0, at), ...given.slice(at + (text.includes('=') ? 1 : 2))], folder: value } : { words: given }
}

function command(given: readonly Value[]): Runner {
  const rest = flagsOff(given)
  const first = textOf(rest?.words[0])
  if (!rest || first === undefined) return { is: 'unclear' }
  // A version is taken off; another source of the package (`pawl@npm:other`) is another package.
  const words: Value[] = [{ is: 'text', text: first.replace(/(.)@[^/:]*$/, '$1') }, ...rest.words.slice(1)]
  return { is: 'command', words, from: rest.from }
}

/** `npm exec pawl -- check` hands on what stands behind the dashes. */
function withoutOwn(given: readonly Value[]): readonly Value[] {
  const at = given.findIndex((word) => !textOf(word)?.startsWith('-'))
  return at >= 0 && textOf(given[at + 1]) === '--' ? [...given.slice(0, at + 1), ...given.slice(at + 2)] : given
}

function script(manager: string, given: readonly Value[], ifPresent: boolean): Runner {
  const rest = flagsOff(given)
  const name = textOf(rest?.words[0])
  if (!rest || name === undefined) return { is: 'unclear' }
  let args = rest.words.slice(1)
  // npm keeps the options before `--` to itself.
  if (manager === 'npm') {
    const dashes = args.findIndex((word) => textOf(word) === '--')
    const own = dashes < 0 ? args : args.slice(0, dashes)
    if (own.some((word) => textOf(word)?.startsWith('-') && !plainFlag.test(textOf(word)!))) return { is: 'unclear' }
    args = [...own.filter((word) => !textOf(word)?.startsWith('-')), ...(dashes < 0 ? [] : args.slice(dashes + 1))]
  }
  return {
    is: 'script',
    name,
    args: withoutDashes(manager, args),
    ifPresent: ifPresent || rest.ifPresent,
    orCommand: manager === 'yarn' || manager === 'bun',
  }
}

function withoutDashes(manager: string, args: readonly Value[]): readonly Value[] {
  return manager !== 'npm' && textOf(args[0]) === '--' ? args.slice(1) : args
}

/** Takes off the options that change nothing of what is run. */
function flagsOff(given: readonly Value[]): { words: readonly Value[]; ifPresent: boolean; from: readonly string[] } | undefined {
  let words = given
  let ifPresent = false
  const from: string[] = []
  for (;;) {
    const word = textOf(words[0])
    if (word === undefined || !word.startsWith('-')) break
    if (word === '--') {
      words = words.slice(1)
      break
    }
    if (givesPackage.test(word)) {
      from.push(textOf(words[1]) ?? '')
      words = words.slice(2)
    } else if (plainFlag.test(word) || word.startsWith('--package=')) {
      ifPresent ||= word === '--if-present'
      if (word.startsWith('--package=')) from.push(word.slice('--package='.length))
      words = words.slice(1)
    } else return undefined
  }
  return { words, ifPresent, from }
}
