import { Refusal } from '../../model/refusal.ts'
import { chainOf } from '../chain.ts'
import { byNumber, type Folder, type Format, oneVersion, pathOf, subfolders } from '../format.ts'
import type { Migration } from '../migration.ts'
import { wholeFiles } from '../pairs.ts'

const shape = /^(\d+)_/

/** Hasura: a folder for each migration, `<version>_<title>/up.sql` and `down.sql`, below a folder for the database; each sent as one query. */
export const hasura: Format = {
  name: 'hasura',
  fits: ({ names }) => {
    const ups = names.filter((name) => name.endsWith('/up.sql')).map((name) => name.split('/'))
    return ups.length > 0 && ups.every((parts) => parts.length <= 3 && /^\d{13}_/.test(parts.at(-2)!))
  },
  read: async (folder) => {
    const top = subfolders(folder)
    const databases = [...top]
      .filter(([name, files]) => !shape.test(name) && files.some((file) => /^\d+_[^/]*\/up\.sql$/.test(file)))
      .map(([name]) => name)
    if (databases.length > 1)
      throw new Refusal(
        `\`${folder.path}\` holds the migrations of ${databases.map((name) => `\`${name}\``).join(' and ')}; let \`migrations\` name one of them`,
        { path: folder.path },
      )
    const below = databases[0] === undefined ? '' : `${databases[0]}/`
    const inner: Folder = {
      ...folder,
      names: folder.names.filter((name) => name.startsWith(below)).map((name) => name.slice(below.length)),
    }
    const limits: string[] = []
    const versions = new Map<string, string>()
    const migrations: Migration[] = []
    const steps = [...subfolders(inner)]
      .filter(([id]) => shape.test(id))
      .map(([id, files]) => ({ id, files, version: shape.exec(id)![1]! }))
    for (const { id, files, version } of steps.sort((a, b) => byNumber(a.version, b.version))) {
      for (const yaml of files.filter((file) => /^(up|down)\.ya?ml$/.test(file)))
        limits.push(`\`${pathOf(folder, `${below}${id}/${yaml}`)}\` is metadata of Hasura, and was not run`)
      if (!files.includes('up.sql')) continue
      const taken = versions.get(version)
      if (taken !== undefined) throw oneVersion(folder, below + taken, below + id)
      versions.set(version, id)
      const step = { version, id, up: `${below}${id}/up.sql`, ...(files.includes('down.sql') ? { down: `${below}${id}/down.sql` } : {}) }
      migrations.push(...(await wholeFiles(folder, [step], () => 'query')))
    }
    return chainOf(folder, 'hasura', migrations, limits)
  },
}
