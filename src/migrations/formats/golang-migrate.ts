import { chainOf } from '../chain.ts'
import { byNumber, type Format, topNames } from '../format.ts'
import { pairUp, unread, wholeFiles } from '../pairs.ts'

const shape = /^(\d+)_(.*)\.(up|down)\.(.*)$/

/** golang-migrate: `<version>_<title>.up.sql` and `.down.sql`, each sent as one query of many statements. */
export const golangMigrate: Format = {
  name: 'golang-migrate',
  fits: (folder) => topNames(folder).some((name) => /^\d+_.*\.up\.sql$/.test(name)),
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'golang-migrate')
    const steps = pairUp(
      folder,
      names,
      (name) => {
        const [, version, title, side] = shape.exec(name) ?? []
        return version === undefined
          ? undefined
          : { version: BigInt(version).toString(), id: `${version}_${title}`, side: side as 'up' | 'down' }
      },
      limits,
      byNumber,
    )
    // Its SQLite driver begins a transaction around each file; the others send the file as it is.
    const migrations = await wholeFiles(folder, steps, () => (folder.definition.engine === 'sqlite' ? 'transaction' : 'query'))
    return chainOf(folder, 'golang-migrate', migrations, limits, {
      table: 'schema_migrations',
      sql: {
        postgres: 'CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)',
        sqlite:
          'CREATE TABLE schema_migrations (version uint64, dirty bool); CREATE UNIQUE INDEX version_unique ON schema_migrations (version)',
      },
    })
  },
}
