import { type AspectValue, type Catalog, type CatalogObject, keyOf, type ObjectKind } from '../../catalog/catalog.ts'
import { functionAspects, indexParts, roleAttributes, typeDefinition } from './catalog-text.ts'
import { type Holder, privilegesOf } from './privileges.ts'

type Raw = readonly any[]
export type RawCatalog = Readonly<Record<string, readonly Raw[] | null>>

type Aspects = Readonly<Record<string, AspectValue | undefined>>

const actions: Readonly<Record<string, string>> = { a: 'no action', r: 'restrict', c: 'cascade', n: 'set null', d: 'set default' }
const matches: Readonly<Record<string, string>> = { f: 'full', p: 'partial', s: 'simple' }
const kinds: Readonly<Record<string, string>> = { p: 'primary key', u: 'unique', f: 'foreign key', c: 'check', x: 'exclude' }
const states: Readonly<Record<string, string>> = { O: 'origin', D: 'disabled', R: 'replica', A: 'always' }
const commands: Readonly<Record<string, string>> = { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE', '*': 'ALL' }
const identities: Readonly<Record<string, string>> = { a: 'always', d: 'by default' }
const replicas: Readonly<Record<string, string>> = { d: 'default', n: 'nothing', f: 'full', i: 'index' }
const defaultHolders: Readonly<Record<string, [string, Holder]>> = {
  r: ['tables', 'none'],
  S: ['sequences', 'none'],
  f: ['functions', 'none'],
  T: ['types', 'none'],
  n: ['schemas', 'none'],
  L: ['large objects', 'none'],
}

/** The server's rows as objects by key. */
export function readCatalog(raw: RawCatalog): Catalog {
  const objects = new Map<string, CatalogObject>()
  const list = (name: string): readonly Raw[] => raw[name] ?? []
  const comments = new Map(list('comments').map(([catalog, id, sub, text]) => [`${catalog} ${id} ${sub}`, text as string]))
  const add = (kind: ObjectKind, name: string, identity: string, catalog: string, aspects: Aspects, of?: string): string => {
    const key = keyOf(kind, name)
    const comment = comments.get(`${catalog} ${identity.includes('.') ? identity.replace('.', ' ') : `${identity} 0`}`)
    const known = Object.entries({ ...aspects, comment }).filter(([, value]) => value !== undefined && value !== null)
    objects.set(key, {
      key,
      kind,
      name,
      ...(of ? { of } : {}),
      identity,
      aspects: Object.fromEntries(known) as Record<string, AspectValue>,
    })
    return key
  }

  for (const [id, name, owner, acl] of list('schemas')) {
    add('schema', name, id, 'pg_namespace', { owner, privileges: privilegesOf(acl, owner, 'schema') })
  }
  for (const [id, name, version, schema] of list('extensions')) add('extension', name, id, 'pg_extension', { version, schema })

  const columnNames = new Map<string, Map<number, string>>()
  const columnsOf = new Map<string, Raw[]>()
  for (const column of list('columns')) {
    const [table, number, name] = column
    if (!columnNames.has(table)) columnNames.set(table, new Map()).set(table, columnNames.get(table)!)
    columnNames.get(table)!.set(number, name)
    const known = columnsOf.get(table)
    if (known) known.push(column)
    else columnsOf.set(table, [column])
  }
  const sequences = new Map(list('sequences').map((sequence) => [sequence[0] as string, sequence]))
  const relations = new Map(list('relations').map((relation) => [relation[0] as string, relation]))
  const full = (id: string): string => `${relations.get(id)?.[1]}.${relations.get(id)?.[2]}`
  const keys = new Map<string, string>()

  for (const [
    id,
    schema,
    name,
    kind,
    persistence,
    rowSecurity,
    force,
    replica,
    owner,
    acl,
    options,
    partitioned,
    bound,
    parents,
    view,
    method,
    ofType,
    foreign,
  ] of relations.values()) {
    const full = `${schema}.${name}`
    const columns = columnsOf.get(id) ?? []
    const shared = {
      owner,
      privileges: privilegesOf(acl, owner, kind === 'S' ? 'sequence' : 'table'),
      options: options ? [...options].sort() : undefined,
    }
    if (kind === 'S')
      keys.set(
        id,
        add('sequence', full, id, 'pg_class', {
          ...shared,
          ...sequenceAspects(sequences.get(id)),
          persistence: persistenceOf(persistence),
        }),
      )
    else if (kind === 'v' || kind === 'm') {
      const aspects = { ...shared, definition: view, columns: columns.map(([, , column, type]) => `${column} ${type}`) }
      keys.set(id, add(kind === 'v' ? 'view' : 'materialized view', full, id, 'pg_class', aspects))
    } else if (kind === 'c') {
      const definition = `(${columns.map(([, , column, type, , , , , collation]) => `${column} ${type}${collation ? ` COLLATE ${collation}` : ''}`).join(', ')})`
      // Owner and rights of a composite type stand with the type itself, in `types`.
      keys.set(id, definition)
    } else {
      const aspects = {
        ...shared,
        kind: kind === 'p' ? 'partitioned' : kind === 'f' ? 'foreign' : 'table',
        persistence: persistenceOf(persistence),
        partitioning: partitioned ? `BY ${partitioned}` : undefined,
        bound: bound ?? undefined,
        inherits: parents ?? undefined,
        rowSecurity: rowSecurity || undefined,
        forceRowSecurity: force || undefined,
        replicaIdentity: replica === 'd' ? undefined : replicas[replica],
        method: method && method !== 'heap' ? method : undefined,
        ofType,
        foreign: foreign ?? undefined,
      }
      const key = add('table', full, id, 'pg_class', aspects)
      keys.set(id, key)
      columns.forEach((column, index) => {
        const [, number, columnName, type, notNull, identity, generated, expression, collation, storage, compression, columnAcl] = column
        const aspects = {
          type,
          notNull: notNull || undefined,
          default: generated ? undefined : expression,
          generated: generated ? `${expression}${generated === 'v' ? ' VIRTUAL' : ' STORED'}` : undefined,
          identity: identities[identity],
          collation,
          storage,
          compression,
          position: index + 1,
          privileges: columnAcl?.length ? privilegesOf(columnAcl, owner, 'column') : undefined,
        }
        add('column', `${full}.${columnName}`, `${id}.${number}`, 'pg_class', aspects, key)
      })
    }
  }
  function sequenceAspects(sequence: Raw | undefined): Aspects {
    if (!sequence) return {}
    const [, type, start, increment, min, max, cache, cycle, owned] = sequence
    const ownedBy = owned ? `${full(owned[0])}.${columnNames.get(String(owned[0]))?.get(owned[1])}` : undefined
    return { type, start, increment, min, max, cache, cycle: cycle || undefined, ownedBy }
  }
  const named = (table: string, numbers: readonly number[] | null): string[] =>
    (numbers ?? []).map((number) => columnNames.get(String(table))?.get(number) ?? String(number))

  for (const [
    id,
    table,
    name,
    type,
    deferrable,
    deferred,
    validated,
    enforced,
    columns,
    target,
    targetName,
    targetColumns,
    onUpdate,
    onDelete,
    match,
    setColumns,
    definition,
    expression,
  ] of list('constraints')) {
    const foreign = type === 'f'
    const known = relations.has(target)
    add(
      'constraint',
      `${full(table)}.${name}`,
      id,
      'pg_constraint',
      {
        type: kinds[type],
        columns: columns ? named(table, columns) : undefined,
        references: foreign ? `${known ? full(target) : targetName}(${known ? named(target, targetColumns).join(', ') : ''})` : undefined,
        onDelete: foreign ? `${actions[onDelete]}${setColumns?.length ? ` (${named(table, setColumns).join(', ')})` : ''}` : undefined,
        onUpdate: foreign ? actions[onUpdate] : undefined,
        match: foreign ? matches[match] : undefined,
        deferrable: deferrable || undefined,
        deferred: deferred || undefined,
        validated,
        enforced: enforced ? undefined : false,
        expression: type === 'c' ? expression : undefined,
        definition,
      },
      keys.get(table),
    )
  }
  for (const [id, table, schema, name, unique, valid, clustered, replica, method, definition] of list('indexes')) {
    const { columns, where } = indexParts(definition)
    add(
      'index',
      `${schema}.${name}`,
      id,
      'pg_class',
      { unique, valid, clustered: clustered || undefined, replica: replica || undefined, method, columns, where, definition },
      keys.get(table),
    )
  }
  const functions = new Map(list('functions').map(([id, schema, name, types]) => [id as string, `${schema}.${name}(${types})`]))
  for (const [id, table, name, enabled, definition, run] of list('triggers')) {
    add(
      'trigger',
      `${full(table)}.${name}`,
      id,
      'pg_trigger',
      { definition, enabled: states[enabled], function: functions.get(run) },
      keys.get(table),
    )
  }
  for (const [id, table, name, enabled, definition] of list('rules')) {
    add('rule', `${full(table)}.${name}`, id, 'pg_rewrite', { definition, enabled: states[enabled] }, keys.get(table))
  }
  for (const [id, table, name, command, permissive, roles, using, withCheck] of list('policies')) {
    add(
      'policy',
      `${full(table)}.${name}`,
      id,
      'pg_policy',
      { command: commands[command], permissive, roles: [...roles].sort(), using, withCheck },
      keys.get(table),
    )
  }
  for (const row of list('functions')) {
    add('function', functions.get(row[0])!, row[0], 'pg_proc', {
      ...functionAspects(row),
      owner: row[13],
      privileges: privilegesOf(row[14], row[13], 'function'),
    })
  }
  for (const row of list('types')) {
    const [id, schema, name, type, owner, acl, relation, , , , , values] = row
    const shared = { owner, privileges: privilegesOf(acl, owner, 'type') }
    if (type === 'e') add('enum', `${schema}.${name}`, id, 'pg_type', { ...shared, values: values ?? [] })
    else
      add(type === 'd' ? 'domain' : 'type', `${schema}.${name}`, id, 'pg_type', {
        ...shared,
        definition: type === 'c' ? keys.get(relation) : typeDefinition(row),
      })
  }
  const memberships = new Map<string, string[]>()
  for (const [, role, member, , admin, inherit, set] of list('members')) {
    const what = `${role}${admin ? ' ADMIN' : ''}${inherit ? '' : ' NOINHERIT'}${set ? '' : ' NOSET'}`
    memberships.set(member, [...(memberships.get(member) ?? []), what])
  }
  for (const row of list('roles')) {
    add('role', row[1], row[0], 'pg_authid', {
      attributes: roleAttributes(row),
      memberships: (memberships.get(row[0]) ?? []).sort(),
      settings: row[11] ?? undefined,
    })
  }
  for (const [id, owner, schema, letter, acl] of list('defaults')) {
    const [what, holder] = defaultHolders[letter] ?? [letter, 'none']
    add('default privilege', `${owner}${schema ? ` in ${schema}` : ''} for ${what}`, id, 'pg_default_acl', {
      privileges: privilegesOf(acl, owner, holder),
    })
  }
  for (const [id, name, event, enabled, tags, run, owner] of list('events')) {
    add('event trigger', name, id, 'pg_event_trigger', { event, enabled: states[enabled], tags: tags ?? undefined, function: run, owner })
  }
  for (const [catalog, id, name, definition] of list('others')) add('other', name, id, catalog, { definition: definition ?? undefined })
  for (const [owner, acl, settings] of list('database')) {
    add('other', 'the database itself', '0', 'pg_database', {
      owner,
      privileges: privilegesOf(acl, owner, 'database'),
      settings: settings ? [...settings].sort() : undefined,
    })
  }
  return { engine: 'postgres', objects }
}

function persistenceOf(letter: string): string | undefined {
  return letter === 'u' ? 'unlogged' : letter === 't' ? 'temporary' : undefined
}
