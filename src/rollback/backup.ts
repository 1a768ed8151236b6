import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Hop, KeptBackup, Plan, StatedWay, WayBack } from '../model/plan.ts'
import { placeOf, type Version } from '../policy/versions.ts'
import { planFinding } from './codes.ts'
import { rounded } from './estimate.ts'
import { called } from './tier.ts'

/** A backup as the machine holds it: its size, when it was written, its hash, and its first and last bytes. */
export interface ReadBackup {
  bytes: number
  written: Date
  sha256: string
  head: Uint8Array
  tail: Uint8Array
  /** A folder that `pg_dump -Fd` wrote: the files in it. */
  files?: readonly string[]
}

/** Each file that a document names as backup, by that name; `undefined` where nothing can be read there. */
export type ReadBackups = ReadonlyMap<string, ReadBackup | undefined>

/** What is wrong with the backups of a hop that loses data, and those that are as they are to be. */
export function backupFindings(
  hop: Hop,
  version: Version,
  ways: readonly WayBack[],
  read: ReadBackups,
  now: Date,
): { findings: Finding<Place>[]; backups: KeptBackup[] } {
  const findings: Finding<Place>[] = []
  const backups: KeptBackup[] = []
  const about = { subject: version.name, at: placeOf(version, 'through') }
  const stated = new Map(ways.flatMap(({ document }) => (document?.backup ? [[document.backup.file, document.backup] as const] : [])))
  if (stated.size === 0 && !isAsked(version)) {
    const why = 'no document names a backup file, and no step `at: ready` that blocks asks for one'
    findings.push(planFinding('plan/backup-missing', { args: { hop: called(hop), why }, ...about }))
  }
  for (const [file, says] of stated) {
    const found = read.get(file)
    const why = found ? problemOf(found, says, now) : 'is not there, or cannot be read'
    if (why !== undefined || !found) {
      findings.push(planFinding('plan/backup-unreadable', { args: { file, why: why! }, ...about }))
      continue
    }
    const { written, sha256, bytes } = found
    backups.push({ file, bytes, written: written.toISOString(), sha256 })
    const age = now.getTime() - written.getTime()
    if (says.within === undefined && age > day)
      findings.push(planFinding('plan/backup-age', { args: { file, age: rounded(age), hash: sha256 }, ...about }))
  }
  return { findings, backups }
}

/** How a backup that a plan found is no longer what it was, as a sentence: it is read and hashed anew. */
export function unlikeBackup({ backups }: Pick<Plan, 'backups'>, read: (file: string) => ReadBackup | undefined): string | undefined {
  for (const { file, sha256 } of backups ?? []) {
    const found = read(file)
    if (!found) return `the backup \`${file}\`, which the plan counts on, is not there, or cannot be read`
    if (found.sha256 !== sha256)
      return `the backup \`${file}\` is no longer the one that the plan counts on: its sha256 is ${found.sha256}, and was ${sha256}`
  }
  return undefined
}

const day = 864e5

/** Whether the version itself asks for the backup ahead of all, and goes no further without it. */
const isAsked = ({ steps }: Version): boolean =>
  steps.some(({ at, blocks, name, run, sql }) => at === 'ready' && blocks && /backup|dump|snapshot/i.test(`${name} ${run ?? sql}`))

function problemOf(found: ReadBackup, says: NonNullable<StatedWay['backup']>, now: Date): string | undefined {
  if (found.bytes === 0) return 'is empty'
  if (says.sha256 !== undefined && says.sha256.toLowerCase() !== found.sha256)
    return `has the sha256 ${found.sha256}, and the document states ${says.sha256}`
  const age = now.getTime() - found.written.getTime()
  if (says.within !== undefined && age > says.within) return `is ${rounded(age)} old, and the document allows ${rounded(says.within)}`
  if (says.sha256 !== undefined) return undefined
  return shapeProblem(found)
}

/** What is wrong with a dump by its own marks (those that pg_restore, psql, mysql and sqlite3 look for). */
function shapeProblem({ head, tail, files }: ReadBackup): string | undefined {
  if (files) return files.includes('toc.dat') ? undefined : 'is a folder without the `toc.dat` that pg_restore reads'
  const [start, end] = [Buffer.from(head).toString('latin1'), Buffer.from(tail).toString('latin1')]
  if (start.startsWith('PGDMP') || start.startsWith('SQLite format 3\0') || start.slice(257, 262) === 'ustar') return undefined
  if (/^(?:\x1f\x8b|\x28\xb5\x2f\xfd|BZh|\xfd7zXZ)/.test(start)) return undefined
  if (/^--\s*\n?--\s*PostgreSQL database dump/.test(start))
    return /PostgreSQL database dump complete/.test(end) ? undefined : 'ends ahead of its last line'
  if (/^(?:\/\*.*\n)?--\s*(?:MySQL|MariaDB) dump/.test(start)) return /Dump completed/.test(end) ? undefined : 'ends ahead of its last line'
  return 'is of no kind that is known; state its `backup-sha256` in the document'
}
