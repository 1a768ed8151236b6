import { canonical } from '../model/orders.ts'
import type { Category } from '../model/report.ts'
import type { AspectValue, ObjectKind } from './catalog.ts'
import { addsColumns, normalSql, sameExpression, withoutCasts } from './expressions.ts'
import { asText, housekeeping, losesColumns, losesMore, losesOptions, losesPartitions, losesValues } from './losses.ts'
import { normalType, widens } from './types.ts'

type Value = AspectValue | undefined

/** What a comparison may lean on beside the two values. */
export interface Beside {
  /** The type of a column that the object speaks of was changed, so that casts in its text may differ. */
  recast?: boolean
  /** Language of a function, where comments and white space mean nothing in some. */
  language?: string
  /** Definitions are the engine's own text, made from what it holds, and not as somebody wrote them. */
  deparsed?: boolean
  /** The names of both sides, which are no part of a definition. */
  names?: readonly [string, string]
}

/** One aspect of a kind of object: how it is told, when it differs, when a change of it is a loss, what such a change is. */
export interface Aspect {
  label: string
  same(older: Value, newer: Value, beside: Beside): boolean
  /** Asked of values that differ alone. */
  loses(older: Value, newer: Value, beside: Beside): boolean
  category(older: Value, newer: Value): Category
}

const isSame = (older: Value, newer: Value) => older === newer || canonical(older ?? null) === canonical(newer ?? null)
const always = () => true
const never = () => false
const expression: Aspect['same'] = (older, newer, { recast }) =>
  isSame(older, newer) || (typeof older === 'string' && typeof newer === 'string' && sameExpression(older, newer, recast))
const expressions: Aspect['same'] = (older, newer, beside) =>
  Array.isArray(older) && Array.isArray(newer)
    ? older.length === newer.length && older.every((each, index) => expression(each as Value, newer[index] as Value, beside))
    : expression(older, newer, beside)
const wentOff: Aspect['loses'] = (older, newer) => older === true && newer !== true
const wentOn: Aspect['loses'] = (older, newer) => older !== true && newer === true

/** A change of it is a loss, whatever the values. */
const pinned = (label: string, category: Category, same: Aspect['same'] = isSame): Aspect => ({
  label,
  same,
  loses: always,
  category: () => category,
})
/** No protection of the kind itself pins it; another kind may. */
const aside = (label: string, category: Category, same: Aspect['same'] = isSame): Aspect => ({
  label,
  same,
  loses: never,
  category: () => category,
})
/** It may be strengthened, never weakened. */
const oneWay = (label: string, category: Category, loses: Aspect['loses']): Aspect => ({
  label,
  same: isSame,
  loses,
  category: () => category,
})

/** What SQLite does with a row that breaks a constraint, where not refusing it (sqlite.org/lang_conflict.html). */
const conflict = oneWay('treatment of a conflict', 'modification', (_, newer) => /^(ignore|replace)$/.test(String(newer)))

/** A default of NULL is none. */
const given = (value: Value) => (typeof value === 'string' && /^\(?null\)?(::[\w .()[\]"]+)?$/i.test(value) ? undefined : value)

const notNull: Aspect = {
  label: 'NOT NULL',
  same: (older, newer) => (older === true) === (newer === true),
  loses: wentOff,
  category: (_, newer) => (newer === true ? 'breaking' : 'modification'),
}

const owner = aside('owner', 'structural')
const privileges = aside('privileges', 'structural', sameSet)
const comment = aside('comment', 'additive')

/** Whether a trigger of this state fires where the application writes. */
function fires(enabled: Value): boolean {
  return enabled === undefined || enabled === true || ['origin', 'always', 'o', 'a', 'enabled'].includes(asText(enabled).toLowerCase())
}

const body: Aspect['same'] = (older, newer, { language }) =>
  isSame(older, newer) ||
  (typeof older === 'string' &&
    typeof newer === 'string' &&
    /^(sql|plpgsql)$/i.test(language ?? '') &&
    normalSql(older) === normalSql(newer))

const sql: Aspect['same'] = (older, newer) =>
  isSame(older, newer) || (typeof older === 'string' && typeof newer === 'string' && normalSql(older) === normalSql(newer))

const quotable = (name: string) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

/** A definition without the object's own name, and without what aspects of their own tell. */
function unnamed(definition: string, name: string, recast?: boolean): string {
  const known = normalSql(quotable(name)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const text = normalSql(definition)
    .replace(new RegExp(`(index|constraint)( concurrently)?( if not exists)? (\\S+ \\. )?${known} `), '$1 ')
    .replace(/ with \( ([^()]*) \)/, (_, list: string) => {
      const told = list.split(' , ').filter((each) => !housekeeping.test(each))
      return told.length ? ` with ( ${told.join(' , ')} )` : ''
    })
    .replace(/( not valid| not enforced| not deferrable| deferrable| initially deferred| initially immediate)+$/, '')
  return recast ? withoutCasts(text) : text
}

const definition: Aspect['same'] = (older, newer, { deparsed, names, recast }) =>
  isSame(older, newer) ||
  deparsed === false ||
  (typeof older === 'string' &&
    typeof newer === 'string' &&
    unnamed(older, names?.[0] ?? '', recast) === unnamed(newer, names?.[1] ?? '', recast))

/** Rights and roles are sets: their order says nothing. */
function sameSet(older: Value, newer: Value): boolean {
  const sorted = (value: Value) =>
    Array.isArray(value)
      ? value
          .map((each) => canonical(each))
          .sort()
          .join('\n')
      : canonical(value ?? null)
  return sorted(older) === sorted(newer)
}

const changesType: Aspect['loses'] = (older, newer) => !widens(asText(older), asText(newer))

/** A view may gain columns at its end. */
const changesView: Aspect['loses'] = (older, newer) => typeof older !== 'string' || typeof newer !== 'string' || !addsColumns(older, newer)

/** The table of aspects: what an aspect of each kind is called, when a change of it is a loss, and its category. */
const aspects: Readonly<Partial<Record<ObjectKind, Readonly<Record<string, Aspect>>>>> = {
  table: {
    kind: pinned('kind', 'breaking'),
    persistence: oneWay('persistence', 'modification', (_, newer) => typeof newer === 'string'),
    partitioning: oneWay('partitioning', 'structural', losesPartitions),
    inherits: aside('parents', 'structural'),
    options: aside('storage options', 'modification'),
    rowSecurity: aside('row security', 'structural'),
    forceRowSecurity: aside('forced row security', 'structural'),
    replicaIdentity: aside('replica identity', 'modification'),
    owner,
    privileges,
    comment,
  },
  column: {
    type: {
      label: 'type',
      same: (older, newer) => older === newer || normalType(asText(older)) === normalType(asText(newer)),
      loses: changesType,
      category: (older, newer) => (changesType(older, newer, {}) ? 'breaking' : 'modification'),
    },
    notNull,
    default: pinned('default', 'modification', (older, newer, beside) => expression(given(older), given(newer), beside)),
    generated: pinned('generation', 'breaking', expression),
    // Values of rows that went are not given again: SQLite makes them either way.
    identity: oneWay('identity', 'modification', (_, newer) => newer !== 'autoincrement'),
    collation: pinned('collation', 'modification'),
    onConflict: conflict,
    storage: aside('storage', 'modification'),
    notNullKept: aside('kind of NOT NULL', 'modification'),
    statistics: aside('statistics target', 'modification'),
    options: aside('options', 'modification'),
    foreignOptions: aside('options for its server', 'modification'),
    position: aside('position', 'additive'),
    privileges,
    comment,
  },
  constraint: {
    type: pinned('kind', 'structural'),
    columns: pinned('columns', 'structural'),
    references: pinned('reference', 'structural'),
    onDelete: pinned('action on delete', 'structural'),
    onUpdate: pinned('action on update', 'structural'),
    match: pinned('match', 'structural'),
    deferrable: oneWay('deferrability', 'structural', wentOn),
    deferred: oneWay('deferral', 'structural', wentOn),
    validated: oneWay('validation', 'modification', wentOff),
    enforced: oneWay('enforcement', 'structural', (older, newer) => older !== false && newer === false),
    expression: pinned('expression', 'modification', expression),
    onConflict: conflict,
    options: aside('storage options', 'modification'),
    clustered: aside('clustering', 'modification'),
    replica: aside('use as replica identity', 'modification'),
    definition: pinned('definition', 'structural', definition),
    comment,
  },
  index: {
    unique: pinned('uniqueness', 'structural'),
    columns: pinned('columns', 'modification', expressions),
    where: pinned('condition', 'modification', expression),
    method: pinned('method', 'modification'),
    valid: oneWay('validity', 'modification', wentOff),
    options: { label: 'storage options', same: sameSet, loses: losesMore, category: () => 'modification' },
    statistics: aside('statistics targets', 'modification'),
    clustered: aside('clustering', 'modification'),
    replica: aside('use as replica identity', 'modification'),
    definition: pinned('definition', 'modification', definition),
    comment,
  },
  trigger: {
    definition: pinned('definition', 'modification', sql),
    enabled: {
      label: 'enabled state',
      same: isSame,
      loses: (older, newer) =>
        fires(older) && asText(newer ?? null).toLowerCase() !== 'always' && asText(newer ?? null) !== 'A' && !isSame(older, newer),
      category: () => 'modification',
    },
    function: pinned('function', 'modification'),
    comment,
  },
  rule: { definition: pinned('definition', 'modification', sql), enabled: pinned('enabled state', 'modification'), comment },
  policy: {
    command: pinned('command', 'structural'),
    permissive: pinned('kind', 'structural'),
    roles: pinned('roles', 'structural', sameSet),
    using: pinned('USING expression', 'structural', expression),
    withCheck: pinned('WITH CHECK expression', 'structural', expression),
    comment,
  },
  function: {
    kind: pinned('kind', 'modification'),
    language: pinned('language', 'modification'),
    body: pinned('body', 'modification', body),
    returns: pinned('result', 'breaking'),
    arguments: pinned('arguments', 'breaking'),
    volatility: pinned('volatility', 'modification'),
    security: pinned('security', 'structural'),
    leakproof: pinned('leakproof mark', 'modification'),
    settings: pinned('settings', 'modification', sameSet),
    strict: pinned('treatment of NULL', 'modification'),
    parallel: aside('parallel safety', 'modification'),
    support: aside('support function', 'modification'),
    transforms: aside('transforms', 'modification'),
    owner: pinned('owner', 'structural'),
    privileges,
    comment,
  },
  view: {
    definition: {
      label: 'definition',
      same: sql,
      loses: changesView,
      category: (older, newer) => (changesView(older, newer, {}) ? 'modification' : 'additive'),
    },
    columns: {
      label: 'columns',
      same: isSame,
      loses: losesColumns,
      category: (older, newer) => (losesColumns(older, newer) ? 'breaking' : 'additive'),
    },
    options: { label: 'options', same: sameSet, loses: losesOptions, category: () => 'modification' },
    defaults: aside('defaults of columns', 'modification'),
    columnPrivileges: aside('privileges on columns', 'structural'),
    owner,
    privileges,
    comment,
  },
  'materialized view': {
    definition: { label: 'definition', same: sql, loses: changesView, category: () => 'modification' },
    columns: { label: 'columns', same: isSame, loses: losesColumns, category: () => 'modification' },
    options: aside('storage options', 'modification'),
    statistics: aside('statistics targets', 'modification'),
    columnOptions: aside('options of columns', 'modification'),
    columnPrivileges: aside('privileges on columns', 'structural'),
    owner,
    privileges,
    comment,
  },
  enum: {
    values: {
      label: 'values',
      same: isSame,
      loses: losesValues,
      category: (older, newer) => (losesValues(older, newer) ? 'breaking' : 'additive'),
    },
    owner,
    privileges,
    comment,
  },
  sequence: { owner, privileges, comment },
  domain: {
    definition: pinned('definition', 'modification', sql),
    notNull,
    default: pinned('default', 'modification', expression),
    owner,
    privileges,
    comment,
  },
  type: { definition: pinned('definition', 'breaking', sql), owner, privileges, comment },
  schema: { owner, privileges, comment },
  role: {
    attributes: pinned('attributes', 'structural', sameSet),
    memberships: pinned('memberships', 'structural', sameSet),
    settings: aside('settings', 'structural'),
    comment,
  },
  extension: { version: aside('version', 'modification'), comment },
  'default privilege': { privileges },
  other: {
    settingsOfAll: aside('settings of all databases', 'structural'),
    connections: aside('connection limit', 'modification'),
    owner,
    privileges,
    comment,
  },
}

/** What the table says of an aspect; one that it does not name differs as a value does, and nothing pins it. */
export function aspectOf(kind: ObjectKind, name: string): Aspect {
  const known = aspects[kind]
  return known && Object.hasOwn(known, name) ? known[name]! : aside(name, 'modification')
}
