import { saysInstall } from '../../model/install.ts'
import { Refusal } from '../../model/refusal.ts'
import { refuseAt } from '../postgres/explain.ts'
import type { Statement, Tree } from '../postgres/split.ts'
import type { Roles } from './roles.ts'

/** Statements that change what all databases of a server share. */
const aboutRoles = new Set(['CreateRoleStmt', 'AlterRoleStmt', 'AlterRoleSetStmt', 'DropRoleStmt', 'GrantRoleStmt'])

/** Whether a statement may make, change or drop a role, be it in a body that only runs. */
export function touchesRoles(statement: Statement): boolean {
  const [kind, fields] = statement.tree ?? []
  if (kind === undefined) return false
  if (aboutRoles.has(kind)) return true
  if (kind === 'RenameStmt') return (fields as Tree).renameType === 'OBJECT_ROLE'
  return (
    /^(DoStmt|CallStmt|SelectStmt|ExecuteStmt)$/.test(kind) &&
    /\b(create|alter|drop)\s+(role|user|group)\b|\bexecute\b|\bcall\b/i.test(statement.sql)
  )
}

/** Text of a body that would leave the database once it runs. On a real server nothing else stands in its way. */
const reaching =
  /\bcopy\b[^;]*\b(program\b|(from|to)\s+'{1,2}[^'])|\b(pg_read_file|pg_read_binary_file|pg_ls_\w+|pg_stat_file|lo_import|lo_export|dblink\w*|pg_reload_conf|pg_rotate_logfile|pg_promote)\s*\(|\balter\s+system\b/i

/** Refuses what would leave the database or outlive it: bodies that reach out, other databases, roles that are not pawl's own. */
export function bar(statement: Statement, database: string, roles: Roles): void {
  const [kind, fields] = statement.tree ?? []
  if (!kind || !fields) return
  if (/^(DoStmt|CreateFunctionStmt)$/.test(kind)) {
    const reach = reaching.exec(statement.sql)
    if (reach) throw refuseAt(statement, `\`${reach[0].slice(0, 40)}\` reaches outside the database and is not carried out`)
  }
  if (/^AlterDatabase/.test(kind) && fields.dbname !== database)
    throw refuseAt(statement, `\`ALTER DATABASE ${String(fields.dbname)}\` reaches another database of the server and is not carried out`)
  const foreign = rolesNamed(kind, fields).find((name) => roles.isForeign(name))
  if (foreign !== undefined)
    throw refuseAt(
      statement,
      `the role \`${foreign}\` stands on the server and is not pawl's own, so nothing is done to it; use a server of its own`,
    )
}

/** The roles that a statement itself makes, changes or drops. */
function rolesNamed(kind: string, fields: Tree): string[] {
  const spec = (node: unknown) => (node as { RoleSpec?: { rolename?: string } } | undefined)?.RoleSpec?.rolename
  if (kind === 'CreateRoleStmt') return [String(fields.role)]
  if (kind === 'AlterRoleStmt' || kind === 'AlterRoleSetStmt') {
    const { rolename } = (fields.role ?? {}) as { rolename?: string }
    return rolename ? [rolename] : []
  }
  if (kind === 'DropRoleStmt') return ((fields.roles ?? []) as unknown[]).flatMap((node) => spec(node) ?? [])
  if (kind === 'RenameStmt' && fields.renameType === 'OBJECT_ROLE') return [String(fields.subname)]
  return []
}

/** A refusal of what the embedded engine lacks, as it is to be said of a server. */
export function asOnServer(error: unknown): unknown {
  if (!(error instanceof Refusal) || !error.message.includes('PAWL_POSTGRES_URL')) return error
  const message = error.message
    .replace(/^the embedded Postgres has/, 'the server has')
    .replace(new RegExp(`needs the package \`[^\`]+\`: ${saysInstall.source}`), 'is not there')
    .replace(/[;,] (or )?rehearse on a server( that has it)?: `server: \$PAWL_POSTGRES_URL`$/, '; install it there')
  return new Refusal(message, error.at)
}
