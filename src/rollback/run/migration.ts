import type { EngineError } from '../../catalog/effect.ts'
import type { Row } from '../../catalog/rows.ts'
import { commitsOnItsWay } from '../../engines/mysql/commits.ts'
import { ownsTransactions, standsAlone } from '../../migrations/control.ts'
import type { Script } from '../../model/script.ts'
import { notesOf, withNotes } from '../bookkeeping.ts'
import { standings } from '../journal.ts'
import type { Connected } from './connected.ts'
import { about, type Ended, type Prepared, type Running, someOf, wordAsked } from './context.ts'
import { handSql, whereWithin } from './hand.ts'
import { watchOver } from './watch.ts'

/** One migration on its way down, or up again. */
export interface Leg {
  prepared: Prepared
  database: Connected
  /** Its place in the whole way back; the state before its down is the one of this number. */
  position: number
  direction: 'down' | 'up'
  /** When the step's time is over. */
  deadline: number
}

/** How often a migration is begun anew after its connection was lost. */
const mostTries = 3

/** Takes one migration back, or brings it up again, and is sure of what came of it: by the database, not by the log. */
export async function runLeg(running: Running, leg: Leg): Promise<Ended> {
  const { database, position } = leg
  const [from, to] = leg.direction === 'down' ? [position, position + 1] : [position + 1, position]
  const known = await readBack(running, leg, from, to)
  if (known === 'there') return finish(running, leg, to, 'read back from the database')
  if (known !== 'here') return known
  for (let tries = 1; ; tries++) {
    if (running.interrupts.asked) return { status: 'interrupted', why: 'somebody interrupted it before it began' }
    const ended = await attempt(running, leg, from, to)
    if (ended !== 'lost') return ended
    const after = await readBack(running, leg, from, to)
    if (after === 'there') return finish(running, leg, to, 'the connection was lost, and the database says that it was carried out')
    if (after !== 'here') return after
    running.say(`the connection to \`${database.name}\` was lost; the database says that nothing was done, so it is begun anew`)
    if (tries >= mostTries) return interruptedAt(running, leg, `the connection was lost ${tries} times`)
  }
}

type Where = 'here' | 'there' | Ended

/** Where the database stands: at the state that the leg begins with, at the one that it ends with, or at neither. */
async function readBack(running: Running, leg: Leg, from: number, to: number): Promise<Where> {
  const { database } = leg
  const standing = standings(running.log.entries).get(keyOf(leg))
  const inHand = standing?.state === 'begun' || standing?.state === 'undoing' || standing?.last.details.partly === true
  const script = scriptOf(leg)
  if (inHand && !script.by && !isAtomic(script, database)) return halfway(running, leg)
  const [fromHere, fromThere] = [await database.unlike(from), await database.unlike(to)]
  if (fromHere.length && fromThere.length) return elsewhere(running, leg, inHand, fromHere)
  if (!inHand) return fromHere.length ? (standing ? 'there' : elsewhere(running, leg, false, fromHere)) : 'here'
  if (fromHere.length) return 'there'
  if (fromThere.length) return 'here'
  // Both look alike, so only the database's own account of the transaction tells, or the operator.
  const outcome = standing.transaction === undefined ? undefined : await database.live.outcome(standing.transaction)
  if (outcome === 'committed') return 'there'
  if (outcome === 'aborted') return 'here'
  if (outcome === undefined && database.live.engine === 'postgres' && isAtomic(script, database)) return 'here'
  const word = wordOf(running, leg)
  if (word) return word === 'done' ? 'there' : 'here'
  const name = migrationOf(leg).id
  return {
    status: 'halted',
    why: `the ${leg.direction} of \`${name}\` had begun, and \`${database.name}\` looks the same before and after it, so whether it was carried out cannot be told`,
    next: wordAsked(running, 'look at its rows', name),
  }
}

const wordOf = ({ words }: Running, leg: Leg) => words.get(migrationOf(leg).id) ?? words.get(leg.prepared.step.name)

/** Where a script stands that commits on its way: at an end, or between its statements. */
async function halfway(running: Running, leg: Leg): Promise<Where> {
  const word = wordOf(running, leg)
  if (word) return word === 'done' ? 'there' : 'here'
  const within = await whereWithin(leg)
  if (within && within.most === 0) return 'here'
  if (within && within.least === within.statements.length) return 'there'
  const { id } = migrationOf(leg)
  const how = within
    ? `behind ${within.least === within.most ? '' : 'at least '}${within.least} of its ${within.statements.length} statements`
    : 'at a state that its rehearsal never came by'
  return {
    status: 'halted',
    why: `the ${leg.direction} of \`${id}\` stopped halfway on \`${leg.database.name}\`, ${how}`,
    next: await handSql(running, leg),
  }
}

async function elsewhere(running: Running, leg: Leg, inHand: boolean, unlike: readonly string[], failed?: number): Promise<Ended> {
  const { database } = leg
  const { id } = migrationOf(leg)
  if (!inHand)
    return {
      status: 'halted',
      why: `\`${database.name}\` is not as it was rehearsed before the ${leg.direction} of \`${id}\`: ${someOf(unlike)}`,
      next: `bring it back to that state, then go on; or put what else stands there into \`before\` of its policy, and make the plan anew:\n${running.again.resume}`,
    }
  return {
    status: 'halted',
    why: `the ${leg.direction} of \`${id}\` stopped halfway on \`${database.name}\`: ${someOf(unlike)}`,
    next: await handSql(running, leg, failed),
  }
}

async function attempt(running: Running, leg: Leg, from: number, to: number): Promise<Ended | 'lost'> {
  const { database, prepared, direction } = leg
  const migration = migrationOf(leg)
  const plain = scriptOf(leg)
  const notes = plain.by ? undefined : notesOf(database.way.format, await database.catalog(), migration, database.way.leaves[leg.position])
  const kept = notes && direction === 'down' ? await rowsOf(database, notes.ask) : keptBefore(running, leg)
  const details = { ...about(prepared), migration: migration.id, direction }
  const step = `${prepared.step.name}/${migration.id}`
  running.log.write({ step, status: 'started', details: { ...details, ...(direction === 'down' && kept ? { register: kept } : {}) } })
  const started = performance.now()
  const wrap = database.live.engine === 'postgres' && isAtomic(plain, database) ? ('transaction' as const) : plain.wrap
  const script = { ...plain, wrap, text: withNotes(plain.text, direction === 'down' ? notes?.down : kept && notes?.up(kept)) }
  const watch = watchOver(database, running.interrupts, Math.max(1, leg.deadline - Date.now()))
  const ms = () => performance.now() - started
  try {
    const commits = (transaction: string) => running.log.write({ step, status: 'started', details: { ...details, transaction }, ms: ms() })
    const { error } = plain.by
      ? await byTool(plain, database, watch.signal)
      : await database.live.run(script, { begins: () => {}, commits })
    if (error && !watch.cut()) {
      const why = `${error.message}${error.sqlstate ? ` (${error.sqlstate})` : ''}, statement ${error.at.statement} of \`${error.at.path}\``
      const partly = !plain.by && !isAtomic(plain, database) && error.at.statement > 1
      running.log.write({ step, status: 'failed', details: { ...details, error: why, ...(partly ? { partly } : {}) }, ms: ms() })
      const left = await database.unlike(from)
      if (partly && left.length === 0) left.push(`${error.at.statement - 1} statements that change rows alone were carried out`)
      return left.length ? elsewhere(running, leg, true, left, error.at.statement) : { status: 'failed', why }
    }
  } catch (error) {
    if (!database.live.lost()) throw error
  } finally {
    watch.end()
  }
  if (!database.live.lost() && !watch.cut()) return finish(running, leg, to, undefined, ms())
  try {
    await database.reopen()
  } catch (error) {
    return interruptedAt(running, leg, `the connection was lost and does not come back (${(error as Error).message})`)
  }
  const cut = watch.cut()
  if (!cut) return 'lost'
  const where = await readBack(running, leg, from, to)
  if (where === 'there') {
    const ended = await finish(running, leg, to, 'it was through before it could be stopped', ms())
    return ended.status === 'done' ? { status: cut, why: `${called(cut, leg)}, and was carried out before that` } : ended
  }
  if (where !== 'here') return where
  running.log.write({ step, status: cut, details: { ...details, state: 'nothing of it was carried out' }, ms: ms() })
  return { status: cut, why: `${called(cut, leg)}; nothing of it was carried out` }
}

/** Code is run by the project's own tool, which writes down by itself what it has done. */
async function byTool(
  { by, migration, path, text }: Script,
  { address, live }: Connected,
  signal: AbortSignal,
): Promise<{ error?: EngineError }> {
  const url = live.engine === 'sqlite' ? `sqlite:///${address}` : address.replace(/^postgres:/, 'postgresql:')
  const { status, stdout, stderr } = await by!.run({ url, signal })
  if (status === 0) return {}
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? ''
  const at = { migration, path, statement: 1, span: { line: 1, column: 1, endLine: 1, endColumn: 1 }, text }
  return { error: { message: `the command ended with ${status}${said ? `: ${said}` : ''}`, at } }
}

function called(cut: 'timed-out' | 'interrupted', leg: Leg): string {
  const what = `the ${leg.direction} of \`${migrationOf(leg).id}\``
  return cut === 'interrupted' ? `${what} was interrupted` : `${what} went past the ${leg.prepared.step.timeoutSeconds} s of its step`
}

/** Is sure that the state is the rehearsed one, and writes the end down. */
async function finish(running: Running, leg: Leg, to: number, how?: string, ms = 0): Promise<Ended> {
  const { database, prepared, direction } = leg
  const unlike = await database.unlike(to)
  if (unlike.length) return elsewhere(running, leg, true, unlike)
  const migration = migrationOf(leg)
  const script = scriptOf(leg)
  if (how && direction === 'down' && !script.by && !isAtomic(script, database)) {
    // What the tool writes down comes last, and may not have come about; it may be written twice.
    const notes = notesOf(database.way.format, await database.catalog(), migration, database.way.leaves[leg.position])
    if (notes) await database.live.run({ ...script, text: notes.down, wrap: 'transaction' }, { begins: () => {}, commits: () => {} })
  }
  const details = { ...about(prepared), migration: migration.id, direction, ...(how ? { how } : {}) }
  running.log.write({ step: `${prepared.step.name}/${migration.id}`, status: direction === 'down' ? 'done' : 'undone', details, ms })
  return { status: 'done' }
}

async function interruptedAt(running: Running, leg: Leg, why: string): Promise<Ended> {
  return { status: 'halted', why: `${why} in the ${leg.direction} of \`${migrationOf(leg).id}\``, next: await handSql(running, leg) }
}

/** The tool's own rows as the log kept them ahead of the down. */
function keptBefore({ log }: Running, leg: Leg): Row[] | undefined {
  const line = log.entries.findLast(
    ({ details }) => details.register !== undefined && details.number === leg.prepared.number && details.migration === migrationOf(leg).id,
  )
  return line?.details.register as Row[] | undefined
}

async function rowsOf({ live }: Connected, sql: string): Promise<Row[]> {
  const answer = await live.query(sql)
  return 'rows' in answer ? [...answer.rows] : []
}

export function migrationOf({ database, position }: Leg) {
  return database.way.downs[position]!
}

export function scriptOf(leg: Leg): Script {
  const { up, down } = migrationOf(leg)
  return leg.direction === 'down' ? down : up
}

/** Whether a database carries a script out whole or not at all. On Postgres what can be put in a transaction is, so that its outcome can be asked for. */
function isAtomic({ wrap, text, by }: Script, { live }: Connected): boolean {
  if (by || wrap === 'statement' || ownsTransactions(text)) return false
  if (live.engine === 'mysql') return wrap === 'transaction' && !commitsOnItsWay(text)
  return live.engine === 'postgres' ? !standsAlone(text, 'postgres') : wrap === 'transaction'
}

const keyOf = (leg: Leg) => `${leg.prepared.number}/${migrationOf(leg).id}`
