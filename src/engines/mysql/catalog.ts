import { type AspectValue, type Catalog, type CatalogObject, keyOf, type ObjectKind } from '../../catalog/catalog.ts'
import type { Reader } from './host.ts'
import { privilegesOn } from './privileges.ts'
import { literal, quoted } from './quote.ts'

type Aspects = Readonly<Record<string, AspectValue | undefined>>
type Text = Readonly<Record<string, string | null>>

/** Reads what the database holds from information_schema. Names have no schema: the database is the only one. */
export async function readCatalog(host: Reader): Promise<Catalog> {
  const objects = new Map<string, CatalogObject>()
  const add = (kind: ObjectKind, name: string, aspects: Aspects, of?: string) => {
    const known = Object.fromEntries(
      Object.entries(aspects).filter(([, value]) => value !== undefined && value !== null && value !== ''),
    ) as Record<string, AspectValue>
    const key = keyOf(kind, name)
    objects.set(key, { key, kind, name, ...(of === undefined ? {} : { of }), aspects: known })
  }
  const read = async (table: string, where: string, order: string): Promise<Text[]> => {
    const { columns, rows } = await host.ask(`SELECT * FROM information_schema.${table} WHERE ${where} ORDER BY ${order}`)
    return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.toUpperCase(), row[index] ?? null])))
  }
  const own = literal(host.name)
  const ahead = new RegExp(`(?<!\\.)${quoted(host.name).replace(/[$.*+?^(){}|[\]\\]/g, '\\$&')}\\.`, 'g')
  /** Without what the server writes ahead of each name in what it keeps. */
  const local = (text: string | null) => {
    const bare = (text ?? '').replaceAll(ahead, '')
    // No other name is like that of a database of pawl's own.
    return host.name.startsWith('pawl_') ? bare.replaceAll(`${host.name}.`, '') : bare
  }
  const tables = await read('TABLES', `table_schema = ${own}`, 'table_name')
  const columns = await read('COLUMNS', `table_schema = ${own}`, 'table_name, ordinal_position')
  const granted = await privilegesOn(host)
  const checks = await read('CHECK_CONSTRAINTS', `constraint_schema = ${own}`, 'constraint_name')
  /** MariaDB's JSON is a text with a check of its own. */
  const isJson = ({ TABLE_NAME: table, COLUMN_NAME: column }: Text) =>
    checks.some((check) => check.TABLE_NAME === table && check.CHECK_CLAUSE === `json_valid(${quoted(column!)})`)
  const collations = new Map(tables.map((table) => [table.TABLE_NAME!, table.TABLE_COLLATION]))
  for (const table of tables) {
    const name = table.TABLE_NAME!
    const kind = table.TABLE_TYPE
    if (kind === 'SEQUENCE') add('sequence', name, {})
    else if (!kind?.includes('VIEW')) {
      const options = [
        `engine=${table.ENGINE}`,
        `collation=${table.TABLE_COLLATION}`,
        table.CREATE_OPTIONS ?? '',
        kind?.includes('VERSIONED') ? 'versioned' : '',
      ]
      add('table', name, { kind: 'table', options: options.filter(Boolean), privileges: granted.table(name), comment: table.TABLE_COMMENT })
    }
  }
  const isTable = (name: string) => objects.has(keyOf('table', name))
  for (const column of columns.filter(({ TABLE_NAME: table }) => isTable(table!))) {
    const name = `${column.TABLE_NAME}.${column.COLUMN_NAME}`
    const same = column.COLLATION_NAME === collations.get(column.TABLE_NAME!)
    add(
      'column',
      name,
      {
        ...columnAspects(column, host.maria),
        ...(isJson(column) ? { type: 'json' } : {}),
        // What JSON is kept in is the server's own choice.
        collation: same || isJson(column) ? undefined : column.COLLATION_NAME,
        privileges: granted.column(name),
      },
      keyOf('table', column.TABLE_NAME!),
    )
  }
  for (const part of await read(
    'PARTITIONS',
    `table_schema = ${own} AND partition_name IS NOT NULL`,
    'table_name, partition_ordinal_position',
  )) {
    const table = objects.get(keyOf('table', part.TABLE_NAME!))
    if (!table) continue
    const how = `${part.PARTITION_METHOD} (${part.PARTITION_EXPRESSION ?? ''})`
    const list = `${part.PARTITION_NAME} ${part.PARTITION_DESCRIPTION ?? ''}`.trim()
    const older = table.aspects.partitioning
    objects.set(table.key, { ...table, aspects: { ...table.aspects, partitioning: older ? `${older}, ${list}` : `${how}: ${list}` } })
  }
  await constraints(host, read, add, checks)
  await indexes(host, read, add)
  for (const trigger of await read('TRIGGERS', `trigger_schema = ${own}`, 'event_object_table, action_order')) {
    const table = trigger.EVENT_OBJECT_TABLE!
    const definition = `${trigger.ACTION_TIMING} ${trigger.EVENT_MANIPULATION} ${local(trigger.ACTION_STATEMENT!)}`
    add('trigger', `${table}.${trigger.TRIGGER_NAME}`, { definition, enabled: true, sqlMode: trigger.SQL_MODE }, keyOf('table', table))
  }
  for (const view of await read('VIEWS', `table_schema = ${own}`, 'table_name')) {
    const name = view.TABLE_NAME!
    const shown = columns
      .filter((column) => column.TABLE_NAME === name)
      .map((column) => `${column.COLUMN_NAME} ${typeOf(column.COLUMN_TYPE!)}`)
    const check = view.CHECK_OPTION && view.CHECK_OPTION !== 'NONE' ? [`check_option=${view.CHECK_OPTION.toLowerCase()}`] : []
    const options = [...check, ...(view.SECURITY_TYPE === 'INVOKER' ? ['security_invoker=true'] : [])]
    add('view', name, { definition: local(view.VIEW_DEFINITION!), columns: shown, options, privileges: granted.table(name) })
  }
  await routines(host, read, add, local, granted.routine)
  for (const event of await read('EVENTS', `event_schema = ${own}`, 'event_name')) {
    const when = event.EVENT_TYPE === 'RECURRING' ? `every ${event.INTERVAL_VALUE} ${event.INTERVAL_FIELD}` : `at ${event.EXECUTE_AT}`
    add('other', `event ${event.EVENT_NAME}`, { definition: `${when} ${local(event.EVENT_DEFINITION!)}`, enabled: event.STATUS })
  }
  const [collation] = await read('SCHEMATA', `schema_name = ${own}`, 'schema_name')
  add('other', 'the database itself', { privileges: granted.database(), collation: collation?.DEFAULT_COLLATION_NAME })
  for (const [account, aspects] of granted.accounts()) add('role', account, aspects)
  return { engine: 'mysql', objects }
}

type Read = (table: string, where: string, order: string) => Promise<Text[]>
type Add = (kind: ObjectKind, name: string, aspects: Aspects, of?: string) => void

/** A type as it is compared: how wide a number is shown says nothing, but `tinyint(1)` is how a boolean is written. */
function typeOf(type: string): string {
  return type === 'tinyint(1)' ? type : type.replace(/^((?:tiny|small|medium|big)?int|year)\(\d+\)/, '$1').replace(/ \/\*.*\*\/$/, '')
}

function columnAspects(column: Text, maria: boolean): Aspects {
  const extra = column.EXTRA ?? ''
  const expression = column.GENERATION_EXPRESSION
  const update = /on update (\S+)/i.exec(extra)?.[1]
  const plain = column.COLUMN_DEFAULT ?? null
  const written =
    plain === null || (maria && plain === 'NULL') ? undefined : maria || /DEFAULT_GENERATED/.test(extra) ? plain : literal(plain)
  const value = update ? `${written ?? 'NULL'} ON UPDATE ${update}` : written
  return {
    type: typeOf(column.COLUMN_TYPE!),
    notNull: column.IS_NULLABLE === 'NO' || undefined,
    default: expression ? undefined : value,
    generated: expression ? `${expression} ${/STORED|PERSISTENT/.test(extra) ? 'STORED' : 'VIRTUAL'}` : undefined,
    identity: /auto_increment/.test(extra) ? 'auto_increment' : undefined,
    options: /INVISIBLE/.test(extra) ? 'invisible' : undefined,
    position: Number(column.ORDINAL_POSITION),
    comment: column.COLUMN_COMMENT,
  }
}

/** Names that need no quotes, without them. */
const unquoted = (expression: string) => expression.replace(/`([a-z_][a-z0-9_$]*)`/gi, '$1')

async function constraints(host: Reader, read: Read, add: Add, checks: readonly Text[]): Promise<void> {
  const own = literal(host.name)
  const used = await read('KEY_COLUMN_USAGE', `constraint_schema = ${own}`, 'table_name, constraint_name, ordinal_position')
  const rules = await read('REFERENTIAL_CONSTRAINTS', `constraint_schema = ${own}`, 'constraint_name')
  for (const constraint of await read('TABLE_CONSTRAINTS', `constraint_schema = ${own}`, 'table_name, constraint_name')) {
    const { TABLE_NAME: table, CONSTRAINT_NAME: name } = constraint
    const type = constraint.CONSTRAINT_TYPE!.toLowerCase()
    const parts = used.filter((each) => each.TABLE_NAME === table && each.CONSTRAINT_NAME === name)
    const rule = rules.find((each) => each.TABLE_NAME === table && each.CONSTRAINT_NAME === name)
    const check = checks.find((each) => each.CONSTRAINT_NAME === name && (each.TABLE_NAME === undefined || each.TABLE_NAME === table))
    const foreign = type === 'foreign key'
    // RESTRICT and NO ACTION are one thing here, and each server calls it otherwise.
    const action = (text: string | null | undefined) => (text ?? '').toLowerCase().replace('restrict', 'no action')
    add(
      'constraint',
      `${table}.${name}`,
      {
        type,
        columns: parts.length ? parts.map((each) => each.COLUMN_NAME!) : undefined,
        references: foreign
          ? `${parts[0]?.REFERENCED_TABLE_NAME}(${parts.map((each) => each.REFERENCED_COLUMN_NAME).join(', ')})`
          : undefined,
        onDelete: foreign ? action(rule?.DELETE_RULE) : undefined,
        onUpdate: foreign ? action(rule?.UPDATE_RULE) : undefined,
        expression: type === 'check' ? unquoted(check?.CHECK_CLAUSE ?? '') : undefined,
        enforced: constraint.ENFORCED === 'NO' ? false : undefined,
      },
      keyOf('table', table!),
    )
  }
}

async function indexes(host: Reader, read: Read, add: Add): Promise<void> {
  const all = await read(
    'STATISTICS',
    `table_schema = ${literal(host.name)} AND index_name <> 'PRIMARY'`,
    'table_name, index_name, seq_in_index',
  )
  const grouped = Map.groupBy(all, (row) => `${row.TABLE_NAME}.${row.INDEX_NAME}`)
  for (const [name, parts] of grouped) {
    const [first] = parts
    const term = (part: Text) =>
      `${part.COLUMN_NAME ?? `(${part.EXPRESSION})`}${part.SUB_PART ? `(${part.SUB_PART})` : ''}${part.COLLATION === 'D' ? ' desc' : ''}`
    const columns = parts.map(term)
    const unique = first!.NON_UNIQUE === '0'
    add(
      'index',
      name,
      {
        unique,
        columns,
        method: first!.INDEX_TYPE?.toLowerCase(),
        valid: !(first!.IGNORED === 'YES' || first!.IS_VISIBLE === 'NO'),
        definition: `${unique ? 'unique ' : ''}(${columns.join(', ')})`,
        comment: first!.INDEX_COMMENT,
      },
      keyOf('table', first!.TABLE_NAME!),
    )
  }
}

async function routines(
  host: Reader,
  read: Read,
  add: Add,
  local: (text: string | null) => string,
  granted: (name: string) => AspectValue | undefined,
): Promise<void> {
  const own = literal(host.name)
  const parameters = await read('PARAMETERS', `specific_schema = ${own} AND ordinal_position > 0`, 'specific_name, ordinal_position')
  for (const routine of await read('ROUTINES', `routine_schema = ${own}`, 'routine_name')) {
    const mine = parameters.filter((each) => each.SPECIFIC_NAME === routine.SPECIFIC_NAME && each.ROUTINE_TYPE === routine.ROUTINE_TYPE)
    const kind = routine.ROUTINE_TYPE!.toLowerCase()
    add('function', `${routine.ROUTINE_NAME}(${mine.map((each) => typeOf(each.DTD_IDENTIFIER!)).join(', ')})`, {
      kind,
      language: 'sql',
      body: local(routine.ROUTINE_DEFINITION!),
      returns: kind === 'function' ? typeOf(routine.DTD_IDENTIFIER!) : undefined,
      arguments: mine.map((each) => [each.PARAMETER_MODE, each.PARAMETER_NAME, each.DTD_IDENTIFIER].filter(Boolean).join(' ')).join(', '),
      volatility: `${routine.IS_DETERMINISTIC === 'YES' ? 'deterministic' : 'not deterministic'}, ${routine.SQL_DATA_ACCESS?.toLowerCase()}`,
      security: routine.SECURITY_TYPE === 'INVOKER' ? 'invoker' : 'definer',
      settings: routine.SQL_MODE ? [`sql_mode=${routine.SQL_MODE}`] : undefined,
      owner: routine.DEFINER,
      privileges: granted(routine.ROUTINE_NAME!),
      comment: routine.ROUTINE_COMMENT,
    })
  }
}
