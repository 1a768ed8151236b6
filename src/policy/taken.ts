import { nearest } from '../model/nearest.ts'
import type { Hop } from '../model/plan.ts'
import type { PolicyPlace } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import { behind, placeOf, type Version, versionNamed } from './versions.ts'

/** The ids of the migrations of each database, in the order of their history. */
export type Chains = ReadonlyMap<string, readonly string[]>

/** What a hop does to a database: the migrations that it takes back, newest first, and the one that it comes to. */
export interface TakenBack {
  database: string
  migrations: readonly string[]
  through: string
}

/** What a hop takes back; nothing where the version that is left brought no migration. */
export function takenBack(versions: readonly Version[], { from, to }: Hop, chains: Chains): TakenBack | undefined {
  const left = versionNamed(versions, from)
  const { database, through } = left
  if (database === undefined || through === undefined) return undefined
  const reached = versionNamed(versions, to)
  const older = [reached, ...behind(versions, reached)].find((version) => version.database === database)
  if (!older)
    refuse(
      `\`${to}\` and what is behind it name no migration of \`${database}\`, so what leaving \`${from}\` takes back is open`,
      placeOf(reached, 'through'),
    )
  const [last, first] = [indexOf(left, chains), indexOf(older!, chains)]
  if (last < first)
    refuse(
      `\`${from}\` ends with \`${through}\`, which stands ahead of \`${older!.through}\`, where \`${older!.name}\` ends: going back to \`${to}\` would go forward; list versions from the oldest to the newest, or state \`rollback-to\``,
      placeOf(left, 'through'),
    )
  return last === first
    ? undefined
    : { database, migrations: [...chains.get(database)!.slice(first + 1, last + 1)].reverse(), through: older!.through! }
}

function indexOf(version: Version, chains: Chains): number {
  const chain = chains.get(version.database!) ?? []
  const index = chain.indexOf(version.through!)
  if (index !== -1) return index
  const near = nearest(version.through!, chain)
  const hint = near ? `; did you mean \`${near}\`?` : chain.length ? `; the last one is \`${chain.at(-1)}\`` : '; it has none'
  return refuse(`no migration of \`${version.database}\` is called \`${version.through}\`${hint}`, placeOf(version, 'through'))
}

function refuse(message: string, at: PolicyPlace): never {
  throw new Refusal(message, { path: at.path, line: at.span.line, column: at.span.column })
}
