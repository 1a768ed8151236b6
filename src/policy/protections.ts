import type { Guard } from '../guards/guard.ts'
import { nearest } from '../model/nearest.ts'
import type { Mapping, Node } from '../model/node.ts'
import type { Options, Wrong } from '../model/option.ts'
import type { Span } from '../model/place.ts'
import type { Protection, Protocol } from '../model/policy.ts'
import { name, readKeys } from '../model/values.ts'
import type { Register } from './policies.ts'
import { databaseOption, itemOptions } from './tables/item.ts'

/** Reads the items of `protect`, each by the options of its kind's guard. */
export async function readProtections(
  node: Node,
  protocol: Protocol,
  path: string,
  register: Register,
  wrong: Wrong,
): Promise<Protection[]> {
  if (node.kind !== 'list') return wrong(node, 'a list of protections is wanted here, each `- <kind>: <subject>`')
  const protections: Protection[] = []
  const known = new Map<string, Protection>()
  for (const item of node.items) {
    const protection = await readProtection(item, protocol, path, register, wrong)
    const twin = known.get(protection.id)
    if (twin) {
      wrong(
        item,
        `two protections of \`${protocol.id}\` are called \`${protection.id}\`, the other in line ${twin.at.span.line}; give one an \`id\``,
      )
    }
    known.set(protection.id, protection)
    protections.push(protection)
  }
  return protections
}

async function readProtection(item: Node, protocol: Protocol, path: string, register: Register, wrong: Wrong): Promise<Protection> {
  if (item.kind !== 'mapping' || item.entries.length === 0) return wrong(item, 'a protection is wanted here, `<kind>: <subject>`')
  const [first, ...others] = item.entries as [Mapping['entries'][number], ...Mapping['entries'][number][]]
  const guard = await guardOf(first.key.text, first.key, register, wrong)
  const subject = name.read(first.value, wrong)
  const problem = guard.subject.wrong?.(subject)
  if (problem) wrong(first.value, problem)
  const values = readKeys({ kind: 'mapping', entries: others, span: item.span }, optionsOf(guard), wrong) as Record<string, unknown>
  const { layer, why, id, level, database, ...options } = values as Record<string, string | undefined>
  return {
    id: id ?? `${guard.kind}:${subject}`,
    kind: guard.kind,
    subject,
    options,
    ...(layer === undefined ? {} : { layer }),
    ...(why === undefined ? {} : { why }),
    level: level === 'warning' ? 'warning' : 'error',
    ...(database === undefined ? {} : { database }),
    at: { path, span: spanning(first) },
    keys: keysOf(item),
    protocol,
  }
}

/** All keys that an item of a kind may hold beside its first. */
export function optionsOf(guard: Pick<Guard, 'options' | 'evidence'>): Options {
  return { ...guard.options, ...itemOptions, ...(guard.evidence === 'schema' ? databaseOption : {}) }
}

async function guardOf(kind: string, key: Node, register: Register, wrong: Wrong): Promise<Guard<any, any, any>> {
  const load = Object.hasOwn(register, kind) ? register[kind] : undefined
  if (load) return load()
  if (Object.hasOwn(itemOptions, kind) || Object.hasOwn(databaseOption, kind))
    return wrong(key, `the first key of a protection names its kind, and \`${kind}\` is none; write it further down`)
  const kinds = Object.keys(register)
  const near = nearest(kind, kinds)
  return wrong(key, `no protection is called "${kind}"${near ? `; did you mean "${near}"?` : `; there are ${kinds.join(', ')}`}`)
}

/** Where each key of a mapping stands, with its value. */
export function keysOf(mapping: Mapping): Readonly<Record<string, Span>> {
  return Object.fromEntries(mapping.entries.map((entry) => [entry.key.text, spanning(entry)]))
}

/** From a key to the end of its value. */
export function spanning({ key, value }: Mapping['entries'][number]): Span {
  return { ...key.span, endLine: value.span.endLine, endColumn: value.span.endColumn }
}
