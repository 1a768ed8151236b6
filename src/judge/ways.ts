import { Fields } from '../guards/rollback/fields.ts'
import { noticeIn } from '../guards/rollback/notice.ts'
import { readDocument } from '../guards/rollback/read.ts'
import type { StatedWay, WayBack } from '../model/plan.ts'
import type { RollbackRules } from '../model/policy.ts'
import type { RehearsedMigration } from '../model/report.ts'
import type { Files } from '../model/tree.ts'
import type { Rehearsed } from '../rehearsal/rehearse.ts'
import type { Bench } from './graded.ts'

/** The way back of one rehearsed migration, with what its document states of it. */
export async function wayBackOf(bench: Bench, rehearsed: Rehearsed, told: RehearsedMigration): Promise<WayBack> {
  const { id, category, discards, left, ms } = told
  // What the up took away is lost already, and not on a way back that there is none of.
  const loses = rehearsed.grade === 'none' ? [] : told.loses
  const [rules] = bench.rules
  const within = rules?.categories[category]?.within
  const document = rules ? await statedBy(bench.files, rules, id) : undefined
  return {
    id,
    database: bench.stage.database,
    category,
    verdict: rehearsed.enumsAlone ? (loses.length ? 'lossy' : 'reversible') : rehearsed.grade,
    loses,
    discards,
    left,
    ...(rehearsed.error ? { failure: failureOf(rehearsed.upFails, rehearsed.error) } : {}),
    ms,
    ...(within === undefined ? {} : { within }),
    ...(document ? { document } : {}),
  }
}

function failureOf(upFails: boolean, { side, error }: NonNullable<Rehearsed['error']>): NonNullable<WayBack['failure']> {
  const message = error.sqlstate ? `${error.message} (${error.sqlstate})` : error.message
  return { what: side === 'down' ? side : upFails ? 'up' : 'second up', message }
}

/** What a rollback document states; what cannot be read is told where documents are judged. */
async function statedBy(files: Files, rules: RollbackRules, migration: string): Promise<StatedWay | undefined> {
  const { path, content } = await readDocument(files, rules, migration)
  if (path === undefined || typeof content === 'string') return undefined
  const fields = new Fields(content, rules.names)
  const notice = noticeIn(content, path, (await files.text(path)) ?? '')
  const [estimate, downtime, services] = [fields.duration('estimate'), fields.duration('downtime'), fields.list('services')]
  return {
    path,
    ...(estimate && 'value' in estimate ? { estimate: estimate.value } : {}),
    ...(downtime && 'value' in downtime ? { downtime: downtime.value } : {}),
    ...(services && 'value' in services ? { services: services.value } : {}),
    ...backupIn(fields),
    ...(notice ? { notice } : {}),
  }
}

function backupIn(fields: Fields): Pick<StatedWay, 'backup'> {
  const [file, sha256, within] = [fields.text('backup'), fields.text('backup-sha256'), fields.duration('backup-within')]
  if (file === undefined) return {}
  const hash = sha256 === undefined ? {} : { sha256 }
  return { backup: { file, ...hash, ...(within && 'value' in within ? { within: within.value } : {}) } }
}
