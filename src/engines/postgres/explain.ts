import { installLine } from '../../model/install.ts'
import { Refusal } from '../../model/refusal.ts'
import { sourceOf } from './extensions.ts'
import type { Statement } from './split.ts'
import type { WireError } from './wire.ts'

/** A refusal at a statement. */
export function refuseAt(statement: Statement, message: string): Refusal {
  const { path, span } = statement.at
  return new Refusal(message, { path, line: span.line, column: span.column })
}

/** What to do about an extension that the policy does not declare, or that the engine does not have. */
export function missingExtension(name: string, declared: readonly string[]): string {
  const source = sourceOf(name)
  if (source.from === 'nowhere') {
    return `the embedded Postgres has no extension \`${name}\`; rehearse on a server that has it: \`server: $PAWL_POSTGRES_URL\``
  }
  if (source.from === 'package' && declared.includes(name)) {
    const line = installLine(source.package, import.meta.url)
    return `the extension \`${name}\` needs the package \`${source.package}\`: run \`${line}\`, or rehearse on a server that has it: \`server: $PAWL_POSTGRES_URL\``
  }
  return `the extension \`${name}\` is not declared; add it to the database's policy: \`extensions: [${[...declared, name].join(', ')}]\``
}

/** What the ground lacks, where an error says so: not the migration's fault, so not decided. */
export function lacking(
  error: WireError,
  statement: Statement,
  ground: { extensions: readonly string[]; roles: readonly string[] },
  made: ReadonlySet<string>,
): Refusal | undefined {
  const name = /"([^"]+)"/.exec(error.message)?.[1] ?? ''
  if (/^extension ".*" is not available/.test(error.message)) return refuseAt(statement, missingExtension(name, ground.extensions))
  if (/^could not access file "\$libdir/.test(error.message))
    return refuseAt(statement, `the embedded Postgres has no library \`${name}\`; rehearse on a server: \`server: $PAWL_POSTGRES_URL\``)
  if (/^foreign-data wrapper ".*" has no handler/.test(error.message)) {
    return refuseAt(statement, `the statement reaches another server through \`${name}\`, which is not carried out`)
  }
  if (error.sqlstate === '42704' && /^role ".*" does not exist/.test(error.message)) {
    if (made.has(name) || statement.tree?.[0] === 'DropRoleStmt') return undefined
    return refuseAt(
      statement,
      `the role \`${name}\` is not there; add it to the database's policy: \`roles: [${[...ground.roles, name].join(', ')}]\``,
    )
  }
  if (error.sqlstate === '42704' && /^unrecognized configuration parameter/.test(error.message)) {
    return refuseAt(statement, `the setting \`${name}\` is not there; add it to the database's policy: \`settings: { ${name}: … }\``)
  }
  if (error.sqlstate === '42704' && /^tablespace ".*" does not exist/.test(error.message)) {
    return refuseAt(
      statement,
      `the embedded Postgres has no tablespace \`${name}\`; rehearse on a server that has it: \`server: $PAWL_POSTGRES_URL\``,
    )
  }
  if (/^collation ".*" for encoding ".*" does not exist|^could not create locale/.test(error.message)) {
    // What has a new name or place was made by migrations.
    if (/^(RenameStmt|AlterObjectSchemaStmt)$/.test(statement.tree?.[0] ?? '')) return undefined
    return refuseAt(
      statement,
      `the embedded Postgres has no locale \`${name}\`; rehearse on a server that has it: \`server: $PAWL_POSTGRES_URL\``,
    )
  }
  return undefined
}
