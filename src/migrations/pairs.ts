import type { Script } from '../model/script.ts'
import { type Folder, fileScript, oneVersion, pathOf, wrapOf } from './format.ts'
import type { Migration } from './migration.ts'

/** What a file's name says: which step of the history it is, and in which direction. */
export interface Named {
  /** What tells the tool's steps apart; two files of one version and direction are refused. */
  version: string
  id: string
  side: 'up' | 'down'
}

/** The files of one step. */
export interface Step {
  version: string
  id: string
  up?: string
  down?: string
}

/** Pairs files up by version; a version without an up is told in `limits`, as no tool runs it. */
export function pairUp(
  folder: Folder,
  names: Iterable<string>,
  read: (name: string) => Named | undefined,
  limits: string[],
  order: (a: string, b: string) => number,
): (Step & { up: string })[] {
  const steps = new Map<string, Step>()
  for (const name of names) {
    const named = read(name)
    if (!named) continue
    const step = steps.get(named.version) ?? { version: named.version, id: named.id }
    const taken = step[named.side]
    if (taken !== undefined) throw oneVersion(folder, taken, name)
    step[named.side] = name
    if (named.side === 'up') step.id = named.id
    steps.set(named.version, step)
  }
  const found: (Step & { up: string })[] = []
  for (const step of [...steps.values()].sort((a, b) => order(a.version, b.version))) {
    if (step.up !== undefined) found.push({ ...step, up: step.up })
    else limits.push(`\`${pathOf(folder, step.down!)}\` has no up beside it, and was not run`)
  }
  return found
}

/** Steps of whole files as migrations. `wrap` says how the tool runs the text of a file. */
export async function wholeFiles(
  folder: Folder,
  steps: readonly (Step & { up: string })[],
  wrap: (text: string, step: Step) => Script['wrap'] | Promise<Script['wrap']>,
  more: Partial<Migration> = {},
): Promise<Migration[]> {
  return Promise.all(
    steps.map(async (step) => {
      const script = async (name: string, direction: 'up' | 'down') => {
        const whole = await fileScript(folder, name, { migration: step.id, direction, wrap: 'transaction' })
        return { ...whole, wrap: wrapOf(folder.definition, await wrap(whole.text, step)) }
      }
      return {
        id: step.id,
        up: await script(step.up, 'up'),
        ...(step.down === undefined ? {} : { down: await script(step.down, 'down') }),
        ...more,
      }
    }),
  )
}

/** Tells of SQL files that no name of the format fits. */
export function unread(folder: Folder, names: Iterable<string>, fits: (name: string) => boolean, format: string): string[] {
  return [...names]
    .filter((name) => name.endsWith('.sql') && !fits(name))
    .map((name) => `\`${pathOf(folder, name)}\` is not named as ${format} names a migration, and was not read`)
}
