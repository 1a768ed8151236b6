import { Refusal } from '../../model/refusal.ts'
import { type Lists, listsOf, type RawCatalog, restOf, updated } from './catalog-lists.ts'
import { type Reading, readAll, readSome } from './catalog-read.ts'
import { catalogSql, commentsSql, restSql, someOthersSql, someRelationsSql } from './catalog-sql.ts'
import type { Ask } from './session.ts'
import type { Answer } from './wire.ts'

/** A reading with the moment that it was made at, in the server's own counters. */
export interface Stamped extends Reading {
  /** Per system table: rows put in or changed, rows taken away, ever. */
  counts: { put: readonly number[]; gone: readonly number[] }
  /** The first transaction number not given out then. */
  nextXid: number
}

interface Track {
  of: string
  id: string
  /** Rows that tell something. */
  only?: string
  /** What a reading holds of it, by which rows that are gone are found. */
  lost?: string
  /** Each type of this letter may have lost what is gone, for a reading does not hold that by its number. */
  lostOf?: string
}

/**
 * System tables of which changed rows can be found one by one: the numbers that a row belongs to, and what tells it. A `t` ahead of a
 * number says that it is a function's or a type's.
 */
const tracked = {
  pg_class: {
    of: "CASE WHEN c.relkind IN ('i', 'I') THEN (SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = c.oid) ELSE c.oid END",
    id: 'c.oid',
    lost: 'relations',
  },
  // Columns of the server's own come and go with their table.
  pg_attribute: {
    of: "concat_ws(' ', c.attrelid, (SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = c.attrelid))",
    id: 'c.attrelid',
    only: 'c.attnum > 0',
  },
  pg_attrdef: { of: 'c.adrelid', id: 'c.oid' },
  // What a domain checks is told with the domain, whose own row says nothing of it.
  pg_constraint: {
    of: "CASE WHEN c.conrelid = 0 THEN concat('t', c.contypid) ELSE c.conrelid::text END",
    id: 'c.oid',
    lost: 'constraints',
    lostOf: 'd',
  },
  pg_index: { of: 'c.indrelid', id: 'c.indexrelid', lost: 'indexes' },
  // The server's own triggers keep a foreign key from both its tables.
  pg_trigger: { of: "concat_ws(' ', c.tgrelid, NULLIF(c.tgconstrrelid, 0))", id: 'c.oid', lost: 'triggers' },
  pg_rewrite: { of: 'c.ev_class', id: 'c.oid', lost: 'rules' },
  pg_policy: { of: 'c.polrelid', id: 'c.oid', lost: 'policies' },
  pg_sequence: { of: 'c.seqrelid', id: 'c.seqrelid' },
  pg_proc: { of: "concat('t', c.oid)", id: 'c.oid', lost: 'functions' },
  // The type of a table's rows, and arrays, come and go with what they are of; a multirange is told with its range.
  pg_type: {
    of: "concat('t', CASE WHEN c.typtype = 'm' THEN (SELECT g.rngtypid FROM pg_range g WHERE g.rngmultitypid = c.oid) ELSE c.oid END)",
    id: 'c.oid',
    only: "(c.typtype = 'b' AND c.typelem = 0 OR c.typtype IN ('e', 'd', 'r', 'm') OR c.typtype = 'c' AND EXISTS (SELECT FROM pg_class k WHERE k.oid = c.typrelid AND k.relkind = 'c'))",
    lost: 'types',
  },
  pg_enum: { of: "concat('t', c.enumtypid)", id: 'c.oid', lostOf: 'e' },
  pg_inherits: { of: 'c.inhrelid', id: 'c.inhrelid' },
  pg_foreign_table: { of: 'c.ftrelid', id: 'c.ftrelid' },
} satisfies Record<string, Track>

type Tracked = keyof typeof tracked
const trackedNames = Object.keys(tracked) as Tracked[]

/** A change in one of these is told by all that belongs to no relation, read again as a whole. */
const rest = [
  'pg_namespace pg_extension pg_authid pg_auth_members pg_default_acl pg_event_trigger pg_database pg_db_role_setting pg_description',
  'pg_collation pg_operator pg_opclass pg_cast pg_conversion pg_language pg_ts_config pg_ts_config_map pg_ts_dict pg_foreign_data_wrapper pg_foreign_server',
  'pg_user_mapping pg_statistic_ext pg_publication pg_publication_rel pg_publication_namespace',
  'pg_opfamily pg_amop pg_amproc pg_am pg_transform pg_ts_parser pg_ts_template pg_parameter_acl pg_tablespace',
]
  .join(' ')
  .split(' ')
const counted = [...trackedNames, ...rest]

const countsSql = `SELECT array_agg(pg_stat_get_xact_tuples_inserted(t.c) + pg_stat_get_xact_tuples_updated(t.c) + pg_stat_get_tuples_inserted(t.c) + pg_stat_get_tuples_updated(t.c) ORDER BY t.n) AS put,
 array_agg(pg_stat_get_xact_tuples_deleted(t.c) + pg_stat_get_tuples_deleted(t.c) ORDER BY t.n) AS gone FROM unnest(ARRAY[${counted.map((name) => `'${name}'`).join(', ')}]::regclass[]) WITH ORDINALITY t(c, n)`

/** What the changed rows of a system table belong to, since a transaction number. */
function newSql(name: Tracked): string {
  const { of, id, only = 'true' }: Track = tracked[name]
  return `SELECT string_agg((${of})::text, ' ') FROM ${name} c WHERE ${id} >= 16384 AND ${only} AND age(c.xmin) <= (SELECT age($1))`
}

/** All its rows that are left, where some are gone. */
const leftSql = (name: Tracked) => `SELECT string_agg(${tracked[name].id}::text, ' ') FROM ${name} c WHERE ${tracked[name].id} >= 16384`
const losable = trackedNames.filter((name) => 'lost' in tracked[name] || 'lostOf' in tracked[name])

/** What is prepared once a session, for planning it takes longer than running it. */
export function prepared(version: number): Readonly<Record<string, string>> {
  return {
    'pawl_relations(oid[])': someRelationsSql(version),
    'pawl_others(oid[])': someOthersSql(version),
    pawl_counts: countsSql,
    ...Object.fromEntries(trackedNames.map((name) => [`pawl_new_${name}(xid)`, newSql(name)])),
    ...Object.fromEntries(losable.map((name) => [`pawl_left_${name}`, leftSql(name)])),
    // Whether the rows of a table may be others than they were: its file, its counters, its columns, and what these are composed of.
    'pawl_states(text[])': `SELECT w.name, c.oid, concat_ws(' ', c.relfilenode, pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_tuples_inserted(c.oid),
 pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_tuples_updated(c.oid), pg_stat_get_xact_tuples_deleted(c.oid) + pg_stat_get_tuples_deleted(c.oid),
 (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod,
  CASE WHEN a.atttypid >= 16384 THEN (SELECT string_agg(concat_ws(' ', x.attnum, x.attname, x.attisdropped), ' ' ORDER BY x.attnum) FROM pg_type t JOIN pg_attribute x ON x.attrelid = t.typrelid WHERE t.oid = a.atttypid AND t.typtype = 'c') END), ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
 FROM (SELECT name, n, to_regclass(name)::oid AS id FROM unnest($1) WITH ORDINALITY u(name, n) OFFSET 0) w
 LEFT JOIN LATERAL (SELECT * FROM pg_class WHERE oid = w.id AND relkind IN ('r', 'p') OFFSET 0) c ON true ORDER BY w.n`,
  }
}

/** The counters as they stand: behind a going back they are other ones for the same catalog. */
export async function readCounts(ask: Ask): Promise<Stamped['counts']> {
  const [answer] = await ask(['EXECUTE pawl_counts'])
  return countsOf(answer!.rows[0]!.map((list) => list!.replace('{', '[').replace('}', ']')))
}

function countsOf([put, gone]: readonly string[]): Stamped['counts'] {
  return { put: JSON.parse(put!) as number[], gone: JSON.parse(gone!) as number[] }
}

/** How it is found out what has changed. */
export type Since = (older: Pick<Stamped, 'counts' | 'nextXid'>) => Promise<Changes>

/** Reads the catalog; where an older reading of the same database is at hand, what has changed since alone. */
export async function readCatalog(
  ask: Ask,
  version: number,
  nextXid: () => number | Promise<number>,
  older?: Stamped,
  since: Since = (stamped) => changesSince(ask, stamped),
): Promise<Stamped> {
  const some = older && (await readSince(ask, version, nextXid, older, since))
  if (some) return some
  const counts = await readCounts(ask)
  const stamp = { counts, nextXid: await nextXid() }
  const [answer] = await ask([catalogSql(version)])
  if (!answer?.rows[0]) throw new Refusal('the catalog could not be read')
  return { ...readAll(listsOf(rawOf(answer))), ...stamp }
}

/** What has changed since an older reading. */
export interface Changes {
  counts: Stamped['counts']
  /** Of each changed system table, what its changed rows belong to; and where rows are gone, those that are left. */
  told: readonly { name: Tracked; of: readonly string[]; left?: readonly string[] }[]
  /** What the changed rows belong to, read again; absent where rows are gone, for what these belonged to is told by the older reading alone. */
  answers?: readonly Answer[]
}

/** The system tables of which the counters tell that rows were put in or changed, and those that have lost some. */
function changedSince(older: Stamped['counts'], { put, gone }: Stamped['counts']): { put: Set<string>; gone: Set<string> } {
  const unlike = (now: readonly number[], was: readonly number[]) => new Set<string>(counted.filter((_, at) => now[at] !== was[at]))
  return { put: unlike(put, older.put), gone: unlike(gone, older.gone) }
}

/** Finds what has changed, and reads it again where that can be told from here. */
export async function changesSince(ask: Ask, older: Pick<Stamped, 'counts' | 'nextXid'>): Promise<Changes> {
  const counts = await readCounts(ask)
  const { put, gone } = changedSince(older.counts, counts)
  const changed = trackedNames.filter((name) => put.has(name))
  const lost = losable.filter((name) => gone.has(name))
  if (changed.length + lost.length === 0) return { counts, told: [], answers: [] }
  const found = await ask([
    ...changed.map((name) => `EXECUTE pawl_new_${name}('${older.nextXid}')`),
    ...lost.map((name) => `EXECUTE pawl_left_${name}`),
  ])
  const ids = (at: number) => found[at]!.rows[0]![0]?.split(' ') ?? []
  const told = [
    ...changed.map((name, at) => ({ name, of: ids(at) })),
    ...lost.map((name, at) => ({ name, of: [], left: ids(changed.length + at) })),
  ]
  return lost.length ? { counts, told } : { counts, told, answers: await readAgain(ask, meant(told)) }
}

interface Meant {
  relations: Set<string>
  others: Set<string>
}

/** What changed rows belong to, apart by whether that is a relation. */
function meant(told: Changes['told']): Meant {
  const ids = told.flatMap(({ of }) => of)
  return {
    relations: new Set(ids.filter((id) => !id.startsWith('t'))),
    others: new Set(ids.filter((id) => id.startsWith('t')).map((id) => id.slice(1))),
  }
}

async function readAgain(ask: Ask, { relations, others }: Meant): Promise<readonly Answer[]> {
  const questions = [
    ...(relations.size ? [`EXECUTE pawl_relations('{${[...relations]}}')`] : []),
    ...(others.size ? [`EXECUTE pawl_others('{${[...others]}}')`] : []),
  ]
  return questions.length ? ask(questions) : []
}

/** Reads what has changed since an older reading; undefined where all has to be read anew. */
async function readSince(
  ask: Ask,
  version: number,
  nextXid: () => number | Promise<number>,
  older: Stamped,
  since: Since,
): Promise<Stamped | undefined> {
  const changes = await since(older)
  const { counts } = changes
  const { put, gone } = changedSince(older.counts, counts)
  const changed = new Set([...put, ...gone])
  if (changed.size === 0) return older
  const stamp = { counts, nextXid: await nextXid() }
  const base = await readRest(ask, version, older, changed)
  const some = base && (await readChanges(ask, older, base, changes))
  return some && { ...some, ...stamp }
}

function rawOf(answer: { columns: readonly string[]; rows: readonly (readonly (string | null)[])[] }): RawCatalog {
  return Object.fromEntries(answer.columns.map((name, index) => [name, JSON.parse(answer.rows[0]![index] ?? 'null')]))
}

/** Reads anew what belongs to no relation; undefined where a new name or extension may tell in any definition. */
async function readRest(ask: Ask, version: number, older: Stamped, changed: ReadonlySet<string>): Promise<Lists | undefined> {
  if (!rest.some((name) => changed.has(name))) return older.lists
  if (rest.every((name) => name === 'pg_description' || !changed.has(name))) {
    const [answer] = await ask([commentsSql(version)])
    return { ...older.lists, comments: restOf(rawOf(answer!)).comments }
  }
  const [answer] = await ask([restSql(version)])
  const all = restOf(rawOf(answer!))
  const named = (list: string, at: number) => (raw: RawCatalog) => new Map((raw[list] ?? []).map((row) => [row[0], row[at] as string]))
  const others = (raw: RawCatalog) => new Map((raw.others ?? []).map((row) => [`${row[0]} ${row[1]}`, row[2] as string]))
  for (const names of [named('schemas', 1), named('roles', 1), named('extensions', 2), others]) {
    const [was, is] = [names(older.lists.rest), names(all.rest)]
    for (const [id, name] of was) if (is.has(id) && is.get(id) !== name) return undefined
  }
  const extensions = (raw: RawCatalog) => (raw.extensions ?? []).map((row) => row[0]).join()
  if (extensions(older.lists.rest) !== extensions(all.rest)) return undefined
  return { ...older.lists, ...all }
}

async function readChanges(ask: Ask, older: Stamped, base: Lists, { told, answers: known }: Changes): Promise<Reading | undefined> {
  const all = meant(told)
  for (const { name, left } of told) {
    const there = new Set(left)
    if (left) for (const [id, into, owner] of belongings(older, name)) if (!there.has(id)) all[into].add(owner)
    const { lostOf }: Track = tracked[name]
    if (left && lostOf) for (const [id, type] of older.lists.types) if (type[3] === lostOf) all.others.add(id)
  }
  const asked = { relations: [...all.relations], others: [...all.others] }
  const answers = known ?? (await readAgain(ask, all))
  const lists = updated(base, asked, Object.assign({}, ...answers.map(rawOf)) as RawCatalog)
  // A new name may stand in the text of any other definition.
  for (const id of asked.relations)
    if (renamed(older.lists.relations.get(id)?.relations[0], lists.relations.get(id)?.relations[0])) return undefined
  for (const id of asked.relations) {
    const now = new Map(lists.relations.get(id)?.columns.map((column) => [column[1], column[2]]))
    for (const column of older.lists.relations.get(id)?.columns ?? [])
      if (now.has(column[1]) && now.get(column[1]) !== column[2]) return undefined
  }
  for (const id of asked.others) {
    if (renamed(older.lists.functions.get(id), lists.functions.get(id)) || renamed(older.lists.types.get(id), lists.types.get(id)))
      return undefined
    // A multirange of another name.
    if (older.lists.types.get(id)?.[3] === 'r' && older.lists.types.get(id)?.[12] !== lists.types.get(id)?.[12]) return undefined
    const values = older.lists.types.get(id)?.[11] as string[] | null | undefined
    if (values?.some((value) => !lists.types.get(id)?.[11]?.includes(value))) return undefined
  }
  return readSome(older, lists, {
    relations: [...asked.relations, ...pointingTo(older, asked.relations)],
    others: [...asked.others, ...compositesOf(lists, asked.relations)],
  })
}

/** Composite types whose attributes were read again: their own rows say nothing of them. */
function compositesOf(lists: Lists, relations: readonly string[]): string[] {
  return relations.flatMap((id) => {
    const row = lists.relations.get(id)?.relations[0]
    return row?.[3] === 'c' ? [String(row[18])] : []
  })
}

const renamed = (older: readonly unknown[] | undefined, newer: readonly unknown[] | undefined) =>
  older !== undefined && newer !== undefined && (older[1] !== newer[1] || older[2] !== newer[2])

/** Sequences that tell a column of a relation as their owner. */
function pointingTo(older: Reading, relations: readonly string[]): string[] {
  const set = new Set(relations)
  return [...older.lists.relations]
    .filter(([, { sequences }]) => sequences[0]?.[8] && set.has(String(sequences[0][8][0])))
    .map(([id]) => id)
}

/** What a reading holds of one system table: the row's number, where it is read again, and the number it belongs to. */
function* belongings(older: Reading, name: Tracked): Generator<readonly [string, 'relations' | 'others', string]> {
  const { lost }: Track = tracked[name]
  if (lost === undefined) return
  if (lost === 'functions') for (const id of older.lists.functions.keys()) yield [id, 'others', id]
  else if (lost === 'types') for (const id of older.lists.types.keys()) yield [id, 'others', id]
  else {
    for (const [id, parts] of older.lists.relations) {
      if (lost === 'relations') yield [id, 'relations', id]
      else for (const row of parts[lost as keyof typeof parts]) yield [row[0], 'relations', id]
    }
  }
}
