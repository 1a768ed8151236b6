import type { Chain, Migration } from '../migrations/migration.ts'
import { readChain, scriptsAlike } from '../migrations/recognise.ts'
import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import { placeIn, policyFinding } from '../policy/codes.ts'
import { databasePairs } from '../policy/ground.ts'
import type { Policies } from '../policy/load.ts'

/** Keys that say how a folder is read, and so what of it is seen; judged by what they come to. */
const keys = ['format', 'transaction'] as const

/** What another format or another transaction shows less of the migrations that stand in the base, or runs otherwise. */
export async function groundEffects(policies: Change<Policies>, files: Change<Files>): Promise<Finding<Place>[]> {
  const findings: Finding<Place>[] = []
  const pairs = databasePairs(policies.before, policies.after)
  for (const older of policies.before.databases.values()) {
    const newer = policies.after.databases.get(pairs.get(older.name) ?? '')
    const key = newer && keys.find((each) => older[each] !== newer[each])
    if (!newer || !key) continue
    const less = await difference({ before: older, after: newer }, files)
    if (!less) continue
    const how = `shows less: \`${key}\` ${words(older[key])} and is ${newer[key] ?? 'gone'}, and ${less}`
    const about = { protection: `database:${older.name}`, subject: `database:${older.name}`, named: `database \`${older.name}\``, how }
    const at = ({ at: place }: DatabaseDefinition) => ({ path: place.path, span: place.keys?.[key] ?? place.span })
    findings.push(
      policyFinding('policy/weakened', about, [
        placeIn('after', at(newer), 'reads it otherwise'),
        placeIn('before', at(older), 'was read so'),
      ]),
    )
  }
  return findings
}

const words = (value: string | undefined) => (value === undefined ? 'was as it is recognised' : `was ${value}`)

async function difference(definitions: Change<DatabaseDefinition>, files: Change<Files>): Promise<string | undefined> {
  let chains: Change<Chain>
  try {
    chains = { before: await readChain(files.before, definitions.before), after: await readChain(files.after, definitions.after) }
  } catch (error) {
    // What cannot be read is refused where it is rehearsed; where nothing rehearses it, this alone tells of it.
    if (error instanceof Refusal) return `its migrations can no longer be read: ${error.message}`
    throw error
  }
  const known = new Map(chains.after.migrations.map((migration) => [migration.id, migration]))
  for (const migration of chains.before.migrations) {
    const twin = known.get(migration.id)
    if (!twin) return `\`${migration.id}\` of it cannot be seen`
    const how = runsOtherwise(migration, twin, definitions.before.engine)
    if (how) return `\`${migration.id}\` ${how}`
  }
  return undefined
}

function runsOtherwise(older: Migration, newer: Migration, engine: DatabaseDefinition['engine']): string | undefined {
  if (older.down && !newer.down) return 'has no way back'
  // An edit of a migration is another matter than the way in which it is run.
  const again = { ...newer.up, text: older.up.text, path: older.up.path }
  if (scriptsAlike(older.up, again, engine)) return undefined
  return again.wrap === 'statement' ? 'is run statement by statement' : 'is run in one transaction'
}
