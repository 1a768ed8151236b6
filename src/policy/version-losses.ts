import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Named } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import { placeIn, policyFinding } from './codes.ts'
import { bothPlaces, lossesOf } from './ground.ts'
import type { Policies } from './policies.ts'
import { tierOptions, versionOptions } from './tables/versions.ts'
import { versionsOf } from './versions.ts'

/** What versions and tiers ask less than they did in the base. */
export async function versionFindings(before: Policies, after: Policies, files: Change<Files>): Promise<Finding<Place>[]> {
  const findings: Finding<Place>[] = []
  const [stood, stands] = [resolved(before), resolved(after)]
  for (const older of stood) {
    const newer = stands.find(({ name }) => name === older.name)
    const losses = newer ? await lossesOf(versionOptions, older.options, newer.options, files) : []
    findings.push(...told('version', older, newer, losses, after))
  }
  for (const older of before.tiers.values()) {
    const newer = after.tiers.get(older.name)
    const losses = newer ? await lossesOf(tierOptions, older.options, newer.options, files) : []
    const unasked = newer ? validated(older, before).filter((word) => !validated(newer, after).includes(word)) : []
    if (unasked.length)
      losses.push({ key: 'validation', says: `validation: ${unasked.map((word) => `\`${word}\``).join(', ')} is no longer asked` })
    findings.push(...told('tier', older, newer, losses, after))
  }
  return findings
}

/** Versions with what is left out filled in, so that saying it makes no difference. */
function resolved(policies: Policies): Named[] {
  const versions = versionsOf(policies)
  return policies.versions.map((named, index) => {
    const { database, back } = versions[index]!
    return { ...named, options: { ...named.options, database, 'rollback-to': back } }
  })
}

/** What is run for a tier, by what its word stands for. */
const validated = ({ options }: Named, { validations }: Policies): readonly string[] =>
  options.validation === undefined ? [] : (validations.get(String(options.validation))?.options ?? [])

function told(
  what: 'version' | 'tier',
  older: Named,
  newer: Named | undefined,
  losses: readonly { key: string; says: string }[],
  after: Policies,
): Finding<Place>[] {
  const id = `${what}:${older.name}`
  const about = { protection: id, subject: id, named: `${what} \`${older.name}\`` }
  if (newer)
    return losses.map(({ key, says }) =>
      policyFinding('policy/weakened', { ...about, how: `asks less: ${says}` }, bothPlaces(older, newer, key)),
    )
  const broken = after.broken.find(({ path }) => path === older.at.path)
  const why = broken ? `: \`${broken.path}\` can no longer be read as a policy: ${broken.refusal.message}` : ''
  return [
    policyFinding('policy/weakened', { ...about, how: `is no longer defined${why}` }, [placeIn('before', older.at, 'was defined here')]),
  ]
}
