import { chainOf } from '../chain.ts'
import { byNumber, type Format, hasMarkers, inCrate, topNames } from '../format.ts'
import { pairUp, unread, wholeFiles } from '../pairs.ts'

const shape = /^(\d+)_(.*?)(?:\.(up|down))?\.sql$/

/** sqlx: `<version>_<title>.sql`, or `.up.sql` and `.down.sql`, each in a transaction unless it begins with `-- no-transaction`. */
export const sqlx: Format = {
  name: 'sqlx',
  fits: async (folder) => topNames(folder).some((name) => shape.test(name)) && (await inCrate(folder)) && !(await hasMarkers(folder)),
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'sqlx')
    const steps = pairUp(
      folder,
      names,
      (name) => {
        const [, version, title, side = 'up'] = shape.exec(name) ?? []
        return version === undefined
          ? undefined
          : { version: BigInt(version).toString(), id: `${version}_${title}`, side: side as 'up' | 'down' }
      },
      limits,
      byNumber,
    )
    const alone = folder.definition.engine === 'sqlite' ? 'statement' : 'query'
    const migrations = await wholeFiles(folder, steps, (text) => (text.startsWith('-- no-transaction') ? alone : 'transaction'), {
      checksum: true,
    })
    return chainOf(folder, 'sqlx', migrations, limits, {
      table: '_sqlx_migrations',
      sql: {
        postgres:
          'CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)',
        sqlite:
          'CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)',
      },
    })
  },
}
