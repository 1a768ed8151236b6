import { sql, type Target, type Weakening } from './weakening.ts'

/** The query goes on to be asked: what it reads stays, under its name. */
export function* invariant({ protection: { options }, engine }: Target<{ sql: string; after?: string }>): Iterable<Weakening> {
  // What is asked on the ways back alone is not asked of an up.
  if (options.after === 'rollback') return
  const text = options.sql.replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  const named = new Set(
    [...text.matchAll(/\bWITH\s+(?:RECURSIVE\s+)?(\w+)\s+AS|,\s*(\w+)\s+AS\s*\(/gi)].map(([, first, next]) => first ?? next),
  )
  const read = [...text.matchAll(/\b(?:FROM|JOIN)\s+([\w".]+)/gi)].map(([, name]) => name!)
  const gone = 'invariant/not-asked'
  for (const table of new Set(read.filter((name) => !named.has(name)))) {
    const own = table.split('.').at(-1)
    yield sql(`drop table \`${table}\`, which it reads`, `DROP TABLE ${table}${engine === 'sqlite' ? '' : ' CASCADE'}`, gone)
    yield sql(`rename table \`${table}\`, which it reads`, `ALTER TABLE ${table} RENAME TO pawl_renamed`, gone)
    yield sql(
      `put a view of other columns in the place of \`${table}\``,
      `ALTER TABLE ${table} RENAME TO pawl_renamed;\nCREATE VIEW ${table} AS SELECT 1 AS pawl_one`,
      gone,
    )
    yield sql(
      `put a table of other columns in the place of \`${table}\``,
      `ALTER TABLE ${table} RENAME TO pawl_renamed;\nCREATE TABLE ${table} (pawl_one integer)`,
      gone,
    )
    if (engine !== 'sqlite')
      yield sql(
        `move table \`${table}\`, which it reads`,
        `CREATE SCHEMA pawl_elsewhere;\nALTER TABLE ${table} SET SCHEMA pawl_elsewhere`,
        gone,
      )
    const column = new RegExp(`\\bSELECT\\s+(?:${own}\\.)?([a-z_]\\w*)\\b(?!\\s*\\()[\\s\\S]*\\bFROM\\s+${own}\\b`, 'i').exec(text)?.[1]
    if (column)
      yield sql(
        `rename column \`${column}\` of \`${table}\`, which it reads`,
        `ALTER TABLE ${table} RENAME COLUMN ${column} TO pawl_renamed`,
        gone,
      )
  }
}
