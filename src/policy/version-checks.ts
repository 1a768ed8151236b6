import { nearest } from '../model/nearest.ts'
import type { Named, PolicyPlace } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Policies } from './policies.ts'
import { placeOf, tiersOf, type Version, versionsOf } from './versions.ts'

/**
 * Refuses versions and tiers that name what is nowhere, and versions that lead back round in a ring. A ring spans versions and files,
 * so that no one file of them is the broken one: it is refused whole, wherever its parts stood before.
 */
export function checkVersions(policies: Pick<Policies, 'versions' | 'databases' | 'tiers' | 'validations'>): void {
  const versions = versionsOf(policies)
  for (const version of versions) {
    if (version.back === undefined || version.back === 'none') continue
    const names = versions.map(({ name }) => name)
    if (version.back === version.name) refuse(`\`${version.name}\` goes back to itself`, placeOf(version, 'rollback-to'))
    if (!names.includes(version.back))
      refuse(`no version is called \`${version.back}\`${hint(version.back, [...names, 'none'])}`, placeOf(version, 'rollback-to'))
  }
  checkRings(versions)
  for (const { validation, ...tier } of tiersOf(policies).values()) {
    if (validation === undefined || policies.validations.has(validation)) continue
    const words = [...policies.validations.keys()]
    refuse(`no validation is called \`${validation}\`${hint(validation, words) || none(words, 'validations')}`, placeOf(tier, 'validation'))
  }
}

/** Refuses a version whose database is nowhere, or one of several. */
export function checkVersionDatabase(version: Named, databases: Policies['databases']): void {
  const names = [...databases.keys()]
  const { database, through } = version.options as { database?: string; through?: string }
  if (database !== undefined && !databases.has(database))
    refuse(`no database is called \`${database}\`${hint(database, names) || none(names, 'databases')}`, placeOf(version, 'database'))
  const steps = (version.options.steps ?? []) as readonly { name: string; sql?: string }[]
  const query = steps.find(({ sql }) => sql !== undefined)
  if ((through === undefined && !query) || database !== undefined || names.length === 1) return
  const [at, what] =
    through === undefined ? [placeOf(version, 'steps'), `the query of \`${query!.name}\``] : [placeOf(version, 'through'), '`through`']
  if (names.length === 0) refuse(`${what} speaks of a database, and none is defined under \`databases\``, at)
  refuse(`there are several databases, ${names.join(', ')}; say with \`database\` which one ${what} speaks of`, at)
}

function checkRings(versions: readonly Version[]): void {
  const byName = new Map(versions.map((version) => [version.name, version]))
  for (const start of versions) {
    const seen: Version[] = []
    for (let at: Version | undefined = start; at; at = at.back === undefined ? undefined : byName.get(at.back)) {
      if (seen.includes(at)) throw ring(seen.slice(seen.indexOf(at)))
      seen.push(at)
    }
  }
}

function ring(versions: readonly Version[]): Refusal {
  const links = versions.map((version) => {
    const { path, span } = placeOf(version, 'rollback-to')
    return `\`${version.name}\` goes back to \`${version.back}\` (${path}:${span.line}:${span.column})`
  })
  const { path, span } = placeOf(versions[0]!, 'rollback-to')
  return new Refusal(`the versions lead back round in a ring: ${links.join(', ')}`, { path, line: span.line, column: span.column })
}

const hint = (word: string, words: readonly string[]): string => {
  const near = nearest(word, words)
  return near ? `; did you mean \`${near}\`?` : ''
}

const none = (words: readonly string[], key: string): string =>
  words.length ? `; there are ${words.join(', ')}` : `; none is defined under \`${key}\``

function refuse(message: string, at: PolicyPlace): never {
  throw new Refusal(message, { path: at.path, line: at.span.line, column: at.span.column })
}
