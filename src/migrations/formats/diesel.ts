import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import { chainOf } from '../chain.ts'
import { byText, type Folder, type Format, oneVersion, pathOf, subfolders, textOf, topNames } from '../format.ts'
import type { Migration } from '../migration.ts'
import { wholeFiles } from '../pairs.ts'

/** Diesel: a folder for each migration with `up.sql`, `down.sql` and, where it is not to run in a transaction, `metadata.toml`. */
export const diesel: Format = {
  name: 'diesel',
  fits: (folder) => {
    const steps = [...subfolders(folder)].filter(([, files]) => files.includes('up.sql'))
    return (
      steps.length > 0 && steps.every(([name, files]) => /^\d/.test(name) && !/^\d{13}_/.test(name) && !files.includes('metadata.yaml'))
    )
  },
  read: async (folder) => {
    const limits = topNames(folder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => `\`${pathOf(folder, name)}\` stands in no folder of its own, and was not read`)
    const versions = new Map<string, string>()
    const migrations: Migration[] = []
    const steps = [...subfolders(folder)].map(([id, files]) => ({ id, files, version: id.split('_')[0]!.replaceAll('-', '') }))
    for (const { id, files, version } of steps.sort((a, b) => byText(a.version, b.version) || byText(a.id, b.id))) {
      if (!files.includes('up.sql')) {
        limits.push(`\`${pathOf(folder, id)}\` holds no \`up.sql\`, and was not read`)
        continue
      }
      const taken = versions.get(version)
      if (taken !== undefined) throw oneVersion(folder, taken, id)
      versions.set(version, id)
      const wrap = files.includes('metadata.toml') ? await wrapIn(folder, `${id}/metadata.toml`) : 'transaction'
      const step = { version, id, up: `${id}/up.sql`, ...(files.includes('down.sql') ? { down: `${id}/down.sql` } : {}) }
      migrations.push(...(await wholeFiles(folder, [step], () => wrap)))
    }
    return chainOf(folder, 'diesel', migrations, limits, {
      table: '__diesel_schema_migrations',
      sql: 'CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)',
    })
  },
}

async function wrapIn(folder: Folder, name: string): Promise<Script['wrap']> {
  const { parse } = await import('smol-toml')
  try {
    return parse(await textOf(folder, name)).run_in_transaction === false ? 'query' : 'transaction'
  } catch (error) {
    throw new Refusal(`\`${pathOf(folder, name)}\` cannot be read: ${String((error as Error).message).split('\n')[0]}`, {
      path: pathOf(folder, name),
    })
  }
}
