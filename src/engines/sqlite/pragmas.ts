import type { DatabaseSync } from 'node:sqlite'
import { nearest } from '../../model/nearest.ts'
import { is, nameOf, tokens } from './tokens.ts'

/** A PRAGMA statement: its name in lower case, and the value that it asks for. */
export interface PragmaText {
  name: string
  value?: string
}

/** Pragmas whose value is an argument: they ask or do something, and set nothing. */
const calls = new Set(
  (
    'table_info table_xinfo table_list index_info index_xinfo index_list foreign_key_list foreign_key_check integrity_check quick_check ' +
    'optimize incremental_vacuum wal_checkpoint shrink_memory data_version database_list collation_list function_list module_list ' +
    'pragma_list compile_options case_sensitive_like'
  ).split(' '),
)

/** Pragmas that could write a file or lift a limit of the cage; asking for their value is fine. */
const barred: Readonly<Record<string, string>> = {
  temp_store_directory: 'it moves files outside of the database',
  data_store_directory: 'it moves files outside of the database',
  hard_heap_limit: 'it changes the limits of the rehearsal',
  soft_heap_limit: 'it changes the limits of the rehearsal',
}

/** Pragmas that a migration may set and a setting may not: what follows would be done behind its back. */
const ofStatements: Readonly<Record<string, string>> = {
  writable_schema: 'it lets a statement rewrite the schema unseen',
  schema_version: 'it hides a change of the schema',
}

/** Pragmas that the cage keeps as they are; a statement that sets one goes on as if it had. The schema is read again in any case. */
export const kept: ReadonlySet<string> = new Set(['max_page_count', 'temp_store', 'mmap_size', 'schema_version'])

const flags = new Set(
  (
    'foreign_keys defer_foreign_keys recursive_triggers ignore_check_constraints legacy_alter_table trusted_schema query_only automatic_index ' +
    'cell_size_check checkpoint_fullfsync count_changes empty_result_callbacks full_column_names fullfsync read_uncommitted ' +
    'reverse_unordered_selects short_column_names writable_schema'
  ).split(' '),
)

/** Reads a PRAGMA statement, also behind EXPLAIN, for some act while they are only being prepared. */
export function pragmaOf(text: string): PragmaText | undefined {
  const list = []
  for (const token of tokens(text)) {
    if (list.length === 0 && (is(token, 'explain') || is(token, 'query') || is(token, 'plan'))) continue
    list.push(token)
    if (!is(list[0], 'pragma')) return undefined
    if (list.length > 7) break
  }
  const at = list[2]?.text === '.' ? 3 : 1
  if (!list[at]) return undefined
  const value = list
    .slice(at + 2)
    .filter((token) => token.text !== ')')
    .map((token) => nameOf(token))
    .join('')
  return { name: nameOf(list[at]).toLowerCase(), ...(list[at + 1] ? { value } : {}) }
}

/** Whether the statement sets something that can be read back. */
export function sets(pragma: PragmaText): boolean {
  return pragma.value !== undefined && !calls.has(pragma.name)
}

/** Why the cage refuses to set this pragma. */
export function pragmaBar(name: string, value: string | null): string | undefined {
  return value !== null && Object.hasOwn(barred, name) ? barred[name] : undefined
}

/** What a pragma reads now, as text; flags as `on` and `off`. */
export function readPragma(db: DatabaseSync, name: string): string {
  if (!/^\w+$/.test(name)) return ''
  const row = db.prepare(`PRAGMA ${name}`).get()
  const value = row === undefined ? '' : String(Object.values(row)[0] ?? '')
  return flags.has(name) ? asFlag(value) : value
}

/** A flag as `on` or `off`; any other text as it is. */
export function asFlag(value: string): string {
  const folded = value.toLowerCase()
  if (['on', 'yes', 'true'].includes(folded) || /^[1-9]\d*$/.test(folded)) return 'on'
  return ['off', 'no', 'false', '0'].includes(folded) ? 'off' : value
}

/** Sets what a connection of the application sets; returns why a setting cannot be had. */
export function applySetting(db: DatabaseSync, name: string, value: string): string | undefined {
  const folded = name.toLowerCase()
  const known = (db.prepare('SELECT name FROM pragma_pragma_list').all() as { name: string }[]).map((row) => row.name)
  if (!known.includes(folded)) {
    const near = nearest(folded, known)
    return `SQLite has no setting \`${name}\`${near ? `; did you mean \`${near}\`?` : ''}`
  }
  if (!/^[\w.+-]+$/.test(value)) return `\`${value}\` is no value of the setting \`${name}\``
  const own = Object.hasOwn(ofStatements, folded) && asFlag(value) !== 'off' ? ofStatements[folded] : undefined
  const bar = pragmaBar(folded, value) ?? own
  if (bar) return `the setting \`${name}\` cannot be had: ${bar}`
  if (kept.has(folded)) return undefined
  db.exec(`PRAGMA ${folded} = ${/^-?\d+$/.test(value) ? value : `'${value}'`}`)
  if (flags.has(folded) && readPragma(db, folded) !== asFlag(value))
    return `the setting \`${name}: ${value}\` cannot be had: SQLite reads it as ${readPragma(db, folded)}`
  return undefined
}
