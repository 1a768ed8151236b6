import type { EngineError } from '../catalog/effect.ts'
import type { Finding } from '../model/finding.ts'
import type { Place, Side } from '../model/place.ts'

/** Codes that speak of a migration itself. */
export const migrationCodes = {
  'migration/up-fails': {
    says: (args: { migration: string; message: string }) => `the up of \`${args.migration}\` fails: ${args.message}`,
    help: () => 'mend the statement; nothing of what follows it was run',
  },
  'migration/rendered-stale': {
    says: (args: { path: string; code: string; how: string }) => `\`${args.path}\` is not what \`${args.code}\` does: ${args.how}`,
    help: () => 'render the migration again, and commit what comes of it',
  },
}

/** A migration whose up raises an error, on a database that holds the history before it. */
export function upFails(database: string, migration: string, error: EngineError, side: Side): Finding<Place> {
  const code = migrationCodes['migration/up-fails']
  return {
    code: 'migration/up-fails',
    level: 'error',
    kind: 'migration',
    subject: `${database} ${migration}`,
    what: error.message,
    message: code.says({ migration, message: error.message }),
    help: code.help(),
    docs: 'docs/guards/migration.md#up-fails',
    places: [{ side, path: error.at.path, span: error.at.span, label: error.sqlstate ?? 'fails here' }],
  }
}
