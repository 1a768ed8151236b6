import type { Effect, EngineError } from '../../catalog/effect.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran } from '../engine.ts'
import { reaches } from './cage.ts'
import { lacking, missingExtension, refuseAt } from './explain.ts'
import { type Statement, split, type Tree } from './split.ts'
import type { Reply, Wire, WireError } from './wire.ts'

/** What the runner is told and tells while a script runs. */
export interface Around {
  /** What may be asked for, and what is there. */
  extensions: readonly string[]
  roles: readonly string[]
  /** Roles that some statement made, so that a missing one is the migration's own doing. */
  made: Set<string>
  /** Called with each statement that is about to be sent. */
  begins(at: At): void
  /** Called behind each statement that was carried out, inside its transaction; what it tells of is added to the effects. */
  ended(statement: Statement, reply: Reply): Promise<readonly Effect[]>
  /** What reached outside since the last look. */
  reached(): readonly string[]
}

/** How the pieces that commit by themselves are begun and ended. */
export interface Frame {
  begin(): Promise<Reply>
  commit(): Promise<Reply>
  rollback(): Promise<Reply>
}

/** Runs a script as its tool would, until its first error. */
export async function runScript(wire: Wire, script: Script, around: Around): Promise<Ran> {
  const statements = await split(script)
  for (const statement of statements) admit(statement, around)
  const effects: Effect[] = []
  let done = 0
  let error: EngineError | undefined
  let status: Reply['status'] = 'I'
  /** The script's own BEGIN has had no COMMIT yet. */
  let dangling = false
  const send = async (statement: Statement): Promise<WireError | undefined> => {
    around.begins(statement.at)
    const reply = await wire.send(statement.sql, statement.copy)
    const outside = around.reached()
    if (outside.length)
      throw refuseAt(
        statement,
        `the statement reaches outside the database (${outside.map((each) => `\`${each}\``).join(', ')}), which is not carried out`,
      )
    if (!reply.error) {
      done++
      effects.push(...(await around.ended(statement, reply)))
    }
    status = reply.status
    return reply.error
  }
  const skip = (statement: Statement): undefined => {
    around.begins(statement.at)
    dangling = true
    done++
  }
  const plain = async (sql: string): Promise<WireError | undefined> => {
    const reply = await wire.send(sql)
    status = reply.status
    return reply.error
  }
  const fail = (raised: WireError, statement: Statement) => {
    const refusal = lacking(raised, statement, around, around.made)
    if (refusal) throw refusal
    error = tell(raised, statement)
  }
  // One query alone is its own transaction; several in one message share one, which their own COMMIT cuts.
  const grouped = script.wrap === 'transaction' || (script.wrap === 'query' && statements.length > 1)
  if (grouped && statements.length) await plain('BEGIN')
  for (const statement of statements) {
    const opens = isBegin(statement)
    // In a group of the tool's own making BEGIN changes nothing that can be seen, and a cut group goes on in a new one.
    const raised = grouped && opens && script.wrap === 'query' ? skip(statement) : await send(statement)
    if (raised) {
      fail(raised, statement)
      break
    }
    if (grouped && script.wrap === 'query' && status === 'I') {
      dangling = false
      await plain('BEGIN')
    }
  }
  const last = statements.at(-1)
  if (error) {
    if (status !== 'I') await plain('ROLLBACK')
  } else if (status !== 'I' && last) {
    // What is still open is committed where the tool does it, and lost where it only hangs up.
    const raised = await plain(grouped && !dangling ? 'COMMIT' : 'ROLLBACK')
    if (raised) fail(raised, last)
  }
  const beat = await wire.send('SELECT 7')
  if (beat.answers[0]?.rows[0]?.[0] !== '7') throw new Refusal('the engine answers nonsense after this script', { path: script.path })
  return { statements: done, effects, ...(error ? { error } : {}) }
}

/** Refuses what must not run, and takes note of what explains a later error. */
function admit(statement: Statement, around: Around): void {
  const reach = reaches(statement)
  if (reach) throw refuseAt(statement, `\`${reach}\` reaches outside the database and is not carried out`)
  const [kind, fields] = statement.tree ?? []
  if (kind === 'CreateExtensionStmt') {
    const name = String(fields!.extname)
    if (name !== 'plpgsql' && !around.extensions.includes(name)) throw refuseAt(statement, missingExtension(name, around.extensions))
  }
  if (kind === 'CreateRoleStmt') around.made.add(String(fields!.role))
  if (kind === 'DoStmt') for (const role of rolesMade(statement.sql)) around.made.add(role)
}

const rolesMade = (sql: string) => [...sql.matchAll(/\bcreate\s+(?:role|user|group)\s+"?(\w+)"?/gi)].map((match) => match[1]!)

export function transactionKind(statement: Statement): string | undefined {
  const [kind, fields] = statement.tree ?? []
  return kind === 'TransactionStmt' ? String((fields as Tree).kind) : undefined
}

function isBegin(statement: Statement): boolean {
  const kind = transactionKind(statement)
  return kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START'
}

function tell(error: WireError, statement: Statement): EngineError {
  return { message: error.message, ...(error.sqlstate ? { sqlstate: error.sqlstate } : {}), at: statement.at }
}
