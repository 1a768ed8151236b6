import type { Effect, EngineError } from '../../catalog/effect.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran } from '../engine.ts'
import { reaches } from './cage.ts'
import { lacking, missingExtension, refuseAt } from './explain.ts'
import { frameOf } from './frame.ts'
import { type Statement, split } from './split.ts'
import type { Questions } from './territory.ts'
import { isBegin, needsOwnTransactions, transactionKind, wholeBlock } from './transactions.ts'
import type { Reply, Wire, WireError } from './wire.ts'

/** What the runner is told and tells while a script runs. */
export interface Around {
  /** What may be asked for, and what is there. */
  extensions: readonly string[]
  roles: readonly string[]
  /** Roles that some statement made, so that a missing one is the migration's own doing. */
  made: Set<string>
  /** The script runs inside a transaction that stays open, so that all of it can be taken back. */
  inside: boolean
  /** How pawl's own questions are put, where that is not as they are. */
  questions?: Questions
  /** Nothing is refused that a disposable database must not run; an error is the server's own. */
  asItStands?: true
  /** Called with each statement that is about to be sent. */
  begins(at: At): void
  /** Called ahead of each statement, inside its transaction, and without one ahead of a commit that none asks for. */
  before(statement?: Statement): Promise<void>
  /** Called behind each statement that was carried out, inside its transaction; what it tells of is added to the effects. */
  ended(statement: Statement): Promise<readonly Effect[]>
  /** What was done since the last look and not told yet. */
  told(statement: Statement): readonly Effect[]
  /** What reached outside since the last look. */
  reached(): readonly string[]
}

/** Inside an open transaction some scripts cannot be shown as they are: they have to be run again, for good. */
export type Outcome = { ran: Ran } | { again: string }

/** Runs a script as its tool would, until its first error. */
export async function runScript(wire: Wire, script: Script, around: Around): Promise<Outcome> {
  const statements = await split(script)
  if (!around.asItStands) for (const statement of statements) admit(statement, around)
  if (around.inside) {
    const reason = needsOwnTransactions(script, statements)
    if (reason) return { again: reason }
  }
  const frame = await frameOf(wire, script, around.inside, around.questions)
  const effects: Effect[] = []
  const marks = new Map<string, number>()
  let done = 0
  let error: EngineError | undefined
  let status: Reply['status'] = 'I'
  /** The script's own BEGIN has had no COMMIT yet. */
  let dangling = false
  const send = async (statement: Statement): Promise<WireError | undefined> => {
    around.begins(statement.at)
    await around.before(statement)
    const open = status !== 'I' || script.wrap !== 'statement'
    const reply = await wire.send(statement.sql, statement.copy)
    const outside = around.reached()
    if (outside.length) throw refuseAt(statement, `the statement reaches outside the database (${outside.join(', ')})`)
    status = reply.status
    if (reply.error) return reply.error
    if (open || isBegin(statement)) takeBack(effects, marks, statement)
    effects.push(...(await around.ended(statement)))
    return undefined
  }
  /** A commit carries out what waits for it, which is laid at the last statement. */
  const commit = async (statement: Statement): Promise<WireError | undefined> => {
    await around.before()
    const raised = await frame.commit()
    if (!raised) effects.push(...around.told(statement))
    return raised
  }
  const fail = (raised: WireError, statement: Statement) => {
    const refusal = around.asItStands ? undefined : lacking(raised, statement, around, around.made)
    if (refusal) throw refusal
    error = { message: raised.message, ...(raised.sqlstate ? { sqlstate: raised.sqlstate } : {}), at: statement.at }
  }
  // One query alone is its own transaction; several in one message share one, which their own COMMIT cuts.
  const block = around.inside && wholeBlock(statements)
  const grouped = block || script.wrap === 'transaction' || (script.wrap === 'query' && statements.length > 1)
  const alone = around.inside && !grouped
  try {
    if (grouped && statements.length) await frame.begin()
    for (const [index, statement] of statements.entries()) {
      // In a group of the tool's own making BEGIN changes nothing that can be seen, and a cut group goes on in a new one.
      const skipped = block ? index === 0 || index === statements.length - 1 : grouped && script.wrap === 'query' && isBegin(statement)
      if (alone) await frame.begin()
      let raised: WireError | undefined
      if (skipped) {
        around.begins(statement.at)
        dangling = !block
      } else raised = await send(statement)
      raised ??= alone ? await commit(statement) : undefined
      if (raised) {
        fail(raised, statement)
        break
      }
      done++
      if (grouped && script.wrap === 'query' && !around.inside && !skipped && status === 'I') {
        dangling = false
        await frame.begin()
      }
    }
    const last = statements.at(-1)
    if (error) {
      if (grouped || alone || status !== 'I') await frame.rollback()
    } else if (last && !alone && (grouped || status !== 'I')) {
      // What is still open is committed where the tool does it, and lost where it only hangs up.
      const raised = grouped && !dangling ? await commit(last) : await frame.rollback()
      if (raised) {
        fail(raised, last)
        await frame.rollback()
      }
    }
  } catch (cause) {
    if (cause instanceof Refusal) await frame.rollback()
    throw cause
  }
  if (error && around.inside && !certain.test(error.sqlstate ?? '')) return { again: error.message }
  const beat = await wire.send('SELECT 7')
  if (beat.answers[0]?.rows[0]?.[0] !== '7') throw new Refusal('the engine answers nonsense after this script', { path: script.path })
  return { ran: { statements: done, effects, ...(error ? { error } : {}) } }
}

/** What a transaction or a savepoint of the script's own took back was never done. */
function takeBack(effects: Effect[], marks: Map<string, number>, statement: Statement): void {
  const kind = transactionKind(statement)
  const name = String(statement.tree?.[1].savepoint_name ?? '')
  if (kind === 'TRANS_STMT_SAVEPOINT') marks.set(name, effects.length)
  else if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START' || kind?.startsWith('TRANS_STMT_COMMIT')) {
    marks.clear()
    marks.set('', effects.length)
  } else if (kind?.startsWith('TRANS_STMT_ROLLBACK')) {
    effects.length = marks.get(name) ?? (name ? effects.length : 0)
    if (!name) marks.set('', effects.length)
  }
}

/** Errors of the data, the schema or the script itself, which are the same in a transaction that began earlier. */
const certain = /^(22|23|42|2B|3F|P0)/

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
