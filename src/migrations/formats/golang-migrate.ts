import { chainOf } from '../chain.ts'
import { byNumber, byText, type Format, topNames } from '../format.ts'
import { pairUp, unread, wholeFiles } from '../pairs.ts'

const shape = /^(\d+)_(.*)\.(up|down)\.(.*)$/

/** golang-migrate: `<version>_<title>.up.sql` and `.down.sql`, each sent as one query of many statements. */
export const golangMigrate: Format = {
  name: 'golang-migrate',
  fits: (folder) => topNames(folder).some((name) => /^\d+_.*\.up\.sql$/.test(name)),
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'golang-migrate')
    const twice = sharedVersions(names)
    for (const version of twice)
      limits.push(
        `version ${version} in \`${folder.path}\` is that of more than one pair, which golang-migrate itself refuses; they were run by title`,
      )
    const steps = pairUp(
      folder,
      names,
      (name) => {
        const found = read(name)
        return found && { ...found, version: twice.has(found.version) ? `${found.version} ${found.title}` : found.version }
      },
      limits,
      (a, b) => byNumber(a.split(' ')[0]!, b.split(' ')[0]!) || byText(a, b),
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

function read(name: string) {
  const [, digits, title, side] = shape.exec(name) ?? []
  return digits === undefined
    ? undefined
    : { version: BigInt(digits).toString(), title: title!, id: `${digits}_${title}`, side: side as 'up' | 'down' }
}

/**
 * Versions that several titles share. Some projects' own runners take them by title, which is seen by titles that each have a file for both
 * directions; then titles without a way back are run so too.
 */
function sharedVersions(names: readonly string[]): Set<string> {
  const titles = new Map<string, Map<string, Set<string>>>()
  for (const { version, title, side } of names.flatMap((name) => read(name) ?? [])) {
    const known = titles.get(version) ?? new Map<string, Set<string>>()
    titles.set(version, known.set(title, (known.get(title) ?? new Set<string>()).add(side)))
  }
  const shared = [...titles].filter(([, known]) => known.size > 1 && [...known.values()].every((sides) => sides.has('up')))
  const whole = shared.some(([, known]) => [...known.values()].every((sides) => sides.size === 2))
  return new Set(whole ? shared.map(([version]) => version) : [])
}
