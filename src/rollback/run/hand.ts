import { unlike } from '../likeness.ts'
import { statesWithin } from '../states.ts'
import { besideOf } from './connected.ts'
import type { Running } from './context.ts'
import { type Leg, migrationOf, scriptOf } from './migration.ts'

/**
 * What is left to run by hand, and where it stopped: the statements behind the state that the database is in. They are
 * the migration's own, and the rehearsal came by them from that state to the one that its down ends with.
 */
export async function handSql({ plan }: Running, leg: Leg, failed?: number): Promise<string> {
  const { database } = leg
  const { path, text } = scriptOf(leg)
  const whole = `what is left of \`${path}\` is to be run by hand, then \`pawl rollback run\` resumes with \`--resume\``
  if (leg.direction === 'up') return `${whole}; the whole of it brings \`${plan.from}\` back:\n${text.trim()}`
  let live: Awaited<ReturnType<typeof database.catalog>>
  try {
    live = await database.catalog()
  } catch {
    return `once \`${database.name}\` can be reached, resume with \`--resume\`: what it holds is read back first. The whole of the down, as it was rehearsed:\n${text.trim()}`
  }
  const { statements, catalogs } = await statesWithin(database.rehearsed, database.way, leg.position)
  const beside = besideOf(database.way, database.live)
  const fits = catalogs.map((catalog) => unlike(catalog, live, beside).length === 0)
  const [first, last] = [fits.indexOf(true), fits.lastIndexOf(true)]
  if (first === -1)
    return `no state between the statements of \`${path}\` is the one that \`${database.name}\` is in; bring it back by hand to the one before \`${migrationOf(leg).id}\` was taken back, or restore the backup, then resume with \`--resume\``
  // Statements that change rows alone leave the catalog as it is; the one that raised the error tells, where one did.
  const done = failed !== undefined && failed > first && failed - 1 <= last ? failed - 1 : first
  const open = failed === undefined && last > first ? `; whether the next ${last - first} were, which change rows alone, its rows tell` : ''
  const rest = statements.slice(done).map((each) => `${each.replace(/;\s*$/, '')};`)
  return `${done} of ${statements.length} statements were carried out${open}; ${whole}:\n${rest.join('\n')}`
}
