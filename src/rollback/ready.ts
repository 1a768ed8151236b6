import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Hop, KeptBackup, WayBack } from '../model/plan.ts'
import type { Policies } from '../policy/policies.ts'
import { type Chains, takenBack } from '../policy/taken.ts'
import { placeOf, type Version, versionNamed, versionsOf } from '../policy/versions.ts'
import { backupFindings, type ReadBackups } from './backup.ts'
import { planFinding } from './codes.ts'
import { called, named } from './tier.ts'

/** What readiness is told by. */
export interface ReadyAsked {
  policies: Policies
  path: readonly Hop[]
  chains: Chains
  ways: readonly WayBack[]
  /** What the backups that documents name were found to be. */
  backups: ReadBackups
  now: Date
}

/** Whether all is there that a rollback needs ahead of its first step: what is lost, backups, and services by name. */
export function readiness(asked: ReadyAsked): { findings: Finding<Place>[]; backups: KeptBackup[] } {
  const versions = versionsOf(asked.policies)
  const findings: Finding<Place>[] = []
  const kept: KeptBackup[] = []
  for (const hop of asked.path) {
    const version = versionNamed(versions, hop.from)
    const taken = takenBack(versions, hop, asked.chains)
    const ways = asked.ways.filter((way) => way.database === taken?.database && taken.migrations.includes(way.id))
    findings.push(...unlisted(version, ways))
    const loses = ways.flatMap((way) => way.loses)
    if (loses.length === 0) continue
    const about = { subject: version.name, at: placeOf(version, 'through') }
    findings.push(planFinding('plan/data-lost', { args: { hop: called(hop), loses: named(loses) }, ...about }))
    const { findings: wrong, backups } = backupFindings(hop, version, ways, asked.backups, asked.now)
    findings.push(...wrong)
    kept.push(...backups)
  }
  return { findings, backups: kept }
}

/** Services that a document names, and that no version lists. */
function unlisted(version: Version, ways: readonly WayBack[]): Finding<Place>[] {
  return ways.flatMap(({ document }) =>
    (document?.services ?? [])
      .filter((service) => !version.services.includes(service))
      .map((service) => {
        const args = { document: document!.path, service, version: version.name }
        return planFinding('plan/service-unlisted', { args, subject: version.name, at: placeOf(version, 'services') })
      }),
  )
}
