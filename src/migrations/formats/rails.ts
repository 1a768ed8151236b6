import { chainOf } from '../chain.ts'
import { codeMigration } from '../code.ts'
import { byNumber, type Format, textOf, topNames } from '../format.ts'
import { pairUp, unread, wholeFiles } from '../pairs.ts'

const shape = /^(\d+)_(\w+?)(?:\.(up|down))?\.(rb|sql)$/

/** Rails: `<version>_<title>.rb`, which is code, or what it amounts to as SQL of the same name; each in a transaction. */
export const rails: Format = {
  name: 'rails',
  fits: (folder) => topNames(folder).some((name) => /^\d+_\w+\.rb$/.test(name)),
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'Rails')
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
    const migrations = await Promise.all(
      steps.map(async (step, index) => {
        if (!step.up.endsWith('.rb')) return (await wholeFiles(folder, [step], () => 'transaction'))[0]!
        const previous = steps[index - 1]?.version
        return codeMigration(folder, step.up, {
          text: await textOf(folder, step.up),
          revision: step.version,
          previous: previous === undefined ? [] : [previous],
        })
      }),
    )
    return chainOf(folder, 'rails', migrations, limits, {
      table: 'schema_migrations',
      sql: 'CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY)',
    })
  },
}
