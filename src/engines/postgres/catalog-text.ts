import type { AspectValue } from '../../catalog/catalog.ts'
import type { Raw } from './catalog-lists.ts'
import type { Aspects } from './catalog-object.ts'

/** The terms and the condition of an index, from the definition that the server makes of it. */
export function indexParts(definition: string): { columns: string[]; where?: string } {
  const open = definition.indexOf('(', definition.indexOf(' USING '))
  const columns: string[] = []
  let depth = 0
  let from = open + 1
  let at = open
  for (; at < definition.length; at++) {
    const char = definition[at]!
    if (char === "'" || char === '"') at = definition.indexOf(char, at + 1)
    else if (char === '(') depth++
    else if ((char === ',' && depth === 1) || (char === ')' && depth === 1)) {
      columns.push(definition.slice(from, at).trim())
      from = at + 1
      if (char === ')') break
    } else if (char === ')') depth--
  }
  const where = / WHERE (.*)$/s.exec(definition.slice(at + 1))?.[1]
  return { columns, ...(where === undefined ? {} : { where }) }
}

const kinds: Readonly<Record<string, string>> = { f: 'function', p: 'procedure', a: 'aggregate', w: 'window' }
const volatilities: Readonly<Record<string, string>> = { i: 'immutable', s: 'stable', v: 'volatile' }
const parallels: Readonly<Record<string, string | undefined>> = { s: 'safe', r: 'restricted' }

export function functionAspects(row: Raw): Readonly<Record<string, AspectValue | undefined>> {
  const [
    ,
    ,
    ,
    ,
    kind,
    language,
    body,
    volatility,
    definer,
    leakproof,
    strict,
    parallel,
    settings,
    ,
    ,
    returns,
    args,
    aggregate,
    library,
    cost,
    rows,
    support,
    transforms,
  ] = row
  return {
    kind: kinds[kind],
    language,
    body: aggregate ?? (library ? `${library} ${body}` : body.replaceAll('\r\n', '\n')),
    volatility: volatilities[volatility],
    security: definer ? 'definer' : 'invoker',
    leakproof: leakproof || undefined,
    strict: strict || undefined,
    parallel: parallels[parallel],
    cost,
    rows: rows || undefined,
    support,
    transforms,
    settings: settings ? [...settings].sort() : undefined,
    returns: returns ?? undefined,
    arguments: args,
  }
}

/** What a domain, range or base type is, in one line; what a domain gives its columns is told apart. */
export function typeDefinition(row: Raw): string {
  const [, , , type, , , , base, , , checks, , subtype] = row
  if (type === 'r') return `range of ${subtype}`
  if (type !== 'd') return `base type ${subtype}`
  return [base, ...(checks ?? [])].join(' ')
}

/** What columns of a domain have from it. */
export function domainAspects(row: Raw): Aspects {
  const [, , , type, , , , , notNull, byDefault] = row
  return type === 'd' ? { notNull: notNull || undefined, default: byDefault } : {}
}

const attributes = ['SUPERUSER', 'INHERIT', 'CREATEROLE', 'CREATEDB', 'LOGIN', 'REPLICATION', 'BYPASSRLS']

export function roleAttributes(row: Raw): string[] {
  const held = attributes.filter((_, index) => row[index + 2])
  const limit = row[9] === -1 ? [] : [`CONNECTION LIMIT ${row[9]}`]
  const until = row[10] ? [`VALID UNTIL ${row[10]}`] : []
  return [...held, ...limit, ...until].sort()
}

/** The columns of a composite type, in one line. */
export function compositeDefinition(columns: readonly Raw[]): string {
  const each = columns.map(([, , name, type, , , , , collation]) => `${name} ${type}${collation ? ` COLLATE ${collation}` : ''}`)
  return `(${each.join(', ')})`
}
