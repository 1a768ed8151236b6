import type { RehearsedDatabase, RehearsedMigration } from '../model/report.ts'
import { line } from './escape.ts'
import type { Paint } from './paint.ts'

/** Every rehearsed migration on a line, with what it loses and leaves below it. */
export function rehearsalText(databases: readonly RehearsedDatabase[], paint: Paint): string {
  return databases.map((database) => databaseText(database, paint)).join('\n\n')
}

function databaseText(database: RehearsedDatabase, paint: Paint): string {
  const width = Math.max(0, ...database.migrations.map(({ id }) => id.length))
  const lines = database.migrations.flatMap((migration) => migrationLines(migration, width, paint))
  return [`${line(database.name)}, ${line(database.engine)}: ${tally(database.migrations)}`, ...lines].join('\n')
}

/** A migration on a line, with what it loses and leaves below it. */
export function migrationLines(migration: RehearsedMigration, width: number, paint: Paint): string[] {
  const color = { reversible: paint.green, lossy: paint.yellow, none: paint.dim, partial: paint.red, fails: paint.red, unknown: paint.red }[
    migration.verdict
  ]
  const lines = [
    `  ${line(migration.id).padEnd(width)}  ${color(migration.verdict)}${migration.restored ? ' (values come back)' : ''}  ${paint.dim(migration.category)}`,
  ]
  const list = (name: string, items: readonly string[]) => {
    if (items.length) lines.push(`      ${name}: ${items.map(line).join(', ')}`)
  }
  list('loses', migration.loses)
  for (const left of migration.left) lines.push(`      left: ${line(left)}`)
  list('discards', migration.discards)
  const { error } = migration
  if (error) lines.push(`      ${error.side}, line ${error.line}: ${line(error.message)}${error.sqlstate ? ` (${error.sqlstate})` : ''}`)
  return lines
}

/** How many migrations have which verdict. */
export function tally(migrations: readonly RehearsedMigration[]): string {
  const counts = new Map<string, number>()
  for (const { verdict } of migrations) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'no migrations'
}
