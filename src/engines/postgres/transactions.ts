import type { Script } from '../../model/script.ts'
import { visit } from './cage.ts'
import type { Statement, Tree } from './split.ts'

/** BEGIN, COMMIT and their like: `TRANS_STMT_BEGIN`; undefined for any other statement. */
export function transactionKind(statement: Statement): string | undefined {
  const [kind, fields] = statement.tree ?? []
  return kind === 'TransactionStmt' ? String((fields as Tree).kind) : undefined
}

export function isBegin(statement: Statement): boolean {
  const kind = transactionKind(statement)
  return kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START'
}

/** `BEGIN; …; COMMIT;` and no other word about transactions. */
export function wholeBlock(statements: readonly Statement[]): boolean {
  const kinds = statements.map(transactionKind)
  const [first, last] = [statements[0], kinds.at(-1)]
  return (
    statements.length > 2 &&
    isBegin(first!) &&
    !first!.tree![1].options &&
    last === 'TRANS_STMT_COMMIT' &&
    !statements.at(-1)!.tree![1].chain &&
    kinds.slice(1, -1).every((kind) => kind === undefined)
  )
}

/** Statements that a transaction refuses, or in which they mean something else than on their own. */
const wantsNone: Readonly<Record<string, (fields: Tree) => boolean>> = {
  IndexStmt: (fields) => fields.concurrent === true,
  DropStmt: (fields) => fields.concurrent === true,
  ReindexStmt: () => true,
  VacuumStmt: () => true,
  ClusterStmt: () => true,
  AlterEnumStmt: (fields) => fields.newVal !== undefined && fields.oldVal === undefined,
  DiscardStmt: () => true,
  DeallocateStmt: () => true,
  DeclareCursorStmt: () => true,
  AlterTableStmt: (fields) => JSON.stringify(fields).includes('AT_DetachPartition'),
  CallStmt: () => true,
}

/** Whether a script may have thrown away what pawl has prepared. */
export function forgets(script: Script): boolean {
  return /\b(deallocate|discard)\b/i.test(script.text)
}

/** Why a script cannot be run inside a transaction that stays open and still be what its tool would do. */
export function needsOwnTransactions(script: Script, statements: readonly Statement[]): string | undefined {
  if (/\badd\s+value\b/i.test(script.text)) return 'ADD VALUE'
  if (/\bon\s+commit\s+(drop|delete)\b/i.test(script.text)) return 'ON COMMIT'
  if (forgets(script)) return 'DISCARD'
  const block = script.wrap !== 'transaction' && wholeBlock(statements)
  for (const [index, statement] of statements.entries()) {
    const [kind, fields] = statement.tree ?? []
    if (!kind || !fields) return 'text that does not parse'
    if (kind === 'TransactionStmt' && !(block && (index === 0 || index === statements.length - 1))) return 'a transaction of its own'
    if (wantsNone[kind]?.(fields)) return kind
    if (kind === 'VariableSetStmt' && String(fields.name).toUpperCase().startsWith('TRANSACTION')) return kind
  }
  return undefined
}

/** Settings that a script makes for its own transaction alone. */
export function localSettings(statements: readonly Statement[]): string[] {
  const names: string[] = []
  visit(
    statements.map(({ tree }) => (tree ? { [tree[0]]: tree[1] } : {})),
    (kind, fields) => {
      if (kind === 'VariableSetStmt' && fields.is_local && typeof fields.name === 'string') names.push(fields.name)
    },
  )
  return names
}
