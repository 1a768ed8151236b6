import { categoryOf } from '../catalog/category.ts'
import { documentPath } from '../guards/rollback/read.ts'
import type { RehearsedMigration } from '../model/report.ts'
import type { Rehearsed } from '../rehearsal/rehearse.ts'
import type { Bench } from './graded.ts'

/** One rehearsed migration as a report has it, with the document of its way back where one stands. */
export async function toldOn(bench: Pick<Bench, 'rules' | 'files'>, rehearsed: Rehearsed): Promise<RehearsedMigration> {
  const document = documentPath(bench.rules[0], rehearsed.migration.id)
  return { ...told(rehearsed), ...(document !== undefined && (await bench.files.entries()).has(document) ? { document } : {}) }
}

function told(rehearsed: Rehearsed): RehearsedMigration {
  const { migration, error } = rehearsed
  return {
    id: migration.id,
    up: migration.up.path,
    ...(migration.down ? { down: migration.down.path } : {}),
    category: categoryOf(rehearsed.before, rehearsed.after, rehearsed.effects, true),
    verdict: rehearsed.grade,
    loses: rehearsed.loses,
    rewrites: rehearsed.rewrites,
    left: rehearsed.left,
    discards: rehearsed.discards,
    ...(rehearsed.restored ? { restored: true as const } : {}),
    ...(rehearsed.afterFailure ? { afterFailure: true as const } : {}),
    ...(error
      ? {
          error: {
            side: error.side,
            statement: error.error.at.statement,
            line: error.error.at.span.line,
            message: error.error.message,
            ...(error.error.sqlstate ? { sqlstate: error.error.sqlstate } : {}),
          },
        }
      : {}),
    ms: rehearsed.ms,
  }
}
