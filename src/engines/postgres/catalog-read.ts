import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { functionName, type Lists, type Raw } from './catalog-lists.ts'
import { enabledStates, maker } from './catalog-object.ts'
import { compositeOf, relationObjects } from './catalog-relation.ts'
import { domainAspects, functionAspects, roleAttributes, typeDefinition } from './catalog-text.ts'
import { type Holder, privilegesOf } from './privileges.ts'

/** A catalog with what it was read from, so that the next one reads only what changed. */
export interface Reading {
  lists: Lists
  /** Objects by the number of the relation, function or type that they belong to; `rest` for the others. */
  groups: ReadonlyMap<string, readonly CatalogObject[]>
  catalog: Catalog
}

/** Reads everything. */
export function readAll(lists: Lists): Reading {
  const groups = new Map<string, readonly CatalogObject[]>([['rest', restObjects(lists)]])
  for (const id of lists.relations.keys()) groups.set(`r${id}`, relationObjects(lists, id))
  for (const id of lists.functions.keys()) groups.set(`f${id}`, functionObjects(lists, id))
  for (const id of lists.types.keys()) groups.set(`t${id}`, typeObjects(lists, id))
  return { lists, groups, catalog: catalogOf(groups) }
}

/** Reads some relations, functions and types anew, and takes the others over. */
export function readSome(older: Reading, lists: Lists, changed: { relations: readonly string[]; others: readonly string[] }): Reading {
  const groups = new Map(older.groups)
  const put = (key: string) => {
    const [list, id] = [key[0], key.slice(1)]
    if (key === 'rest') groups.set(key, restObjects(lists))
    else if (list === 'r' && lists.relations.has(id)) groups.set(key, relationObjects(lists, id))
    else if (list === 'f' && lists.functions.has(id)) groups.set(key, functionObjects(lists, id))
    else if (list === 't' && lists.types.has(id)) groups.set(key, typeObjects(lists, id))
    else groups.delete(key)
  }
  const spoken = newlySpokenOf(older.lists.comments, lists.comments)
  if (spoken.size) {
    for (const [key, group] of older.groups) if (group.some(({ identity }) => spoken.has(identity!.split('.')[0]!))) put(key)
  }
  if (older.lists.rest !== lists.rest) put('rest')
  for (const id of changed.relations) put(`r${id}`)
  for (const id of changed.others) {
    put(`f${id}`)
    put(`t${id}`)
  }
  return { lists, groups, catalog: catalogOf(groups) }
}

/** Numbers of the objects of which something else is said than was. */
function newlySpokenOf(older: Lists['comments'], newer: Lists['comments']): Set<string> {
  const found = new Set<string>()
  if (older === newer) return found
  const numberOf = (key: string) => key.split(' ')[1]!
  for (const [key, text] of newer) if (older.get(key) !== text) found.add(numberOf(key))
  for (const key of older.keys()) if (!newer.has(key)) found.add(numberOf(key))
  return found
}

function catalogOf(groups: ReadonlyMap<string, readonly CatalogObject[]>): Catalog {
  const objects = new Map<string, CatalogObject>()
  for (const group of groups.values()) for (const object of group) objects.set(object.key, object)
  return { engine: 'postgres', objects }
}

function functionObjects(lists: Lists, id: string): CatalogObject[] {
  const row = lists.functions.get(id)!
  const { objects, add } = maker(lists)
  add('function', functionName(lists, id)!, id, 'pg_proc', {
    ...functionAspects(row),
    owner: row[13],
    privileges: privilegesOf(row[14], row[13], 'function'),
  })
  return objects
}

function typeObjects(lists: Lists, number: string): CatalogObject[] {
  const row = lists.types.get(number)!
  const [id, schema, name, type, owner, acl, relation, , , , , values] = row
  const { objects, add } = maker(lists)
  const shared = { owner, privileges: privilegesOf(acl, owner, 'type') }
  if (type === 'e') add('enum', `${schema}.${name}`, id, 'pg_type', { ...shared, values: values ?? [] })
  else {
    const definition = type === 'c' ? compositeOf(lists, relation) : typeDefinition(row)
    add(type === 'd' ? 'domain' : 'type', `${schema}.${name}`, id, 'pg_type', { ...shared, definition, ...domainAspects(row) })
  }
  return objects
}

const defaultsFor: Readonly<Record<string, string>> = {
  r: 'tables',
  S: 'sequences',
  f: 'functions',
  T: 'types',
  n: 'schemas',
  L: 'large objects',
}

/** Those of the other things that rights are given on. */
const holders: Readonly<Record<string, Holder>> = {
  pg_language: 'type',
  pg_foreign_data_wrapper: 'server',
  pg_foreign_server: 'server',
  pg_parameter_acl: 'none',
  pg_tablespace: 'tablespace',
}

function restObjects(lists: Lists): CatalogObject[] {
  const { objects, add } = maker(lists)
  const list = (name: string): readonly Raw[] => lists.rest[name] ?? []
  for (const [id, name, owner, acl] of list('schemas')) {
    add('schema', name, id, 'pg_namespace', { owner, privileges: privilegesOf(acl, owner, 'schema') })
  }
  for (const [id, name, version, schema] of list('extensions')) add('extension', name, id, 'pg_extension', { version, schema })
  const memberships = new Map<string, string[]>()
  for (const [, role, member, , admin, inherit, set] of list('members')) {
    const what = `${role}${admin ? ' ADMIN' : ''}${inherit ? '' : ' NOINHERIT'}${set ? '' : ' NOSET'}`
    memberships.set(member, [...(memberships.get(member) ?? []), what])
  }
  for (const row of list('roles')) {
    const held = (memberships.get(row[0]) ?? []).sort()
    add('role', row[1], row[0], 'pg_authid', { attributes: roleAttributes(row), memberships: held, settings: row[11] })
  }
  for (const [id, owner, schema, letter, acl] of list('defaults')) {
    const name = `${owner}${schema ? ` in ${schema}` : ''} for ${defaultsFor[letter] ?? letter}`
    add('default privilege', name, id, 'pg_default_acl', { privileges: privilegesOf(acl, owner, 'none') })
  }
  for (const [id, name, event, enabled, tags, run, owner] of list('events')) {
    add('event trigger', name, id, 'pg_event_trigger', { event, enabled: enabledStates[enabled], tags, function: run, owner })
  }
  for (const [catalog, id, name, definition, owner, acl] of list('others')) {
    const holder = holders[catalog]
    const privileges = holder && privilegesOf(acl, owner ?? '', holder)
    add('other', name, id, catalog, { definition: definition || undefined, owner, privileges })
  }
  for (const [owner, acl, settings, most, connects, template, ofAll] of list('database')) {
    const aspects = {
      owner,
      privileges: privilegesOf(acl, owner, 'database'),
      settings: settings ? [...settings].sort() : undefined,
      settingsOfAll: ofAll ? [...ofAll].sort() : undefined,
      connections: connects ? (most === -1 ? undefined : most) : 'none',
      template: template || undefined,
    }
    add('other', 'the database itself', '0', 'pg_database', aspects)
  }
  return objects
}
