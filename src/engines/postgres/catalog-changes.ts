import { Refusal } from '../../model/refusal.ts'
import { type Lists, listsOf, type RawCatalog, restOf, updated } from './catalog-lists.ts'
import { type Reading, readAll, readSome } from './catalog-read.ts'
import { catalogSql, restSql, someOthersSql, someRelationsSql } from './catalog-sql.ts'
import type { Ask } from './session.ts'

/** A reading with the moment that it was made at, in the server's own counters. */
export interface Stamped extends Reading {
  /** Per system table: rows put in or changed, rows taken away, ever. */
  counts: readonly (readonly [number, number])[]
  /** The first transaction number not given out then. */
  nextXid: number
}

/** System tables of which changed rows can be found one by one: the number that they belong to, and what tells a row. */
const tracked = {
  pg_class: {
    of: "CASE WHEN c.relkind IN ('i', 'I') THEN (SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = c.oid) ELSE c.oid END",
    id: 'c.oid',
    lost: 'relations',
  },
  pg_attribute: { of: 'c.attrelid', id: 'c.attrelid' },
  pg_attrdef: { of: 'c.adrelid', id: 'c.oid' },
  pg_constraint: { of: 'c.conrelid', id: 'c.oid', lost: 'constraints' },
  pg_index: { of: 'c.indrelid', id: 'c.indexrelid', lost: 'indexes' },
  // The server's own triggers keep a foreign key from both its tables.
  pg_trigger: { of: 'unnest(ARRAY[c.tgrelid, c.tgconstrrelid])', id: 'c.oid', lost: 'triggers' },
  pg_rewrite: { of: 'c.ev_class', id: 'c.oid', lost: 'rules' },
  pg_policy: { of: 'c.polrelid', id: 'c.oid', lost: 'policies' },
  pg_sequence: { of: 'c.seqrelid', id: 'c.seqrelid' },
  pg_proc: { of: 'c.oid', id: 'c.oid', lost: 'functions' },
  pg_type: { of: 'c.oid', id: 'c.oid', lost: 'types' },
  pg_enum: { of: 'c.enumtypid', id: 'c.oid' },
  pg_inherits: { of: 'c.inhrelid', id: 'c.inhrelid' },
} satisfies Record<string, { of: string; id: string; lost?: string }>

type Tracked = keyof typeof tracked
const trackedNames = Object.keys(tracked) as Tracked[]

/** A change in one of these is told by all that belongs to no relation, read again as a whole. */
const rest = [
  'pg_namespace pg_extension pg_authid pg_auth_members pg_default_acl pg_event_trigger pg_database pg_db_role_setting pg_description',
  'pg_collation pg_operator pg_opclass pg_cast pg_language pg_ts_config pg_ts_config_map pg_ts_dict pg_foreign_data_wrapper pg_foreign_server',
  'pg_user_mapping pg_statistic_ext pg_publication pg_publication_rel',
]
  .join(' ')
  .split(' ')
const counted = [...trackedNames, ...rest]

/** Rows of one system table that are new or changed since a transaction number, by what they belong to. */
const newSql = (name: Tracked, xid: number) =>
  `SELECT DISTINCT ${tracked[name].of} FROM ${name} c WHERE ${tracked[name].id} >= 16384 AND age(c.xmin) <= age('${xid}'::xid)`
const allSql = (name: Tracked) => `SELECT string_agg((${tracked[name].id})::text, ' ') FROM ${name} c WHERE ${tracked[name].id} >= 16384`

/** What is prepared once a session. As little as that: the server looks through every plan it keeps at each change of a table. */
export function prepared(version: number): Readonly<Record<string, string>> {
  return {
    'pawl_relations(oid[])': someRelationsSql(version),
    pawl_counts: `SELECT json_agg(json_build_array(pg_stat_get_xact_tuples_inserted(t.c) + pg_stat_get_xact_tuples_updated(t.c) + pg_stat_get_tuples_inserted(t.c) + pg_stat_get_tuples_updated(t.c),
 pg_stat_get_xact_tuples_deleted(t.c) + pg_stat_get_tuples_deleted(t.c)) ORDER BY t.n) FROM unnest(ARRAY[${counted.map((name) => `'${name}'`).join(', ')}]::regclass[]) WITH ORDINALITY t(c, n)`,
    // Whether the rows of a table may be others than they were: its file, its counters, its columns.
    'pawl_states(text[])': `SELECT w.name, c.oid, concat_ws(' ', c.relfilenode, pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_tuples_inserted(c.oid),
 pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_tuples_updated(c.oid), pg_stat_get_xact_tuples_deleted(c.oid) + pg_stat_get_tuples_deleted(c.oid),
 (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod), ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
 FROM unnest($1) WITH ORDINALITY w(name, n) LEFT JOIN pg_class c ON c.oid = to_regclass(w.name) AND c.relkind IN ('r', 'p') ORDER BY w.n`,
  }
}

/** The counters as they stand: behind a going back they are other ones for the same catalog. */
export async function readCounts(ask: Ask): Promise<Stamped['counts']> {
  const [answer] = await ask(['EXECUTE pawl_counts'])
  return JSON.parse(answer!.rows[0]![0]!) as Stamped['counts']
}

/** Reads the catalog; where an older reading of the same database is at hand, what has changed since alone. */
export async function readCatalog(ask: Ask, version: number, nextXid: () => Promise<number>, older?: Stamped): Promise<Stamped> {
  const counts = await readCounts(ask)
  const changed = older ? counted.filter((_, at) => counts[at]!.join() !== older.counts[at]!.join()) : counted
  if (older && changed.length === 0) return older
  const stamp = { counts, nextXid: await nextXid() }
  if (older) {
    const base = changed.some((name) => rest.includes(name)) ? await readRest(ask, version, older) : older
    const some =
      base &&
      (await readChanges(
        ask,
        version,
        older,
        base.lists,
        changed.filter((name): name is Tracked => name in tracked),
        counts,
      ))
    if (some) return { ...some, ...stamp }
  }
  const [answer] = await ask([catalogSql(version)])
  if (!answer?.rows[0]) throw new Refusal('the catalog could not be read')
  return { ...readAll(listsOf(rawOf(answer))), ...stamp }
}

function rawOf(answer: { columns: readonly string[]; rows: readonly (readonly (string | null)[])[] }): RawCatalog {
  return Object.fromEntries(answer.columns.map((name, index) => [name, JSON.parse(answer.rows[0]![index] ?? 'null')]))
}

/** Reads anew what belongs to no relation; undefined where a new name or extension may tell in any definition. */
async function readRest(ask: Ask, version: number, older: Stamped): Promise<{ lists: Lists } | undefined> {
  const [answer] = await ask([restSql(version)])
  const { comments, rest } = restOf(rawOf(answer!))
  const named = (list: string, at: number) => (raw: RawCatalog) => new Map((raw[list] ?? []).map((row) => [row[0], row[at] as string]))
  for (const names of [named('schemas', 1), named('roles', 1), named('extensions', 2), named('others', 2)]) {
    const [was, is] = [names(older.lists.rest), names(rest)]
    for (const [id, name] of was) if (is.has(id) && is.get(id) !== name) return undefined
  }
  const extensions = (raw: RawCatalog) => (raw.extensions ?? []).map((row) => row[0]).join()
  if (extensions(older.lists.rest) !== extensions(rest)) return undefined
  return { lists: { ...older.lists, comments, rest } }
}

async function readChanges(
  ask: Ask,
  version: number,
  older: Stamped,
  base: Lists,
  changed: readonly Tracked[],
  counts: Stamped['counts'],
): Promise<Reading | undefined> {
  const lessens = (name: Tracked) =>
    'lost' in tracked[name] && counts[counted.indexOf(name)]![1] !== older.counts[counted.indexOf(name)]![1]
  const losing = changed.filter(lessens)
  // What a domain checks is told with the domain, whose own row says nothing of it.
  if (losing.includes('pg_constraint') && [...older.lists.types.values()].some((type) => type[3] === 'd')) return undefined
  const answers = await ask([...changed.map((name) => newSql(name, older.nextXid)), ...losing.map(allSql)])
  const relations = new Set<string>()
  const others = new Set<string>()
  for (const [at, name] of changed.entries()) {
    for (const [id] of answers[at]!.rows) {
      // A constraint of a domain has no relation; the type is not told by its own row.
      if (id === '0' || id === null) return undefined
      const into = name === 'pg_proc' || name === 'pg_type' || name === 'pg_enum' ? others : relations
      into.add(id!)
    }
  }
  for (const [at, name] of losing.entries()) {
    const there = new Set((answers[changed.length + at]!.rows[0]?.[0] ?? '').split(' '))
    for (const [id, into, owner] of known(older, name)) if (!there.has(id)) (into === 'others' ? others : relations).add(owner)
  }
  const asked = { relations: [...relations], others: [...others] }
  const [some, alike] = await ask([
    `EXECUTE pawl_relations('{${asked.relations}}')`,
    ...(others.size ? [someOthersSql(version).replaceAll('$1', `'{${asked.others}}'::oid[]`)] : []),
  ])
  const lists = updated(base, asked, { ...rawOf(some!), ...(alike ? rawOf(alike) : {}) })
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
    const values = older.lists.types.get(id)?.[11] as string[] | null | undefined
    if (values?.some((value) => !lists.types.get(id)?.[11]?.includes(value))) return undefined
  }
  return readSome(older, lists, { ...asked, relations: [...asked.relations, ...pointingTo(older, asked.relations)] })
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
function* known(older: Reading, name: Tracked): Generator<readonly [string, 'relations' | 'others', string]> {
  const { lost } = tracked[name] as { lost: string }
  if (lost === 'functions') for (const id of older.lists.functions.keys()) yield [id, 'others', id]
  else if (lost === 'types') for (const id of older.lists.types.keys()) yield [id, 'others', id]
  else {
    for (const [id, parts] of older.lists.relations) {
      if (lost === 'relations') yield [id, 'relations', id]
      else for (const row of parts[lost as keyof typeof parts]) yield [row[0], 'relations', id]
    }
  }
}
