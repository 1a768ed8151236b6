import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import { chainOf } from '../chain.ts'
import { addsEnumValue, bare, standsAlone } from '../control.ts'
import { byNumber, byText, type Folder, type Format, pathOf, textOf } from '../format.ts'
import type { Migration } from '../migration.ts'
import { pairUp, type Step, wholeFiles } from '../pairs.ts'

const shape = /^(?:.*\/)?([VUB])(\d+(?:[._]\d+)*)__(.*)\.sql$/
const repeatable = /^(?:.*\/)?R__(.*)\.sql$/
const callback = /^(?:.*\/)?(before|after)[A-Z]\w*(__.*)?\.sql$/

/** Flyway: `V1__title.sql` with `U1__title.sql` to undo it, `R__title.sql` run again when it changes; each in a transaction where its statements allow. */
export const flyway: Format = {
  name: 'flyway',
  fits: ({ names }) => names.some((name) => /^(?:.*\/)?V\d+(?:[._]\d+)*__.*\.sql$/.test(name)),
  read: async (folder) => {
    const limits: string[] = []
    for (const name of folder.names.filter((each) => each.endsWith('.sql') && !/(^|\/)[VU]\d/.test(each) && !repeatable.test(each))) {
      const what = shape.test(name)
        ? 'a baseline, which new databases alone begin with'
        : callback.test(name)
          ? 'a callback'
          : 'not named as Flyway names a migration'
      limits.push(`\`${pathOf(folder, name)}\` is ${what}, and was not read`)
    }
    const steps = pairUp(
      folder,
      folder.names,
      (name) => {
        const [, prefix, version] = shape.exec(name) ?? []
        if (version === undefined || prefix === 'B') return undefined
        return { version: plainVersion(version), id: idOf(name), side: prefix === 'U' ? 'down' : 'up' }
      },
      limits,
      byVersion,
    )
    const migrations = await wholeFiles(folder, steps, (text, step) => wrapOf(folder, text, step), { checksum: true })
    const again = folder.names
      .filter((name) => repeatable.test(name))
      .map((name) => ({ version: repeatable.exec(name)![1]!, id: idOf(name), up: name }))
      .sort((a, b) => byText(a.version, b.version))
    migrations.push(...(await wholeFiles(folder, again, (text, step) => wrapOf(folder, text, step), { repeatable: true })))
    for (const migration of migrations) refusePlaceholders(migration)
    return chainOf(folder, 'flyway', migrations, limits, {
      table: 'flyway_schema_history',
      sql: `CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL,
  script VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time INT NOT NULL, success BOOLEAN NOT NULL)`,
    })
  },
}

const idOf = (name: string): string => name.replace(/^.*\//, '').replace(/\.sql$/, '')

/** `1_10` and `1.10.0` are one version: numbers between dots, zeros at the end aside. */
function plainVersion(version: string): string {
  const parts = version.split(/[._]/).map((part) => BigInt(part).toString())
  while (parts.length > 1 && parts.at(-1) === '0') parts.pop()
  return parts.join('.')
}

function byVersion(a: string, b: string): number {
  const [one, other] = [a.split('.'), b.split('.')]
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const order = byNumber(one[index] ?? '0', other[index] ?? '0')
    if (order) return order
  }
  return 0
}

/** A file beside the script may say how it runs; else Flyway leaves the transaction out where a statement cannot stand in one. */
async function wrapOf(folder: Folder, text: string, step: Step): Promise<Script['wrap']> {
  const settings = `${step.up}.conf`
  const said = folder.names.includes(settings)
    ? /^\s*executeInTransaction\s*=\s*(true|false)/im.exec(await textOf(folder, settings))?.[1]
    : undefined
  if (said !== undefined) return said.toLowerCase() === 'true' ? 'transaction' : 'statement'
  const alone = standsAlone(text, folder.definition.engine) || (folder.definition.engine === 'postgres' && addsEnumValue(text))
  return alone ? 'statement' : 'transaction'
}

function refusePlaceholders({ up, down }: Migration): void {
  for (const script of [up, down]) {
    const found = script && /\$\{([^}\n]*)\}/.exec(bare(script.text))
    if (!found) continue
    const line = script.text.slice(0, found.index).split('\n').length
    throw new Refusal(`\`${script.path}\` holds the placeholder \`${found[0]}\`, and nothing here says what it stands for`, {
      path: script.path,
      line,
    })
  }
}
