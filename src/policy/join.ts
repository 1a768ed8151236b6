import { nearest } from '../model/nearest.ts'
import type { DatabaseDefinition, PolicyPlace, Protection, Protocol } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { PolicyFile } from './file.ts'
import { databaseOption } from './tables/item.ts'
import { checkVersionDatabase } from './version-checks.ts'

/** Names that are taken, with where: each name stands once over all files. */
export type Taken = Map<string, PolicyPlace>

/** Takes all names of a file, or refuses at the first that is taken, naming both places. */
export function take(file: PolicyFile, taken: Taken): void {
  const own: [string, string, PolicyPlace][] = [
    ...(file.protocol ? [['protocol', file.protocol.id, file.protocol.at] as [string, string, PolicyPlace]] : []),
    ...(file.rollback ? [['rollback', file.rollback.database, file.rollback.at] as [string, string, PolicyPlace]] : []),
    ...(file.amendment ? [['amendment', file.amendment.id, file.amendment.at] as [string, string, PolicyPlace]] : []),
    ...file.databases.map((each): [string, string, PolicyPlace] => ['database', each.name, each.at]),
    ...file.versions.map((each): [string, string, PolicyPlace] => ['version', each.name, each.at]),
    ...file.tiers.map((each): [string, string, PolicyPlace] => ['tier', each.name, each.at]),
    ...file.validations.map((each): [string, string, PolicyPlace] => ['validation', each.name, each.at]),
    ...file.approvers.map((each): [string, string, PolicyPlace] => ['approver', each.name, each.at]),
  ]
  const added: string[] = []
  for (const [what, title, at] of own) {
    const key = `${what} ${title}`
    const other = taken.get(key)
    if (other) {
      for (const each of added) taken.delete(each)
      const { line, column } = other.span
      refuse(`the ${what} \`${title}\` stands twice, here and at ${other.path}:${line}:${column}`, at)
    }
    taken.set(key, at)
    added.push(key)
  }
}

/** Engines that a kind of protection is bound to. */
const bound: Readonly<Record<string, DatabaseDefinition['engine']>> = { pragma: 'sqlite' }

/** Finds what a file names in other files: databases, protocols. A name that is nowhere is a Refusal with the nearest. */
export function resolve(
  file: PolicyFile,
  databases: ReadonlyMap<string, DatabaseDefinition>,
  protocols: ReadonlyMap<string, Protocol>,
  isSchema: (kind: string) => boolean,
): void {
  if (file.rollback && !databases.has(file.rollback.database)) unknownDatabase(file.rollback.database, databases, file.rollback.at)
  for (const protection of file.protocol?.protect ?? []) if (isSchema(protection.kind)) resolveDatabase(protection, databases)
  for (const version of file.versions) checkVersionDatabase(version, databases)
  if (file.protocol) followSuccessors(file.protocol, protocols)
}

function resolveDatabase(protection: Protection, databases: ReadonlyMap<string, DatabaseDefinition>): void {
  const key = Object.keys(databaseOption)[0]!
  const names = [...databases.keys()]
  if (protection.database === undefined) {
    if (names.length === 0)
      refuse(`\`${protection.kind}: ${protection.subject}\` needs a database, and none is defined under \`databases\``, protection.at)
    if (names.length > 1) refuse(`there are several databases, ${names.join(', ')}; say which with \`${key}\``, protection.at)
    protection.database = names[0]!
  }
  const definition = databases.get(protection.database)
  const at = { path: protection.at.path, span: protection.keys[key] ?? protection.at.span }
  if (!definition) unknownDatabase(protection.database, databases, at)
  const engine = Object.hasOwn(bound, protection.kind) ? bound[protection.kind] : undefined
  if (engine && definition && definition.engine !== engine)
    refuse(`\`${protection.kind}\` needs a database of ${engine}, and \`${definition.name}\` is of ${definition.engine}`, at)
}

function unknownDatabase(title: string, databases: ReadonlyMap<string, DatabaseDefinition>, at: PolicyPlace): never {
  const names = [...databases.keys()]
  const near = nearest(title, names)
  const hint = near
    ? `; did you mean \`${near}\`?`
    : names.length
      ? `; there are ${names.join(', ')}`
      : '; none is defined under `databases`'
  return refuse(`no database is called \`${title}\`${hint}`, at)
}

function followSuccessors(protocol: Protocol, protocols: ReadonlyMap<string, Protocol>): void {
  const at = { path: protocol.at.path, span: protocol.keys?.['superseded-by'] ?? protocol.at.span }
  const seen = [protocol.id]
  for (let next = protocol.supersededBy; next !== undefined; next = protocols.get(next)?.supersededBy) {
    if (!protocols.has(next)) {
      const near = nearest(next, protocols.keys())
      refuse(`no protocol is called \`${next}\`${near ? `; did you mean \`${near}\`?` : ''}`, at)
    }
    if (seen.includes(next))
      refuse(`${[...seen, next].map((id) => `\`${id}\``).join(' is superseded by ')}: this leads round in a ring`, at)
    seen.push(next)
  }
}

function refuse(message: string, at: PolicyPlace): never {
  throw new Refusal(message, { path: at.path, line: at.span.line, column: at.span.column })
}
