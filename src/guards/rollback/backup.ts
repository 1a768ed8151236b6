import { fitsStars } from '../../model/stars.ts'
import { type Command, programOf } from './commands.ts'

/** A backup that a command makes: the tool, and for pg_dump whether it is plain text. */
export interface Backup {
  tool: string
  form: 'plain' | 'archive' | 'own'
}

const tools = /^(?:pg_dump|pg_dumpall|mysqldump|mariadb-dump|sqlite3)$/

/** The backup that a command makes, if it makes one; `problem` where it is a backup tool that dumps no rows. */
export function backupOf(words: readonly string[], others: readonly string[]): Backup | { problem: string } | undefined {
  for (const other of others) {
    const wanted = other.trim().split(/\s+/)
    if (wanted.every((word, at) => words[at] === word)) return { tool: other, form: 'own' }
  }
  const program = programOf(words, tools)
  const [tool, ...rest] = program
  if (tool === undefined) return undefined
  if (rest.some((word) => /^(?:--help|--version|-\?|-V)$/.test(word))) return { problem: `\`${tool} ${rest.join(' ')}\` dumps nothing` }
  if (tool === 'sqlite3')
    return rest.some((word) => /^\s*\.backup\b|\bvacuum\s+into\b/i.test(word)) ? { tool: 'sqlite3', form: 'own' } : undefined
  if (tool.startsWith('pg_') && rest.some((word) => /^(?:-s|--schema-only|-g|--globals-only|-r|--roles-only)$/.test(word)))
    return { problem: `\`${tool}\` is told to dump no rows` }
  if (/^(?:mysqldump|mariadb-dump)$/.test(tool))
    return rest.some((word) => /^(?:-d|--no-data)$/.test(word))
      ? { problem: `\`${tool}\` is told to dump no rows` }
      : { tool: 'mysqldump', form: 'plain' }
  return { tool: 'pg_dump', form: tool === 'pg_dump' ? formOf(rest) : 'plain' }
}

/**
 * The table that a backup is told to leave out, of one that is lost or whose column is. A pattern that nobody can be sure of leaves out
 * nothing.
 */
export function leftOut(words: readonly string[], lost: string): string | undefined {
  const [tool, ...rest] = programOf(words, tools)
  const parts = lost.split('.')
  if (tool === 'pg_dump') return omits(rest, parts[0]!, parts[1] ?? '') ? parts.slice(0, 2).join('.') : undefined
  if (tool !== 'mysqldump' && tool !== 'mariadb-dump') return undefined
  const ignored = given(rest, /^--ignore-table(?:=(.*))?$/).map((each) => each.split('.').at(-1)?.toLowerCase())
  return ignored.includes(parts[0]!.toLowerCase()) ? parts[0] : undefined
}

/** The values of an option, beside it or in the word behind it. */
function given(words: readonly string[], option: RegExp): string[] {
  return words.flatMap((word, at) => {
    const found = option.exec(word)
    return found ? found[1] || words[at + 1] || [] : []
  })
}

/** Whether pg_dump, so called, dumps no rows of a table (its manual page, "Options"). */
function omits(words: readonly string[], schema: string, name: string): boolean {
  const fits = (pattern: string, whole: string) =>
    /^[\w$.*?"]+$/.test(pattern) ? fitsStars(pattern.replaceAll('"', '').toLowerCase(), whole.toLowerCase(), '?') : undefined
  const tableFits = (pattern: string) => fits(pattern, pattern.includes('.') ? `${schema}.${name}` : name)
  const wanted = given(words, /^(?:-t|--table)(?:=?(.*))$/).map(tableFits)
  const schemas = given(words, /^(?:-n|--schema)(?:=?(.*))$/).map((pattern) => fits(pattern, schema))
  const without = [
    ...given(words, /^(?:-T|--exclude-table(?:-data)?)(?:=?(.*))$/).map(tableFits),
    ...given(words, /^(?:-N|--exclude-schema)(?:=?(.*))$/).map((pattern) => fits(pattern, schema)),
  ]
  if (without.includes(true)) return true
  // Beside `-t`, `-n` says nothing.
  const only = wanted.length ? wanted : schemas
  return only.length > 0 && only.every((is) => is === false)
}

function formOf(words: readonly string[]): 'plain' | 'archive' {
  let form = 'p'
  for (const [at, word] of words.entries()) {
    const short = /^-[a-zA-Z]*F(.*)$/.exec(word)
    const long = /^--format(?:=(.*))?$/.exec(word)
    const said = short?.[1] || long?.[1] || (short || long ? words[at + 1] : undefined)
    if (said) form = said.replace(/^=/, '')[0]!.toLowerCase()
  }
  return form === 'p' ? 'plain' : 'archive'
}

/** The file that a backup is written to, as the command names it. */
export function dumpFile({ words, into }: Pick<Command, 'words' | 'into'>): string | undefined {
  const own = words.flatMap((word) => /^\s*(?:\.backup(?:\s+main)?|vacuum\s+into)\s+["']?([^"';\s]+)/i.exec(word)?.[1] ?? [])[0]
  return own ?? into ?? given(words, /^(?:-[a-zA-Z]*f|-r|--file|--result-file)(?:=?(.*))$/)[0]
}

type Restorer = 'pg_restore' | 'psql' | 'mysql' | 'sqlite3'

/** What restores a dump: the tool that a command starts, and the file that it reads. `dumps`: files that backups were written to. */
export function restoreOf(
  { words, from }: Pick<Command, 'words' | 'from'>,
  dumps: readonly string[],
): { tool: Restorer; file?: string } | undefined {
  const [tool, ...rest] = programOf(words, /^(?:pg_restore|psql|mysql|mariadb|sqlite3)$/)
  if (tool === undefined) return undefined
  if (tool === 'sqlite3') {
    // Its own copies are databases: they are opened, or restored, and never read as SQL.
    const read = from ?? rest.flatMap((word) => /^\s*\.read\s+["']?([^"']+)/.exec(word)?.[1] ?? [])[0]
    return read !== undefined && dumps.includes(read) ? { tool: 'sqlite3', file: read } : undefined
  }
  const file = from ?? rest.find((word) => dumps.includes(word)) ?? given(rest, /^(?:-f|--file)(?:=?(.*))$/)[0]
  const named = file === undefined ? {} : { file }
  if (tool === 'pg_restore')
    return rest.some((word) => /^(?:-l|--list|--help|--version)$/.test(word)) ? undefined : { tool: 'pg_restore', ...named }
  if (tool !== 'psql') return { tool: 'mysql', ...named }
  const dump = [...rest, file ?? ''].some((word) => dumps.includes(word) || /\.(?:dump|backup|dmp|tar|pgdump)$/.test(word))
  return dump ? { tool: 'psql', ...named } : undefined
}

/** Whether a tool reads what a backup wrote. */
export function reads(restore: Restorer, backup: Backup): boolean {
  if (restore === 'sqlite3') return backup.tool !== 'sqlite3'
  if (backup.form === 'own') return true
  if (backup.tool === 'mysqldump') return restore === 'mysql'
  return restore === 'pg_restore' ? backup.form === 'archive' : restore === 'psql' ? backup.form === 'plain' : false
}

const ways = new RegExp(
  [
    'alembic\\b.*\\bdowngrade',
    'migrate\\b.*\\b(?:down|drop|goto|reset|undo|revert|rollback)',
    'goose\\b.*\\b(?:down|reset|redo)',
    'dbmate\\b.*\\b(?:down|rollback|drop)',
    'flyway\\b.*\\b(?:undo|clean)',
    'sqlx\\b.*\\brevert',
    'diesel\\b.*\\b(?:revert|redo|reset)',
    'liquibase\\b.*\\brollback',
    'sqitch\\b.*\\brevert',
    'hasura\\b.*--down',
    'refinery\\b.*\\b(?:down|rollback)',
    'node-pg-migrate\\b.*\\b(?:down|redo)',
    '(?:rails|rake)\\b.*\\bdb:(?:rollback|migrate:down|drop|reset)',
    'knex\\b.*\\b(?:rollback|down)',
    'prisma\\b.*\\breset',
    'supabase\\b.*\\breset',
    'sql-migrate\\b.*\\b(?:down|redo)',
    'pawl\\b.*\\brollback run\\b.*--execute',
    'dropdb\\b',
    'pg_restore\\b.*(?:\\s-c\\b|--clean)',
    '(?:psql|sqlite3|mysql)\\b.*\\b(?:drop|delete|truncate|alter|update)\\b',
    '(?:psql|sqlite3|mysql)\\b.*[._/-](?:down|revert|undo|rollback)[\\w.-]*\\.sql',
  ].join('|'),
  'i',
)

/** Whether a command takes the way back, or changes what stands in another way. */
export const isDestructive = (words: readonly string[]): boolean => {
  if (/^(?:echo|printf|#|cat|less|grep|git|docker-compose|ls)$/.test(words[0] ?? '')) return false
  return ways.test(words.join(' '))
}

/** Whether SQL changes what stands. */
export const isDestructiveSql = (sql: string): boolean =>
  /^\s*(?:drop|delete|truncate|alter|update|merge|revoke|replace)\b/im.test(sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ''))
