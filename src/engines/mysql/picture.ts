import { dropAccounts, everybody, grantsTo, revokeOf, statementsOf } from './accounts.ts'
import type { Host } from './host.ts'
import { literal, quoted } from './quote.ts'

/** All that is in the database, as statements that make it again. */
export interface Picture {
  tables: ReadonlyMap<string, { create: string; columns: string; rows: readonly string[] }>
  /** Views, triggers, routines, events and sequences, in the order in which they are made again. */
  others: ReadonlyMap<string, Made>
  grants: readonly string[]
}

interface Made {
  drop: string
  create: string
  /** The mode that it was made under, which it keeps. */
  mode: string
  /** The table of a trigger. */
  table?: string
}

/** Looks at all that the database holds. Nothing else may be under way in it. */
export async function takePicture(host: Host): Promise<Picture> {
  const own = literal(host.name)
  const list = (sql: string) => host.ask(sql).then(({ rows }) => rows)
  const kinds = await list(`SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = ${own} ORDER BY table_name`)
  const tables = new Map<string, { create: string; columns: string; rows: readonly string[] }>()
  const others = new Map<string, Made>()
  const show = async (what: string, name: string, at: string): Promise<string> => {
    const { columns, rows } = await host.ask(`SHOW CREATE ${what} ${quoted(name)}`)
    const index = columns.findIndex((column) => column.toLowerCase() === at)
    return rows[0]![index === -1 ? 1 : index]!
  }
  const columns = await columnsOf(host)
  for (const [name, type] of kinds.filter(([, type]) => !/VIEW|SEQUENCE/.test(type!))) {
    void type
    const mine = columns.get(name!) ?? []
    const rows = await list(`SELECT CONCAT_WS(', ', ${mine.map(({ value }) => value).join(', ') || "''"}) FROM ${quoted(name!)}`)
    tables.set(name!, {
      create: await show('TABLE', name!, 'create table'),
      columns: mine.map(({ column }) => quoted(column)).join(', '),
      rows: rows.map(([row]) => row!).sort(),
    })
  }
  for (const [name] of kinds.filter(([, type]) => type === 'SEQUENCE')) {
    others.set(`sequence ${name}`, {
      drop: `DROP SEQUENCE ${quoted(name!)}`,
      create: await show('SEQUENCE', name!, 'create table'),
      mode: '',
    })
  }
  const routines = await list(
    `SELECT routine_type, routine_name, sql_mode FROM information_schema.routines WHERE routine_schema = ${own} ORDER BY 1, 2`,
  )
  for (const [type, name, mode] of routines) {
    const create = await show(type!, name!, `create ${type!.toLowerCase()}`)
    others.set(`routine ${type} ${name}`, { drop: `DROP ${type} IF EXISTS ${quoted(name!)}`, create, mode: mode! })
  }
  for (const [name] of kinds.filter(([, type]) => type!.endsWith('VIEW'))) {
    others.set(`view ${name}`, { drop: `DROP VIEW IF EXISTS ${quoted(name!)}`, create: await show('VIEW', name!, 'create view'), mode: '' })
  }
  const triggers = await list(
    `SELECT trigger_name, sql_mode, event_object_table FROM information_schema.triggers WHERE trigger_schema = ${own} ORDER BY event_object_table, action_timing, event_manipulation, action_order`,
  )
  for (const [name, mode, table] of triggers) {
    const create = await show('TRIGGER', name!, 'sql original statement')
    others.set(`trigger ${name}`, { drop: `DROP TRIGGER IF EXISTS ${quoted(name!)}`, create, mode: mode!, table: table! })
  }
  for (const [name, mode] of await list(
    `SELECT event_name, sql_mode FROM information_schema.events WHERE event_schema = ${own} ORDER BY 1`,
  )) {
    others.set(`event ${name}`, {
      drop: `DROP EVENT IF EXISTS ${quoted(name!)}`,
      create: await show('EVENT', name!, 'create event'),
      mode: mode!,
    })
  }
  return { tables, others, grants: await grantsOf(host) }
}

/** Makes the database what the picture shows, touching what differs alone. */
export async function restore(host: Host, picture: Picture): Promise<void> {
  const now = await takePicture(host)
  await host.ask('SET SESSION foreign_key_checks = 0, SESSION unique_checks = 0')
  const remade = [...now.tables].filter(([name, { create }]) => picture.tables.get(name)?.create !== create).map(([name]) => name)
  const missing = [...picture.tables.keys()].filter((name) => !now.tables.has(name) || remade.includes(name))
  const refilled = [...picture.tables].filter(
    ([name, { rows }]) => missing.includes(name) || now.tables.get(name)!.rows.join('\n') !== rows.join('\n'),
  )
  const touched = new Set([...remade, ...refilled.map(([name]) => name)])
  const stays = (key: string, made: Made) => {
    const same = picture.others.get(key)
    return same?.create === made.create && same.mode === made.mode && !(made.table !== undefined && touched.has(made.table))
  }
  const gone = [...now.others].filter(([key, made]) => !stays(key, made))
  for (const [, { drop }] of gone.reverse()) await host.ask(drop)
  for (const name of remade) await host.ask(`DROP TABLE ${quoted(name)}`)
  for (const name of missing) await host.ask(picture.tables.get(name)!.create)
  for (const [name, { columns, rows }] of refilled) {
    if (!missing.includes(name)) await host.ask(`DELETE FROM ${quoted(name)}`)
    for (let at = 0; at < rows.length; at += 500) {
      await host.ask(
        `INSERT INTO ${quoted(name)} (${columns}) VALUES ${rows
          .slice(at, at + 500)
          .map((row) => `(${row})`)
          .join(', ')}`,
      )
    }
  }
  const again = [...picture.others].filter(([key]) => !now.others.has(key) || gone.some(([other]) => other === key))
  await makeAll(
    host,
    again.map(([, made]) => made),
  )
  await regrant(host, now.grants, picture.grants)
  await host.ask(`SET SESSION foreign_key_checks = 1, SESSION unique_checks = 1`)
}

/** Makes views and programs again; one may want another that comes later. */
async function makeAll(host: Host, list: readonly Made[]): Promise<void> {
  let left = list
  while (left.length) {
    const failed: Made[] = []
    let message = ''
    for (const made of left) {
      await host.ask(`SET SESSION sql_mode = ${literal(made.mode)}`)
      const told = await host.own.send(made.create)
      if (!('error' in told)) continue
      failed.push(made)
      message = made.create
    }
    if (failed.length === left.length) await host.ask(message)
    left = failed
  }
  await host.ask(`SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'`)
}

/** The columns that take values, each with an expression that gives its value as a literal. */
async function columnsOf(host: Host): Promise<Map<string, { column: string; value: string }[]>> {
  const { rows } = await host.ask(
    `SELECT table_name, column_name, data_type, extra FROM information_schema.columns WHERE table_schema = ${literal(host.name)} ORDER BY table_name, ordinal_position`,
  )
  const found = new Map<string, { column: string; value: string }[]>()
  for (const [table, column, type, extra] of rows) {
    if (/\b(VIRTUAL|STORED|PERSISTENT)\b/i.test(extra ?? '') && !/DEFAULT_GENERATED/.test(extra ?? '')) continue
    const list = found.get(table!) ?? []
    found.set(table!, list)
    list.push({ column: column!, value: `COALESCE(${literalOf(quoted(column!), type!)}, 'NULL')` })
  }
  return found
}

function literalOf(column: string, type: string): string {
  if (/int|decimal|numeric|double|real|year/i.test(type)) return `CAST(${column} AS CHAR)`
  if (/float/i.test(type)) return `CAST(CAST(${column} AS DOUBLE) AS CHAR)`
  if (/^bit$/i.test(type)) return `CONCAT('b''', BIN(${column}), '''')`
  if (/json/i.test(type)) return `CONCAT('CONVERT(x''', HEX(CAST(${column} AS CHAR)), ''' USING utf8mb4)')`
  if (/geometry|point|linestring|polygon/i.test(type))
    return `CONCAT('ST_GeomFromWKB(x''', HEX(ST_AsWKB(${column})), ''', ', ST_SRID(${column}), ')')`
  if (/char|text|blob|binary|enum|set/i.test(type)) return `CONCAT('x''', HEX(${column}), '''')`
  // QUOTE says NULL of a NULL as well.
  return `QUOTE(${column})`
}

/** The accounts that were made here with all that they have, and what others were granted on the database. */
async function grantsOf(host: Host): Promise<string[]> {
  const others: string[] = []
  for (const account of [...host.users].sort().concat(everybody)) others.push(...(await grantsTo(host.own, account, host.name)))
  return [...(await statementsOf(host.own, host.users)), ...others]
}

async function regrant(host: Host, now: readonly string[], then: readonly string[]): Promise<void> {
  if (now.join('\n') === then.join('\n')) return
  await dropAccounts(host.own, host.users)
  for (const text of now) if (text.includes(host.name)) await host.own.send(revokeOf(text))
  for (const text of then) await host.ask(text)
}
