import { Refusal } from '../../model/refusal.ts'
import { type Format, fileScript, pathOf } from '../format.ts'
import type { Migration } from '../migration.ts'

const shape = /^(\d+)_(.*)\.(up|down)\.sql$/

/** golang-migrate: `<version>_<title>.up.sql` and `.down.sql`, each sent as one multi-statement query. */
export const golangMigrate: Format = {
  name: 'golang-migrate',
  fits: ({ names }) => names.some((name) => /^\d+_.*\.up\.sql$/.test(name)),
  read: async (folder) => {
    // Its SQLite driver wraps each file in a transaction; its Postgres driver sends the file as one query.
    const wrap = folder.definition.engine === 'sqlite' ? 'transaction' : 'query'
    const versions = new Map<string, { id: string; up?: string; down?: string }>()
    const limits: string[] = []
    for (const name of folder.names) {
      const [, version, title, direction] = shape.exec(name) ?? []
      if (version === undefined) {
        if (name.endsWith('.sql'))
          limits.push(`\`${pathOf(folder, name)}\` is not named as golang-migrate names a migration, and was not read`)
        continue
      }
      const number = BigInt(version).toString()
      const known = versions.get(number) ?? { id: `${version}_${title}` }
      const side = direction as 'up' | 'down'
      if (known[side])
        throw new Refusal(`\`${pathOf(folder, known[side])}\` and \`${pathOf(folder, name)}\` have one version`, {
          path: pathOf(folder, name),
        })
      known[side] = name
      if (side === 'up') known.id = `${version}_${title}`
      versions.set(number, known)
    }
    const ordered = [...versions].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1)).map(([, each]) => each)
    const migrations: Migration[] = []
    for (const { id, up, down } of ordered) {
      if (!up) {
        limits.push(`\`${pathOf(folder, down!)}\` has no up beside it, and was not run`)
        continue
      }
      migrations.push({
        id,
        up: await fileScript(folder, up, { migration: id, direction: 'up', wrap }),
        ...(down ? { down: await fileScript(folder, down, { migration: id, direction: 'down', wrap }) } : {}),
      })
    }
    return { format: 'golang-migrate', folder: folder.path, migrations, limits }
  },
}
