/** One row of a query's answer, values as text. */
export type Row = Readonly<Record<string, string | null>>

/** The rows of one table as text, each value by column, in an order that both sides of a comparison share. */
export interface TableRows {
  table: string
  columns: readonly string[]
  rows: readonly (readonly (string | null)[])[]
}

/** Whether the values of columns are each row's own. Tables that inherit bring rows of their own to a parent, whose key tells none of them. */
export function tellsApart({ columns, rows }: TableRows, key: readonly string[]): boolean {
  const at = key.map((name) => columns.indexOf(name))
  return !at.includes(-1) && new Set(rows.map((row) => JSON.stringify(at.map((index) => row[index])))).size === rows.length
}
