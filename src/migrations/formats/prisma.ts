import { chainOf } from '../chain.ts'
import { byText, type Format, pathOf, subfolders } from '../format.ts'
import { type Step, wholeFiles } from '../pairs.ts'

/** Prisma: a folder for each migration with `migration.sql`, in the order of their names, each sent as one query; `down.sql` where somebody wrote one. */
export const prisma: Format = {
  name: 'prisma',
  fits: (folder) => {
    const steps = [...subfolders(folder).values()].filter((files) => files.includes('migration.sql'))
    return steps.length > 0 && !steps.some((files) => files.includes('snapshot.json'))
  },
  read: async (folder) => {
    const limits: string[] = []
    const steps: (Step & { up: string })[] = []
    for (const [id, files] of [...subfolders(folder)].sort(([a], [b]) => byText(a, b))) {
      if (files.includes('migration.sql'))
        steps.push({ version: id, id, up: `${id}/migration.sql`, ...(files.includes('down.sql') ? { down: `${id}/down.sql` } : {}) })
      else limits.push(`\`${pathOf(folder, id)}\` holds no \`migration.sql\`, and was not read`)
    }
    const migrations = await wholeFiles(folder, steps, () => 'query')
    return chainOf(folder, 'prisma', migrations, limits, {
      table: '_prisma_migrations',
      sql: {
        postgres:
          'CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)',
        sqlite:
          'CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY NOT NULL, checksum TEXT NOT NULL, finished_at DATETIME, migration_name TEXT NOT NULL, logs TEXT, rolled_back_at DATETIME, started_at DATETIME NOT NULL DEFAULT current_timestamp, applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0)',
      },
    })
  },
}
