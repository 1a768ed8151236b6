import { unlike } from '../likeness.ts'
import { statesWithin } from '../states.ts'
import { besideOf } from './connected.ts'
import type { Running } from './context.ts'
import { type Leg, migrationOf, scriptOf } from './migration.ts'

/** Between which of a script's statements a database may stand, by its catalog: how many lie behind at least, and at most. */
export interface Within {
  statements: readonly string[]
  least: number
  most: number
}

/** Looks where a script stopped that commits on its way; undefined where its rehearsal never came by what stands there. */
export async function whereWithin({ database, position, direction }: Leg): Promise<Within | undefined> {
  const live = await database.catalog()
  const { statements, catalogs } = await statesWithin(database.rehearsed, database.way, position, direction)
  const beside = besideOf(database.way, database.live)
  const fits = catalogs.map((catalog) => unlike(catalog, live, beside).length === 0)
  const least = fits.indexOf(true)
  return least === -1 ? undefined : { statements, least, most: fits.lastIndexOf(true) }
}

/**
 * What is left to run by hand: the statements behind the state that the database is in. They are the migration's own,
 * and the rehearsal came by them from that state to the one that the script ends with. `failed` is the one that raised an error.
 */
export async function handSql({ again }: Running, leg: Leg, failed?: number): Promise<string> {
  const { database, direction } = leg
  const { path, text, by } = scriptOf(leg)
  const { id } = migrationOf(leg)
  let within: Within | undefined
  try {
    within = by ? undefined : await whereWithin(leg)
  } catch {
    return `once \`${database.name}\` can be reached, go on; what it holds is read back first:\n${again.resume}\nThe whole of the ${direction}, as it was rehearsed:\n${text.trim()}`
  }
  if (!within)
    return `no state between the statements of \`${path}\` is the one that \`${database.name}\` is in; bring it back by hand to one end of \`${id}\`, or restore the backup, then go on:\n${again.resume}`
  const { statements, least, most } = within
  // Statements that change rows alone leave the catalog as it is; the one that raised the error tells, where one did.
  const told = failed !== undefined && failed - 1 >= least && failed - 1 <= most
  const done = told ? failed - 1 : least
  const open = !told && most > least ? `; whether the next ${most - least} were, which change rows alone, its rows tell` : ''
  const rest = statements.slice(done).map((each) => `${each.replace(/;\s*$/, '')};`)
  return `${done} of ${statements.length} statements were carried out${open}; what is left of \`${path}\` is to be run by hand:\n${rest.join('\n')}\nthen go on:\n${again.resume} --begun '${id}=done'`
}
