import type { CatalogObject } from '../../catalog/catalog.ts'
import type { At } from '../../model/script.ts'
import type { Births } from './image.ts'
import type { Statement, Tree } from './split.ts'

/** Which statement made an object: numbers only grow, so the first reading above its own was taken behind that statement. */
export function bornAt(births: Births, object: CatalogObject): At | undefined {
  if (!object.identity) return undefined
  if (object.identity.includes('.')) {
    const own = births.columns[object.identity]
    if (own) return own
  }
  const number = Number(object.identity.split('.')[0])
  let low = 0
  let high = births.objects.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (births.objects[middle]![0] > number) high = middle
    else low = middle + 1
  }
  return births.objects[low]?.[1] ?? undefined
}

/** What asks for the columns that a statement may have added to tables that were there, as `oid.attnum`. */
export function addedColumnsSql(statement: Statement): string | undefined {
  const [kind, fields] = statement.tree ?? []
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
  const ask = (where: string) =>
    `SELECT a.attrelid || '.' || a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped AND ${where}`
  if (kind === 'AlterTableStmt') {
    const columns = ((fields!.cmds ?? []) as { AlterTableCmd?: { subtype?: string; def?: { ColumnDef?: { colname?: string } } } }[])
      .filter(({ AlterTableCmd: command }) => command?.subtype === 'AT_AddColumn')
      .map(({ AlterTableCmd: command }) => command!.def?.ColumnDef?.colname ?? '')
    const relation = fields!.relation as Tree | undefined
    if (!columns.length || !relation) return undefined
    const quoted = [relation.schemaname, relation.relname].filter(Boolean).map((part) => `"${String(part).replaceAll('"', '""')}"`)
    return ask(`a.attrelid = pg_catalog.to_regclass(${quote(quoted.join('.'))}) AND a.attname IN (${columns.map(quote).join(', ')})`)
  }
  if (kind && /^(DoStmt|CallStmt|ExecuteStmt|SelectStmt)$/.test(kind)) {
    const names = [...statement.sql.matchAll(/\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?"?([\w]+)"?/gi)].map((match) => match[1]!)
    if (names.length) return ask(`a.attname IN (${names.map(quote).join(', ')}) AND pg_catalog.age(a.xmin) < 10`)
  }
  return undefined
}
