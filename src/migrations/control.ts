import type { DatabaseDefinition } from '../model/policy.ts'
import type { Script } from '../model/script.ts'

const aside = /'(?:[^']|'')*'|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"/g

/** SQL without comments, texts and quoted names, each left as blanks of its length. */
export function bare(sql: string): string {
  return sql.replace(aside, (found) => found.replace(/[^\n]/g, ' '))
}

/** Whether a script begins or ends transactions of its own. */
export function ownsTransactions(sql: string): boolean {
  return /(^|;)\s*(begin(\s+(transaction|work|deferred|immediate|exclusive|isolation|read))?|start\s+transaction|commit|end(\s+transaction)?|rollback|abort)\s*(;|$|\s)/i.test(
    withoutTriggers(bare(sql)),
  )
}

/** Statements that an engine refuses, or passes over, inside a transaction. */
const loners: Readonly<Record<DatabaseDefinition['engine'], RegExp>> = {
  postgres:
    /(^|;)\s*((create\s+(unique\s+)?index|drop\s+index|reindex(\s+\w+)?|refresh\s+materialized\s+view|detach\s+partition)\s+concurrently|vacuum|create\s+(database|tablespace)|drop\s+(database|tablespace)|alter\s+system|alter\s+database|cluster|create\s+subscription|drop\s+subscription)\b|\bdetach\s+partition\s+\S+\s+concurrently\b/i,
  sqlite: /(^|;)\s*(pragma\s+(\w+\.)?(foreign_keys|journal_mode|synchronous)\b|vacuum|attach|detach)/i,
  mysql: /^(?!)/,
}

/** Whether a script holds a statement that has to stand outside of a transaction. */
export function standsAlone(sql: string, engine: DatabaseDefinition['engine']): boolean {
  return loners[engine].test(bare(sql))
}

/** Whether Postgres runs a new enum value in the transaction that adds it: it does not, so its tools leave the transaction out. */
export function addsEnumValue(sql: string): boolean {
  return /\balter\s+type\s+\S+\s+add\s+value\b/i.test(bare(sql))
}

/** Whether a script does the same in a transaction of its tool's and as one query of many statements. */
export function sameEitherWay(script: Script, engine: DatabaseDefinition['engine']): boolean {
  return !ownsTransactions(script.text) && !standsAlone(script.text, engine)
}

/** Statements without the bodies of SQLite's triggers and of SQL functions, whose BEGIN and END are no transaction's. */
function withoutTriggers(sql: string): string {
  return sql.replace(/\bbegin\b(?!\s*(;|transaction|work|deferred|immediate|exclusive|isolation|read|$))[\s\S]*?;\s*end\b/gi, ' ')
}
