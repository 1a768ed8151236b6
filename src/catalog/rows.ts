/** One row of a query's answer, values as text. */
export type Row = Readonly<Record<string, string | null>>

/** The rows of one table as text, each value by column, in an order that both sides of a comparison share. */
export interface TableRows {
  table: string
  columns: readonly string[]
  rows: readonly (readonly (string | null)[])[]
}
