import { options } from './external.ts'
import { type Call, type Machine, type Match, type Note, type PackageScript, type Scope, TooManyWays } from './machine.ts'
import { type State, start } from './state.ts'
import { type Source, shellParser, type Where } from './tree.ts'
import { root, succeeds, type Value } from './values.ts'
import { runScript } from './walk.ts'

/** Shell text that is run as a whole, and how. */
export interface Run {
  text: string
  source: Source
  flavour: 'sh' | 'bash'
  /** The letters that the shell is started with; `P` is pipefail. */
  flags: string
  /** The folder of the file that holds the text; empty for the root. */
  folder: string
  cwd?: Value
  vars?: ReadonlyMap<string, Value>
  /** Files, and scripts of package.json, that were followed to come here. */
  files?: number
  scripts?: number
}

/** What a run may ask of the tree that it stands in. */
export interface Around {
  match(call: Call): Match
  file(path: string): Promise<string | undefined>
  packageScript(name: string): PackageScript | 'unclear' | undefined
  harmless?(path: string): boolean
}

/** Whether a run ends well only where the command ran and succeeded. */
export type Followed =
  | { is: 'runs'; where: Where }
  /** There is a way to a good end that goes past the command. */
  | { is: 'skipped'; where: Where; left?: Where }
  /** There is a way to a good end on which the command failed. */
  | { is: 'swallowed'; where: Where; left?: Where }
  | { is: 'absent' }
  | { is: 'near'; says: string; where: Where }
  | { is: 'unknown'; says: string; where?: Where }

/** A file that has to be read before the run can go on. */
class Wanted extends Error {
  readonly path: string
  override readonly name = 'Wanted'
  constructor(path: string) {
    super(path)
    this.path = path
  }
}

/** Follows shell text on every way through it, and tells what becomes of the command that is asked for. */
export async function follow(run: Run, around: Around): Promise<Followed> {
  const parse = await shellParser()
  const script = parse(run.text)
  if (!script) return { is: 'unknown', says: 'its shell text is not understood' }
  if (run.flags.includes('n')) return { is: 'absent' }
  const files = new Map<string, string | undefined>()
  for (;;) {
    const machine: Machine = {
      parse,
      around: {
        match: (call) => around.match(call),
        packageScript: (name) => around.packageScript(name),
        harmless: (path) => around.harmless?.(path) ?? false,
        file: (path) => {
          if (!files.has(path)) throw new Wanted(path)
          return files.get(path)
        },
      },
      sites: new Map(),
      near: [],
      perhaps: [],
      steps: 0,
      pipes: run.text.includes('PIPESTATUS'),
    }
    const scope: Scope = {
      source: run.source,
      flavour: run.flavour,
      quiet: false,
      folder: run.folder,
      functions: 0,
      loops: 0,
      files: run.files ?? 0,
      scripts: run.scripts ?? 0,
    }
    try {
      const given: Partial<State> = { ...options(run.flags), cwd: run.cwd ?? root, vars: run.vars ?? new Map() }
      return verdict(machine, runScript(machine, start(given), script, scope))
    } catch (error) {
      if (error instanceof Wanted) files.set(error.path, await around.file(error.path))
      else if (error instanceof TooManyWays) return { is: 'unknown', says: error.message }
      else if (error instanceof RangeError) return { is: 'unknown', says: 'its shell text is nested too deeply' }
      else throw error
    }
  }
}

/** Tells from the ways that end well what holds of the command. */
function verdict(machine: Machine, ends: readonly State[]): Followed {
  const good = ends.filter((end) => succeeds(end.status))
  const lost = ends.find((end) => end.unsure)
  if (machine.sites.size === 0) return unmet(machine, lost?.unsure)
  const [site] = machine.sites.values()
  const sure = good.filter((end) => !end.unsure)
  const loud = (among: readonly State[]) =>
    [...machine.sites.keys()].filter((id) => !among.some((end) => end.failed.some((call) => placeOf(call) === id)))
  const escapes = (among: readonly State[], counted: readonly string[]) => among.find((end) => !counted.some((id) => end.ok.includes(id)))
  if (!escapes(good, loud(good))) return { is: 'runs', where: site! }
  const way = escapes(sure, loud(sure))
  if (!way) return { is: 'unknown', says: lost?.unsure ?? 'a part of it is not followed', where: site! }
  const swallowed = sure.find((end) => end.failed.length > 0)
  const told = swallowed ?? way
  const where = swallowed ? machine.sites.get(placeOf(swallowed.failed[0]!))! : site!
  return { is: swallowed ? 'swallowed' : 'skipped', where, ...(told.left ? { left: told.left } : {}) }
}

const placeOf = (call: string) => call.split('\n')[0]!

function unmet(machine: Machine, lost: string | undefined): Followed {
  const near: Note | undefined = machine.near[0]
  if (near) return { is: 'near', ...near }
  const perhaps: Note | undefined = machine.perhaps[0]
  if (perhaps) return { is: 'unknown', ...perhaps }
  return lost ? { is: 'unknown', says: lost } : { is: 'absent' }
}
