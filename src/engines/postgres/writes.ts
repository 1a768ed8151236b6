import { visit } from './cage.ts'
import type { Statement, Tree } from './split.ts'

/** Whether a statement may write rows of its own accord, told from its tree; yes where its work is not in its text. */
export function writes(statement: Statement): boolean {
  const [kind, fields] = statement.tree ?? []
  if (!kind) return true
  let found = isOpaque(statement) || writing.has(kind)
  visit(fields, (inner) => {
    found ||= writing.has(inner)
  })
  return found
}

const writing = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CopyStmt',
  'TruncateStmt',
  'ExecuteStmt',
  'DeclareCursorStmt',
])

/** Statements whose work is not in their own text, or is SQL inside of it. */
function isOpaque({ tree }: Statement): boolean {
  return tree === undefined || ['DoStmt', 'CallStmt', 'ExecuteStmt', 'CreateExtensionStmt'].includes(tree[0])
}

/** Whether a statement carries out what waits for a commit. */
export function carriesOut({ tree }: Statement): boolean {
  const [kind, fields] = tree ?? []
  return kind === 'ConstraintsSetStmt' || (kind === 'TransactionStmt' && /COMMIT|PREPARE/.test(String(fields!.kind)))
}

/** Whether a statement can call no function of the database's own, as long as nothing hidden calls one. */
export function callsNothing(statement: Statement): boolean {
  const [kind, fields] = statement.tree ?? []
  if (!kind || !fields) return false
  if (still.has(kind)) return true
  if (kind === 'CreateStmt') return fields.partbound === undefined
  if (kind === 'CreateSchemaStmt') return fields.schemaElts === undefined
  if (kind === 'TransactionStmt') return /BEGIN|START|SAVEPOINT|RELEASE|ROLLBACK/.test(String(fields.kind))
  if (kind === 'IndexStmt') return plainIndex(fields)
  if (kind === 'AlterTableStmt')
    return ((fields.cmds ?? []) as { AlterTableCmd?: Tree }[]).every(({ AlterTableCmd: command = {} }) => plainCommand(command))
  return false
}

/** Whether a statement may make something that calls functions unseen. */
export function mayHide(statement: Statement): boolean {
  return !callsNothing(statement) || /^(CreateDomainStmt|CreateEventTrigStmt|DefineStmt)$/.test(statement.tree?.[0] ?? '')
}

/** Statements that evaluate no expression and look at no row. */
const still = new Set(
  [
    'CommentStmt GrantStmt GrantRoleStmt AlterDefaultPrivilegesStmt VariableSetStmt VariableShowStmt CreateFunctionStmt AlterFunctionStmt CreateTrigStmt',
    'DropStmt RenameStmt AlterOwnerStmt AlterObjectSchemaStmt CreateEnumStmt AlterEnumStmt CreateSeqStmt AlterSeqStmt CreateRoleStmt AlterRoleStmt',
    'ViewStmt CompositeTypeStmt CreatePolicyStmt AlterPolicyStmt RuleStmt LockStmt DropRoleStmt DefineStmt CreateDomainStmt CreateEventTrigStmt',
  ]
    .join(' ')
    .split(' '),
)

/** Changes of a table that evaluate no expression, once operators and checks of domains are out of the question. */
const plainCommands =
  /^AT_(DropColumn|ColumnDefault|DropNotNull|SetNotNull|DropConstraint|SetStatistics|SetOptions|SetRelOptions|ResetRelOptions|SetStorage|ReplicaIdentity|ChangeOwner|(Enable|Disable|Force|NoForce)RowSecurity|(Enable|Disable)(Trig|TrigAll|TrigUser|AlwaysTrig|Rule))$/

function plainCommand({ subtype, def }: Tree): boolean {
  if (plainCommands.test(String(subtype))) return true
  const { ColumnDef: column, Constraint: constraint } = (def ?? {}) as { ColumnDef?: Tree; Constraint?: Tree }
  if (subtype === 'AT_AddConstraint') return /^CONSTR_(FOREIGN|UNIQUE|PRIMARY|NOTNULL)$/.test(String(constraint?.contype))
  if (subtype !== 'AT_AddColumn' || !column) return false
  return ((column.constraints ?? []) as { Constraint: Tree }[]).every(({ Constraint: { contype, raw_expr } }) =>
    contype === 'CONSTR_DEFAULT' ? isConstant(raw_expr as Tree) : /^CONSTR_(NULL|NOTNULL|FOREIGN|UNIQUE)$/.test(String(contype)),
  )
}

function isConstant(expression: Tree): boolean {
  return 'A_Const' in expression || ('TypeCast' in expression && isConstant((expression.TypeCast as Tree).arg as Tree))
}

function plainIndex(fields: Tree): boolean {
  const columns = (fields.indexParams ?? []) as { IndexElem?: Tree }[]
  return fields.whereClause === undefined && columns.every(({ IndexElem: each }) => each?.name !== undefined && each.opclass === undefined)
}

/** Statements that can neither make, rename nor disarm a table by themselves. */
export function keepsTables(statement: Statement): boolean {
  return /^(InsertStmt|UpdateStmt|DeleteStmt|MergeStmt|CopyStmt|TruncateStmt|SelectStmt|CommentStmt|VariableSetStmt|GrantStmt|IndexStmt)$/.test(
    statement.tree?.[0] ?? '',
  )
}

/** Statements that may take tables away by themselves. */
export function drops(statement: Statement): boolean {
  const [kind, fields] = statement.tree ?? []
  if (kind === 'DropStmt')
    return fields!.behavior === 'DROP_CASCADE' || /OBJECT_(TABLE|SCHEMA|EXTENSION|TYPE|FOREIGN_TABLE|VIEW)/.test(String(fields!.removeType))
  return kind === 'DropOwnedStmt' || isOpaque(statement)
}
