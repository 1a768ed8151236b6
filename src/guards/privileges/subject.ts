import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { nameArguments, nameParts } from '../../catalog/names.ts'
import type { Protection } from '../../model/policy.ts'
import { Refusal } from '../../model/refusal.ts'
import { functionsNamed, tableNamed } from '../schema/subject.ts'

/** What a `privileges` protection speaks of. */
export interface Subject {
  kind: 'all' | 'schema' | 'function' | 'table'
  name: string
  says: string
}

/** Reads `"*"`, `schema:name`, `function:name(types)`, else a table. */
export function subjectOf(subject: string): Subject {
  if (subject === '*') return { kind: 'all', name: '*', says: 'object' }
  const found = /^\s*(schema|function|table)\s*:\s*(.+)$/.exec(subject)
  const [kind, name] = found ? [found[1] as 'schema' | 'function' | 'table', found[2]!.trim()] : (['table', subject] as const)
  return { kind, name, says: `${kind} \`${name}\`` }
}

const holders = new Set([
  'table',
  'view',
  'materialized view',
  'sequence',
  'function',
  'schema',
  'enum',
  'domain',
  'type',
  'default privilege',
])
const relations = ['table', 'view', 'materialized view', 'sequence'] as const

/** All that rights are given on, columns and the database itself among them. */
export function rightHolders(catalog: Catalog): CatalogObject[] {
  return [...catalog.objects.values()].filter(
    (object) => holders.has(object.kind) || isColumn(object) || object.name === 'the database itself',
  )
}

/** The objects whose rights are judged, columns with rights of their own among them. */
export function covered(catalog: Catalog, subject: Subject, protection: Protection): CatalogObject[] {
  const all = [...catalog.objects.values()]
  if (subject.kind === 'all') return rightHolders(catalog)
  if (subject.kind === 'schema') {
    const schema = nameParts(subject.name)[0]?.text ?? ''
    const inside = (object: CatalogObject) =>
      object.kind === 'schema'
        ? object.name === schema
        : object.kind === 'default privilege'
          ? object.name.includes(` in ${schema} for `)
          : object.name.startsWith(`${schema}.`)
    return all.filter((object) => (holders.has(object.kind) || isColumn(object)) && inside(object))
  }
  if (subject.kind === 'function') {
    const found = functionsNamed(catalog, subject.name)
    if (found.length > 1 && nameArguments(subject.name) === undefined)
      throw ambiguous(
        protection,
        found.map(({ name }) => name),
      )
    return found
  }
  const found = tableNamed(catalog, nameParts(subject.name), relations)
  if (!found) return []
  const schema = catalog.objects.get(`schema:${subject.name}`)
  if (schema && !subject.name.includes('.') && !protection.subject.includes(':'))
    throw ambiguous(protection, [`table:${found.name}`, `schema:${subject.name}`])
  return [found, ...all.filter((object) => isColumn(object) && object.of === found.key)]
}

const isColumn = (object: CatalogObject) => object.kind === 'column'

function ambiguous(protection: Protection, names: readonly string[]): Refusal {
  const { line, column } = protection.at.span
  const list = names.map((name) => `\`${name}\``).join(', ')
  return new Refusal(`\`${protection.subject}\` names more than one object: ${list}; write one of them`, {
    path: protection.at.path,
    line,
    column,
  })
}
