import type { Statement, Tree } from './split.ts'

/** Functions that read or write what is not in the database, or reach another server. */
const reaching =
  /^(pg_read_file|pg_read_binary_file|pg_ls_\w+|pg_stat_file|pg_file_\w+|lo_import|lo_export|dblink\w*|pg_reload_conf|pg_rotate_logfile|pg_logdir_ls|postgres_fdw_get_connections|pg_backup_\w+|pg_promote|pg_create_\w*replication_slot)$/

/** What a statement asks for that leaves the database, as people would name it; told from the parse tree. */
export function reaches(statement: Statement): string | undefined {
  const [kind, fields] = statement.tree ?? []
  if (!kind || !fields) return undefined
  switch (kind) {
    case 'CopyStmt':
      if (fields.is_program) return `COPY … ${fields.is_from ? 'FROM' : 'TO'} PROGRAM`
      if (fields.filename) return `COPY … ${fields.is_from ? 'FROM' : 'TO'} '${fields.filename}'`
      break
    case 'AlterSystemStmt':
      return 'ALTER SYSTEM'
    case 'LoadStmt':
      return `LOAD '${fields.filename}'`
    case 'CreatedbStmt':
      return 'CREATE DATABASE'
    case 'DropdbStmt':
      return 'DROP DATABASE'
    case 'CreateTableSpaceStmt':
      return 'CREATE TABLESPACE'
    case 'CreateSubscriptionStmt':
      return 'CREATE SUBSCRIPTION'
    case 'AlterSubscriptionStmt':
      return 'ALTER SUBSCRIPTION'
  }
  return calledFunctions(fields).find((name) => reaching.test(name))
}

/** Names of the functions that a statement calls, without their schema. */
function calledFunctions(node: unknown): string[] {
  const names: string[] = []
  visit(node, (kind, fields) => {
    if (kind !== 'FuncCall') return
    const last = (fields.funcname as Tree[] | undefined)?.at(-1) as { String?: { sval?: string } } | undefined
    if (last?.String?.sval) names.push(last.String.sval)
  })
  return names
}

/** Calls back for every node of a parse tree, kind first. */
export function visit(node: unknown, seen: (kind: string, fields: Tree) => void): void {
  if (Array.isArray(node)) for (const each of node) visit(each, seen)
  else if (node && typeof node === 'object') {
    for (const [key, value] of Object.entries(node)) {
      if (value && typeof value === 'object' && !Array.isArray(value) && /^[A-Z]/.test(key)) seen(key, value as Tree)
      visit(value, seen)
    }
  }
}
