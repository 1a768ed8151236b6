import { Refusal } from '../../model/refusal.ts'
import { chainOf } from '../chain.ts'
import { byNumber, byText, type Format, pathOf, someText, textOf, topNames } from '../format.ts'
import type { Migration } from '../migration.ts'
import { cut, partScript, partsScript } from '../sections.ts'

const marker = /^--\s*\+migrate\s+(up|down)\b\s*(.*)$/i

/** sql-migrate (rubenv): one file with `-- +migrate Up` and `-- +migrate Down`, each in a transaction unless `notransaction` stands behind. */
export const sqlMigrate: Format = {
  name: 'sql-migrate',
  fits: (folder) => someText(folder, /^--\s*\+migrate\s+up\b/im),
  read: async (folder) => {
    const names = topNames(folder).filter((name) => name.endsWith('.sql'))
    const migrations = await Promise.all(
      names.sort(byPrefix).map(async (name): Promise<Migration> => {
        const id = name.replace(/\.sql$/, '')
        const text = await textOf(folder, name)
        const parts = cut(text, marker)
        if (!parts.length)
          throw new Refusal(`\`${pathOf(folder, name)}\` has no \`-- +migrate Up\``, { path: pathOf(folder, name), line: 1 })
        const script = (direction: 'up' | 'down') => {
          // A direction may be begun more than once; it is run as one, and in no transaction where one of its markers says so.
          const own = parts.filter(({ word }) => word === direction)
          if (!own.length) return undefined
          const wrap = own.some(({ rest }) => /\bnotransaction\b/i.test(rest)) ? 'statement' : 'transaction'
          return partsScript(folder, name, text, own, { migration: id, direction, wrap })
        }
        const down = script('down')
        const up =
          script('up') ??
          partScript(folder, name, text, { start: 0, end: 0, line: 1 }, { migration: id, direction: 'up', wrap: 'transaction' })
        return { id, up, ...(down ? { down } : {}) }
      }),
    )
    return chainOf(folder, 'sql-migrate', migrations, [], {
      table: 'gorp_migrations',
      sql: {
        postgres: 'CREATE TABLE gorp_migrations (id text NOT NULL PRIMARY KEY, applied_at timestamp with time zone)',
        sqlite: 'CREATE TABLE gorp_migrations (id varchar(255) NOT NULL PRIMARY KEY, applied_at datetime)',
      },
    })
  },
}

/** By the number that both begin with, else by name, as sql-migrate sorts. */
function byPrefix(a: string, b: string): number {
  const [one, other] = [/^\d+/.exec(a)?.[0], /^\d+/.exec(b)?.[0]]
  return (one && other && byNumber(one, other)) || byText(a, b)
}
