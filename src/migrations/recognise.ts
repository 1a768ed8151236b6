import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Script } from '../model/script.ts'
import type { Files } from '../model/tree.ts'
import { sameEitherWay } from './control.ts'
import type { Folder, Format } from './format.ts'
import { alembic } from './formats/alembic.ts'
import { atlas } from './formats/atlas.ts'
import { dbmate } from './formats/dbmate.ts'
import { diesel } from './formats/diesel.ts'
import { drizzle } from './formats/drizzle.ts'
import { flyway } from './formats/flyway.ts'
import { golangMigrate } from './formats/golang-migrate.ts'
import { goose } from './formats/goose.ts'
import { hasura } from './formats/hasura.ts'
import { liquibase } from './formats/liquibase.ts'
import { nodePgMigrate } from './formats/node-pg-migrate.ts'
import { plain } from './formats/plain.ts'
import { prisma } from './formats/prisma.ts'
import { rails } from './formats/rails.ts'
import { refinery } from './formats/refinery.ts'
import { sqitch } from './formats/sqitch.ts'
import { sqlMigrate } from './formats/sql-migrate.ts'
import { sqlx } from './formats/sqlx.ts'
import { supabase } from './formats/supabase.ts'
import type { Chain } from './migration.ts'

/** The formats, in the order in which one is taken where several read a folder alike. */
const formats: readonly Format[] = [
  golangMigrate,
  goose,
  sqlMigrate,
  dbmate,
  diesel,
  sqlx,
  flyway,
  liquibase,
  nodePgMigrate,
  sqitch,
  hasura,
  refinery,
  rails,
  prisma,
  drizzle,
  supabase,
  atlas,
  alembic,
  plain,
]

/**
 * The migrations of a database's folder, read in its format: the one that the policy names, else the one that is recognised.
 * With `runsCode` a code migration that has no rendering is told as such; without, it is a Refusal.
 */
export async function readChain(files: Files, definition: DatabaseDefinition, options: { runsCode?: boolean } = {}): Promise<Chain> {
  const folder = await folderOf(files, definition, options.runsCode ?? false)
  if (definition.format !== undefined) return formatNamed(definition).read(folder)
  const fitting: Format[] = []
  for (const format of formats) if (await format.fits(folder)) fitting.push(format)
  if (fitting.length === 0) {
    if (!folder.names.some((name) => name.endsWith('.sql')))
      return { format: 'plain', folder: folder.path, migrations: [], limits: [`\`${folder.path}\` holds no migrations`] }
    throw new Refusal(`the format of the migrations in \`${folder.path}\` is not known; name it with \`format:\``, at(definition))
  }
  // Where a tool's layout fits, plain numbered files are no second reading of it, but what is left where none does.
  const tools = fitting.length > 1 ? fitting.filter((format) => format !== plain) : fitting
  const chains = await Promise.all(tools.map((format) => format.read(folder)))
  // A tool that would run none of the files is not theirs, whatever its marks in them.
  const telling = chains.filter(({ migrations }) => migrations.length > 0)
  const left = telling.length === 0 && tools !== fitting && fitting.includes(plain) ? [await plain.read(folder)] : chains
  const [first, ...rest] = telling.length ? telling : left
  const other = rest.find((chain) => !readAlike(first!, chain, definition.engine))
  if (!other) return first!
  throw new Refusal(
    `the migrations in \`${folder.path}\` can be read as ${first!.format} and as ${other.format}; name one with \`format:\``,
    at(definition),
  )
}

async function folderOf(files: Files, definition: DatabaseDefinition, runsCode: boolean): Promise<Folder> {
  const path = definition.migrations.replace(/\/+$/, '')
  const names: string[] = []
  for (const [each, entry] of await files.entries()) {
    if (each === path && (entry.mode === 'symlink' || entry.mode === 'gitlink'))
      throw new Refusal(`\`${path}\`, where the migrations of \`${definition.name}\` are, is a ${nameOfMode(entry.mode)}`, at(definition))
    if (!each.startsWith(`${path}/`)) continue
    if ((entry.mode === 'symlink' || entry.mode === 'gitlink') && !/\.(md|txt)$/i.test(each))
      throw new Refusal(`\`${each}\` is a ${nameOfMode(entry.mode)}, not a migration`, { path: each })
    names.push(each.slice(path.length + 1))
  }
  await files.prefetch?.(names.filter((name) => /\.(sql|plan|py|toml)$/.test(name)).map((name) => `${path}/${name}`))
  return { files, path, names: names.sort(), definition, runsCode }
}

const nameOfMode = (mode: 'symlink' | 'gitlink'): string => (mode === 'symlink' ? 'symlink' : 'submodule')

/** Whether two formats read the same ids, order, statements and transactions out of a folder. */
function readAlike(one: Chain, other: Chain, engine: DatabaseDefinition['engine']): boolean {
  if (one.migrations.length !== other.migrations.length) return false
  return one.migrations.every((migration, index) => {
    const twin = other.migrations[index]!
    return migration.id === twin.id && scriptsAlike(migration.up, twin.up, engine) && scriptsAlike(migration.down, twin.down, engine)
  })
}

/** Whether two readings of a script are run alike. */
export function scriptsAlike(one: Script | undefined, other: Script | undefined, engine: DatabaseDefinition['engine']): boolean {
  if (!one || !other) return one === other
  if (one.text !== other.text || one.path !== other.path) return false
  if (one.wrap === other.wrap) return true
  // One query of many statements is one transaction to Postgres, where nothing in it says otherwise.
  return engine === 'postgres' && one.wrap !== 'statement' && other.wrap !== 'statement' && sameEitherWay(one, engine)
}

function formatNamed(definition: DatabaseDefinition): Format {
  const found = formats.find(({ name }) => name === definition.format)
  if (found) return found
  throw new Refusal(`no format is called \`${definition.format}\``, at(definition))
}

function at(definition: DatabaseDefinition): { path: string; line: number; column: number } {
  return { path: definition.at.path, line: definition.at.span.line, column: definition.at.span.column }
}
