import { Refusal } from '../../model/refusal.ts'
import { type Format, fileScript, pathOf } from '../format.ts'
import type { Migration } from '../migration.ts'

const down = /[._-](down|undo|rollback|revert)\.sql$/i
const up = /[._-](up|do|deploy)\.sql$/i

/** Plain numbered files: `001_accounts.sql`, with `001_accounts.down.sql` beside it where there is a way back. Each file is one transaction. */
export const plain: Format = {
  name: 'plain',
  fits: ({ names }) => names.some((name) => /^[A-Za-z]?\d+.*\.sql$/.test(name)),
  read: async (folder) => {
    const limits: string[] = []
    const steps = new Map<string, { up?: string; down?: string }>()
    for (const name of folder.names.filter((each) => each.endsWith('.sql'))) {
      if (!/^[A-Za-z]?\d/.test(name) || name.includes('/')) {
        limits.push(`\`${pathOf(folder, name)}\` does not begin with a number, and was not read`)
        continue
      }
      const id = name
        .replace(down, '')
        .replace(up, '')
        .replace(/\.sql$/, '')
      const side = down.test(name) ? 'down' : 'up'
      const known = steps.get(id) ?? {}
      if (known[side])
        throw new Refusal(`\`${pathOf(folder, known[side])}\` and \`${pathOf(folder, name)}\` are one migration`, {
          path: pathOf(folder, name),
        })
      steps.set(id, { ...known, [side]: name })
    }
    const migrations: Migration[] = []
    for (const [id, step] of [...steps].sort(([a], [b]) => byNumber(a, b))) {
      if (!step.up) {
        limits.push(`\`${pathOf(folder, step.down!)}\` has no up beside it, and was not run`)
        continue
      }
      migrations.push({
        id,
        up: await fileScript(folder, step.up, { migration: id, direction: 'up', wrap: 'transaction' }),
        ...(step.down ? { down: await fileScript(folder, step.down, { migration: id, direction: 'down', wrap: 'transaction' }) } : {}),
      })
    }
    return { format: 'plain', folder: folder.path, migrations, limits }
  },
}

/** By the number that a name begins with, then by the name. */
function byNumber(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => BigInt(/\d+/.exec(name)![0]))
  if (one !== other) return one! < other! ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
