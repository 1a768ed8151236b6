import type { TableRows } from '../../catalog/rows.ts'
import { advanceSequences, asleepSql, awakeSql, fillRows, mayInsert } from '../postgres/session.ts'
import type { Wire } from '../postgres/wire.ts'
import { askAll, readTables } from './questions.ts'

/** How rows are put in, many tables one after another: triggers and foreign keys sleep until something else is asked. */
export interface Filling {
  fill(rows: readonly TableRows[], inside: boolean): Promise<{ table: string; message: string }[]>
  rows(tables: readonly string[], inside: boolean): Promise<TableRows[]>
  /** Ahead of anything else; `script` is what is about to run. */
  end(script?: string): Promise<void>
  /** What was put in has been taken back. */
  forget(): void
}

export function fillingOf(wire: () => Wire, major: number): Filling {
  let asleep = false
  /** Tables that are known to be there, and those whose sequences have not gone on yet. */
  const filled = new Set<string>()
  const waiting = new Set<string>()
  return {
    fill: async (rows, inside) => {
      if (!asleep) await wire().send(asleepSql)
      asleep = true
      for (const { table } of rows) {
        filled.add(table)
        waiting.add(table)
      }
      return fillRows(wire().send, rows, inside)
    },
    rows: async (tables, inside) => {
      const known = tables.length > 0 && tables.every((table) => filled.has(table))
      return readTables((queries) => askAll(wire(), major, queries, inside), tables, known)
    },
    end: async (script) => {
      if (asleep) await wire().send(awakeSql)
      asleep = false
      filled.clear()
      if (!script || waiting.size === 0 || !mayInsert(script)) return
      await advanceSequences(wire().send, [...waiting])
      waiting.clear()
    },
    forget: () => {
      asleep = false
      filled.clear()
      waiting.clear()
    },
  }
}
