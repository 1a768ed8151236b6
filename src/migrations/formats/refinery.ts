import { chainOf } from '../chain.ts'
import { codeMigration } from '../code.ts'
import { byNumber, type Folder, type Format, inCrate, textOf, topNames } from '../format.ts'
import { pairUp, unread, wholeFiles } from '../pairs.ts'

const shape = /^([UV])(\d+)__(\w+)\.(sql|rs)$/

/** refinery: `V1__title.sql`, and `U1__title.sql` for one that may come late; forward alone, each in a transaction. */
export const refinery: Format = {
  name: 'refinery',
  fits: async (folder) => {
    const versions = topNames(folder).flatMap((name) => shape.exec(name)?.[2] ?? [])
    // One version twice is no refinery: there U is a migration of its own, and undoes nothing.
    return versions.length > 0 && new Set(versions).size === versions.length && (await inCrate(folder))
  },
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'refinery')
    const steps = pairUp(
      folder,
      names,
      (name) => {
        const version = shape.exec(name)?.[2]
        return version === undefined ? undefined : { version: BigInt(version).toString(), id: name.replace(/\.\w+$/, ''), side: 'up' }
      },
      limits,
      byNumber,
    )
    const migrations = await Promise.all(
      steps.map(async (step, index) =>
        step.up.endsWith('.rs')
          ? code(folder, step.up, step.version, steps[index - 1]?.version)
          : (await wholeFiles(folder, [step], () => 'transaction', { checksum: true }))[0]!,
      ),
    )
    return chainOf(folder, 'refinery', migrations, limits, {
      table: 'refinery_schema_history',
      sql: 'CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))',
    })
  },
}

async function code(folder: Folder, name: string, version: string, previous: string | undefined) {
  return codeMigration(folder, name, {
    text: await textOf(folder, name),
    revision: version,
    previous: previous === undefined ? [] : [previous],
  })
}
