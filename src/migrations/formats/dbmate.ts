import { Refusal } from '../../model/refusal.ts'
import { chainOf } from '../chain.ts'
import { byText, type Format, oneVersion, pathOf, someText, textOf, topNames } from '../format.ts'
import type { Migration } from '../migration.ts'
import { unread } from '../pairs.ts'
import { cut, partScript } from '../sections.ts'

const shape = /^(\d+).*\.sql$/
const marker = /^--\s*migrate:(up|down)\b\s*(.*)$/

/** dbmate: one file with `-- migrate:up` and `-- migrate:down`, each a query in a transaction unless `transaction:false` stands behind. */
export const dbmate: Format = {
  name: 'dbmate',
  fits: (folder) => someText(folder, /^--\s*migrate:up\b/m),
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'dbmate')
    const versions = new Map<string, string>()
    const migrations: Migration[] = []
    for (const name of names.filter((each) => shape.test(each)).sort(byText)) {
      const version = shape.exec(name)![1]!
      const taken = versions.get(version)
      if (taken !== undefined) throw oneVersion(folder, taken, name)
      versions.set(version, name)
      const id = name.replace(/\.sql$/, '')
      const text = await textOf(folder, name)
      const parts = cut(text, marker)
      const back = parts.find(({ word }) => word === 'down')
      const script = (direction: 'up' | 'down') => {
        // The first marker of each direction counts; any other is a comment.
        const first = parts.find(({ word }) => word === direction)
        const part = first && { ...first, end: back && back.from > first.from ? back.from : text.length }
        return (
          part &&
          partScript(folder, name, text, part, {
            migration: id,
            direction,
            wrap: /\btransaction:false\b/.test(part.rest) ? 'query' : 'transaction',
          })
        )
      }
      const up = script('up')
      if (!up) throw new Refusal(`\`${pathOf(folder, name)}\` has no \`-- migrate:up\``, { path: pathOf(folder, name), line: 1 })
      const down = script('down')
      migrations.push({ id, up, ...(down ? { down } : {}) })
    }
    return chainOf(folder, 'dbmate', migrations, limits, {
      table: 'schema_migrations',
      sql: 'CREATE TABLE schema_migrations (version varchar(128) NOT NULL PRIMARY KEY)',
    })
  },
}
