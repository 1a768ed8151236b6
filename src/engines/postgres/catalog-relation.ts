import type { AspectValue, CatalogObject } from '../../catalog/catalog.ts'
import { columnName, functionName, type Lists, type Raw, relationName } from './catalog-lists.ts'
import { type Aspects, enabledStates, maker } from './catalog-object.ts'
import { compositeDefinition, indexParts } from './catalog-text.ts'
import { privilegesOf } from './privileges.ts'

const actions: Readonly<Record<string, string>> = { a: 'no action', r: 'restrict', c: 'cascade', n: 'set null', d: 'set default' }
const matches: Readonly<Record<string, string>> = { f: 'full', p: 'partial', s: 'simple' }
const kinds: Readonly<Record<string, string>> = { p: 'primary key', u: 'unique', f: 'foreign key', c: 'check', x: 'exclude' }
const commands: Readonly<Record<string, string>> = { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE', '*': 'ALL' }
const identities: Readonly<Record<string, string>> = { a: 'always', d: 'by default' }
const replicas: Readonly<Record<string, string>> = { d: 'default', n: 'nothing', f: 'full', i: 'index' }
const persistences: Readonly<Record<string, string>> = { u: 'unlogged', t: 'temporary' }

/** A table, view or sequence with all that belongs to it. */
export function relationObjects(lists: Lists, relation: string): CatalogObject[] {
  const parts = lists.relations.get(relation)
  const row = parts?.relations[0]
  if (!parts || !row || row[3] === 'c') return []
  const [
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
    ,
    populated,
    toast,
  ] = row
  const full = `${schema}.${name}`
  const { objects, add } = maker(lists)
  const shared = {
    owner,
    privileges: privilegesOf(acl, owner, kind === 'S' ? 'sequence' : 'table'),
    options: optionsOf([...(options ?? []), ...(toast ?? []).map((each: string) => `toast.${each}`)]),
    persistence: persistences[persistence],
  }
  let of: string
  if (kind === 'S') of = add('sequence', full, id, 'pg_class', { ...shared, ...sequenceAspects(lists, parts.sequences[0]) })
  else if (kind === 'v' || kind === 'm') {
    const columns = parts.columns.map(([, , column, type]) => `${column} ${type}`)
    const own = kind === 'm' ? { populated, ...keptAs(parts.columns) } : { defaults: byColumn(parts.columns, (column) => column[7]) }
    const granted = byColumn(parts.columns, (column) => columnPrivileges(column, owner))
    of = add(kind === 'v' ? 'view' : 'materialized view', full, id, 'pg_class', {
      ...shared,
      ...own,
      definition: view,
      columns,
      columnPrivileges: granted,
    })
  } else {
    of = add('table', full, id, 'pg_class', {
      ...shared,
      kind: kind === 'p' ? 'partitioned' : kind === 'f' ? 'foreign' : 'table',
      partitioning: partitioned ? `BY ${partitioned}` : undefined,
      bound,
      inherits: parents,
      rowSecurity: rowSecurity || undefined,
      forceRowSecurity: force || undefined,
      replicaIdentity: replica === 'd' ? undefined : replicas[replica],
      method: method && method !== 'heap' ? method : undefined,
      ofType,
      foreign,
    })
    for (const [index, column] of parts.columns.entries()) {
      add('column', `${full}.${column[2]}`, `${id}.${column[1]}`, 'pg_class', columnAspects(column, index, owner, parts.constraints), of)
    }
  }
  for (const constraint of parts.constraints) {
    if (constraint[3] === notNull) continue
    add('constraint', `${full}.${constraint[2]}`, constraint[0], 'pg_constraint', constraintAspects(lists, constraint), of)
  }
  for (const row of parts.indexes) {
    const [index, , schemaOf, indexName, unique, valid, clustered, replica, method, definition, options, statistics] = row
    const { columns, where } = indexParts(definition)
    const kept = { ...keptBy(options, clustered, replica), statistics }
    add('index', `${schemaOf}.${indexName}`, index, 'pg_class', { unique, valid, ...kept, method, columns, where, definition }, of)
  }
  for (const [trigger, , triggerName, enabled, definition, run] of parts.triggers) {
    add(
      'trigger',
      `${full}.${triggerName}`,
      trigger,
      'pg_trigger',
      { definition, enabled: enabledStates[enabled], function: functionName(lists, run) },
      of,
    )
  }
  for (const [rule, , ruleName, enabled, definition] of parts.rules) {
    add('rule', `${full}.${ruleName}`, rule, 'pg_rewrite', { definition, enabled: enabledStates[enabled] }, of)
  }
  for (const [policy, , policyName, command, permissive, roles, using, withCheck] of parts.policies) {
    add(
      'policy',
      `${full}.${policyName}`,
      policy,
      'pg_policy',
      { command: commands[command], permissive, roles: [...roles].sort(), using, withCheck },
      of,
    )
  }
  return objects
}

const notNull = 'n'

/** Options of an index, table or view in one order, where it has any. */
function optionsOf(options: readonly string[] | null): readonly string[] | undefined {
  return options?.length ? [...options].sort() : undefined
}

/** How an index is kept and used beside what it finds. */
function keptBy(options: readonly string[] | null, clustered: boolean, replica: boolean): Aspects {
  return { options: optionsOf(options), clustered: clustered || undefined, replica: replica || undefined }
}

/** Of each column that has it something, by its name. */
function byColumn(columns: readonly Raw[], of: (column: Raw) => AspectValue | undefined): AspectValue | undefined {
  const found = columns.flatMap((column) => {
    const value = of(column)
    return value === undefined || value === null ? [] : [[column[2], value] as const]
  })
  return found.length ? Object.fromEntries(found) : undefined
}

/** How the values of columns are kept that are no objects of their own. */
function keptAs(columns: readonly Raw[]): Aspects {
  return {
    storage: byColumn(columns, (column) => column[9]),
    compression: byColumn(columns, (column) => column[10]),
    statistics: byColumn(columns, (column) => column[12]),
    columnOptions: byColumn(columns, columnOptions),
  }
}

function columnPrivileges(column: Raw, owner: string): AspectValue | undefined {
  return column[11]?.length ? privilegesOf(column[11], owner, 'column') : undefined
}

/** Options that a table's column can be given, and no others: some servers put more there of their own. */
function columnOptions(column: Raw): readonly string[] | undefined {
  return optionsOf((column[13] ?? []).filter((each: string) => /^n_distinct(_inherited)?=/.test(each)))
}

function columnAspects(column: Raw, index: number, owner: string, constraints: readonly Raw[]): Aspects {
  const [, number, , type, required, identity, generated, expression, collation, storage, compression, , statistics, , foreign] = column
  const kept = constraints.find((constraint) => constraint[3] === notNull && constraint[8][0] === number)
  return {
    type,
    notNull: required || undefined,
    notNullKept: kept && [...(kept[6] ? [] : ['NOT VALID']), ...(kept[18] ? ['NO INHERIT'] : [])],
    default: generated ? undefined : expression,
    generated: generated ? `${expression}${generated === 'v' ? ' VIRTUAL' : ' STORED'}` : undefined,
    identity: identities[identity],
    collation,
    storage,
    compression,
    statistics,
    options: columnOptions(column),
    foreignOptions: foreign,
    position: index + 1,
    privileges: columnPrivileges(column, owner),
  }
}

function sequenceAspects(lists: Lists, sequence: Raw | undefined): Aspects {
  if (!sequence) return {}
  const [, type, start, increment, min, max, cache, cycle, owned] = sequence
  const ownedBy = owned ? `${relationName(lists, String(owned[0]))}.${columnName(lists, String(owned[0]), owned[1])}` : undefined
  return { type, start, increment, min, max, cache, cycle: cycle || undefined, ownedBy }
}

function constraintAspects(lists: Lists, constraint: Raw): Aspects {
  const [
    ,
    table,
    ,
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
    ,
    index,
  ] = constraint
  const named = (relation: string, numbers: readonly number[] | null) =>
    (numbers ?? []).map((number) => columnName(lists, relation, number))
  const foreign = type === 'f'
  const set = foreign && setColumns?.length ? ` (${named(table, setColumns).join(', ')})` : ''
  return {
    type: kinds[type],
    columns: columns ? named(table, columns) : undefined,
    references: foreign ? `${relationName(lists, target) ?? targetName}(${named(target, targetColumns).join(', ')})` : undefined,
    onDelete: foreign ? `${actions[onDelete]}${set}` : undefined,
    onUpdate: foreign ? actions[onUpdate] : undefined,
    match: foreign ? matches[match] : undefined,
    deferrable: deferrable || undefined,
    deferred: deferred || undefined,
    validated,
    enforced: enforced ? undefined : false,
    expression: type === 'c' ? expression : undefined,
    ...(index ? keptBy(...(index as [string[] | null, boolean, boolean])) : {}),
    definition,
  }
}

/** The columns of a composite type, from the relation that stands behind it. */
export function compositeOf(lists: Lists, relation: string): string {
  return compositeDefinition(lists.relations.get(relation)?.columns ?? [])
}
