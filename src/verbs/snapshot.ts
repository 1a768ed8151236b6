import { type Taken, takeSnapshot } from '../judge/snapshots.ts'
import type { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { type Asked, guarded } from './asked.ts'
import { chosen } from './rehearse.ts'
import { gathered, reportOf } from './report.ts'

/** Which database, after which migration, or at which revision where no migration has that name. */
export interface Wanted {
  database: string
  at?: string
  file: string
  /** The tree of a revision; undefined where there is none. */
  revision(name: string): Promise<Tree | undefined>
}

/** Owners and effective privileges of one database, as the text of a file. */
export async function snapshot(tree: Tree, wanted: Wanted, asked: Asked): Promise<{ report: Report; text: string }> {
  const { database, file, at } = wanted
  const here = await taken(tree, wanted, at, asked)
  const there = 'unknown' in here ? await wanted.revision(at!) : undefined
  const made = there ? await taken(there, wanted, undefined, asked) : here
  if ('unknown' in made) throw made.unknown
  const all = { ...gathered(), limits: [...made.limits] }
  all.looked.migrations = made.migrations
  all.looked.files = made.files
  const snapshot = { file, database, taken: made.taken, sha256: made.sha256, objects: made.objects }
  return { report: { ...reportOf('snapshot', all, asked.elapsed()), findings: [], amended: [], snapshot }, text: made.text }
}

async function taken(
  tree: Tree,
  { database }: Wanted,
  at: string | undefined,
  asked: Asked,
): Promise<(Taken & { files: number }) | { unknown: Refusal }> {
  const { files, policies } = await guarded(tree)
  const [definition] = chosen(policies, database)
  const made = await takeSnapshot({
    files,
    definition: definition!,
    env: asked.env,
    runner: asked.runner,
    ...(at === undefined ? {} : { at }),
  })
  return 'unknown' in made ? made : { ...made, files: (await files.entries()).size }
}
