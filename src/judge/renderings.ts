import type { Chain } from '../migrations/migration.ts'
import type { Change } from '../model/change.ts'
import type { RefusalNote } from '../model/report.ts'

/** Migrations whose code changed while the SQL that it amounts to did not: what they do now, nobody has said. */
export function staleRenderings({ before, after }: Change<Chain>): RefusalNote[] {
  const older = new Map(before.migrations.map((migration) => [migration.id, migration]))
  return after.migrations.flatMap(({ id, up, down, code }) => {
    const was = older.get(id)
    if (!code || code.unrendered || !was?.code || was.code.text === code.text) return []
    if (was.up.text !== up.text || was.down?.text !== down?.text) return []
    return [
      {
        message: `\`${code.path}\` changed, and its rendering \`${up.path}\` did not: render it again and commit that, or give \`run:\` and call pawl with \`--allow-run\``,
        path: code.path,
      },
    ]
  })
}
