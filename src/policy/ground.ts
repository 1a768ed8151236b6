import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Options } from '../model/option.ts'
import type { Place, Span } from '../model/place.ts'
import type { DatabaseDefinition, PolicyPlace, RollbackRules } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import { placeIn, policyFinding } from './codes.ts'
import type { Policies } from './policies.ts'
import { databaseOptions } from './tables/database.ts'
import { rollbackOptions } from './tables/rollback.ts'

/** Which database after the change is which of the base: of the same name, else of the same engine and folder. */
export function databasePairs(before: Policies, after: Policies): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const older of before.databases.values()) {
    const renamed = [...after.databases.values()].find(
      (each) => !before.databases.has(each.name) && each.engine === older.engine && each.migrations === older.migrations,
    )
    const name = after.databases.has(older.name) ? older.name : renamed?.name
    if (name !== undefined) pairs.set(older.name, name)
  }
  return pairs
}

/** The base with the names that its databases have after the change, so that a new name alone makes no new database. */
export function withNewNames(before: Policies, after: Policies): Policies {
  const renamed = new Map([...databasePairs(before, after)].filter(([older, newer]) => older !== newer))
  if (renamed.size === 0) return before
  const named = (name: string) => renamed.get(name) ?? name
  for (const protection of before.protocols.flatMap(({ protect }) => protect)) {
    if (protection.database !== undefined) protection.database = named(protection.database)
  }
  return {
    ...before,
    databases: new Map([...before.databases.values()].map((each) => [named(each.name), { ...each, name: named(each.name) }])),
    rollbacks: before.rollbacks.map((each) => ({ ...each, database: named(each.database) })),
    versions: before.versions.map((each) => {
      const { database } = each.options
      return database === undefined ? each : { ...each, options: { ...each.options, database: named(String(database)) } }
    }),
  }
}

/** What the ground of rehearsals shows less of, what rollback rules ask less, and whose names count that did not. */
export async function groundFindings(
  before: Policies,
  after: Policies,
  pairs: ReadonlyMap<string, string>,
  files: Change<Files>,
): Promise<Finding<Place>[]> {
  const findings: Finding<Place>[] = []
  for (const older of before.databases.values()) {
    const newer = after.databases.get(pairs.get(older.name) ?? '')
    findings.push(...(await databaseFindings(older, newer, files)))
  }
  for (const older of before.rollbacks) {
    const newer = after.rollbacks.find(({ database }) => database === (pairs.get(older.database) ?? older.database))
    findings.push(...(await rulesFindings(older, newer, files)))
  }
  const approvers = before.approvers && [...before.approvers.at]
  for (const [role, at] of after.approvers ? [] : (approvers ?? []).slice(0, 1)) {
    const about = { subject: 'approvers', named: '`approvers`', how: `are gone, \`${role}\` among them, so that every name counts` }
    findings.push(policyFinding('policy/weakened', about, [placeIn('before', at, 'stood here')]))
  }
  return findings
}

async function databaseFindings(
  older: DatabaseDefinition,
  newer: DatabaseDefinition | undefined,
  files: Change<Files>,
): Promise<Finding<Place>[]> {
  const subject = `database:${older.name}`
  const named = `database \`${older.name}\``
  if (!newer) {
    const how = 'is no longer defined, so nothing of it is rehearsed'
    return [
      policyFinding('policy/weakened', { protection: subject, subject, named, how }, [placeIn('before', older.at, 'was defined here')]),
    ]
  }
  const losses = await lossesOf(databaseOptions, statedIn(older), statedIn(newer), files)
  return losses.map(({ key, says }) =>
    policyFinding('policy/weakened', { protection: subject, subject, named, how: `shows less: ${says}` }, bothPlaces(older, newer, key)),
  )
}

async function rulesFindings(older: RollbackRules, newer: RollbackRules | undefined, files: Change<Files>): Promise<Finding<Place>[]> {
  const subject = `rollback:${older.database}`
  const named = `rollback rules of \`${older.database}\``
  if (!newer) {
    const how = 'they are gone'
    return [
      policyFinding('policy/rules-weakened', { protection: subject, subject, named, how }, [placeIn('before', older.at, 'stood here')]),
    ]
  }
  const losses = await lossesOf(rollbackOptions, { ...older }, { ...newer }, files)
  return losses.map(({ key, says }) =>
    policyFinding('policy/rules-weakened', { protection: subject, subject, named, how: says }, bothPlaces(older, newer, key)),
  )
}

/** What each key of a table asks less, by its own order. */
export async function lossesOf(
  options: Options,
  older: Readonly<Record<string, unknown>>,
  newer: Readonly<Record<string, unknown>>,
  files: Change<Files>,
): Promise<{ key: string; says: string }[]> {
  const losses = []
  for (const [key, option] of Object.entries(options)) {
    const loss = await option.order.weaker(older[key], newer[key], files)
    if (loss) losses.push({ key, says: loss.says })
  }
  return losses
}

/** A definition as its keys were written. */
function statedIn({ rows, ...definition }: DatabaseDefinition): Readonly<Record<string, unknown>> {
  return { ...definition, rows: rows && ('file' in rows ? rows.file : rows.tables) }
}

type Keyed = { at: PolicyPlace & { keys?: Readonly<Record<string, Span>> }; keys?: Readonly<Record<string, Span>> }

/** Where a key stands on both sides. */
export function bothPlaces(older: Keyed, newer: Keyed, key: string): Place[] {
  const at = ({ at, keys }: Keyed) => ({ path: at.path, span: (keys ?? at.keys)?.[key] ?? at.span })
  return [placeIn('after', at(newer), 'asks less'), placeIn('before', at(older), 'was asked here')]
}
