import type { Limits } from '../../engines/engine.ts'
import { engineOf } from '../../engines/index.ts'
import type { Plan } from '../../model/plan.ts'
import { Refusal } from '../../model/refusal.ts'
import type { RolledBack } from '../../model/rolled-back.ts'
import type { Runner } from '../../model/runner.ts'
import type { Files } from '../../model/tree.ts'
import type { Policies } from '../../policy/policies.ts'
import { historyOf } from '../../rehearsal/ground.ts'
import { evidenceOf } from '../authority.ts'
import type { ReadBackup } from '../backup.ts'
import { unlikeBackup } from '../backup.ts'
import { filledNotice } from '../fill.ts'
import { lastRun, readJournal } from '../journal.ts'
import { masker, secretsOf } from '../mask.ts'
import { type Question, rehearseWay } from '../states.ts'
import { stepOf } from '../steps.ts'
import { type Carried, carryOut, undoRun } from './carry.ts'
import { type Connected, connectTo } from './connected.ts'
import { about, type Prepared, type Running, someOf } from './context.ts'
import { listenForInterrupts } from './interrupts.ts'
import { type Log, openLog, readLog } from './log.ts'
import { lossTold } from './losing.ts'
import type { Metrics } from './metrics-file.ts'
import { brokenInvariant } from './questions.ts'

/** How a plan is to be carried out. */
export interface Order {
  plan: Plan
  files: Files
  policies: Policies
  limits: Limits
  /** The id of a run that begins now. */
  id: string
  reason: string
  approvedBy: readonly string[]
  log?: string
  resume?: string
  /** What was done is taken back instead of going on. */
  undo: boolean
  addresses: ReadonlyMap<string, string>
  words: ReadonlyMap<string, 'done' | 'again'>
  cwd: string
  /** Reads a backup that the plan found; `undefined` where nothing can be read any more. */
  backup(file: string): ReadBackup | undefined
  env: Readonly<Record<string, string | undefined>>
  runner?: Runner | undefined
  now(): Date
  say(text: string): void
  metrics?: Metrics
  /** The command lines that go on with a run, and take it back. */
  again(log: string): { resume: string; undo: string }
}

/** What carrying it out came to. */
export interface Ran {
  carried: Carried
  told: RolledBack
}

/** What a dry run writes down: every step as it would be run. */
export function dryRun(order: Pick<Order, 'plan' | 'policies' | 'id' | 'log' | 'now' | 'env' | 'addresses'>): RolledBack {
  const { plan, id, log: path } = order
  const steps = prepared(order.policies, plan)
  const log = openLog({ ...keeping(order), rollbackId: id, ...(path === undefined ? {} : { path }) })
  planned(log, steps)
  log.close()
  return toldOf(order, log, { executed: false, state: 'planned', ...(path === undefined ? {} : { log: path }) })
}

/** Carries a plan out, or goes on with a run of it that did not come to its end. */
export async function run(order: Order): Promise<Ran> {
  const { plan } = order
  const steps = prepared(order.policies, plan)
  const path = order.resume ?? order.log ?? `rollback-${order.id}.jsonl`
  const older = olderRun(order, path)
  const interrupts = listenForInterrupts()
  const databases = new Map<string, Connected>()
  try {
    const questions = await databasesOf(order, steps)
    for (const [name, connect] of questions) databases.set(name, await connect())
    const kept = keeping(order)
    const log = openLog({ ...kept, path, rollbackId: older?.id ?? order.id, before: older?.entries ?? [] })
    const { cwd, words, say, backup } = order
    const again = order.again(path)
    const env = { ...order.env }
    const running: Running = { plan, steps, log, databases, interrupts, cwd, env, words, mask: kept.mask, say, backup, again }
    try {
      if (!older) {
        const lacks = unlikeBackup(plan, order.backup)
        if (lacks) throw new Refusal(`${lacks}. Nothing was begun`)
        await mustFit(databases)
        planned(log, steps)
      }
      const started = order.now()
      const { reason, approvedBy } = order
      const losing = await lossTold(plan, databases.values())
      log.write({
        step: 'run',
        status: 'started',
        details: {
          number: 0,
          plan: plan.sha256,
          from: plan.from,
          to: plan.to,
          reason,
          approvedBy,
          ...(losing.length ? { losing } : {}),
          ...noticesOf(plan, log),
        },
      })
      for (const each of losing) say(`lost with this: ${each}`)
      order.metrics?.begins(started)
      const carried = await told(running, order.undo)
      const state = stateOf(carried)
      const { outcome } = carried
      const end = { number: 0, state, ...('why' in outcome ? { error: outcome.why } : {}) }
      try {
        log.write({ step: 'run', status: loggedAs(state), details: end, ms: order.now().getTime() - started.getTime() })
      } catch (error) {
        // A log that takes nothing more has stopped the run already; without its end it goes on as one that was killed.
        if (outcome.is !== 'halted') throw error
      }
      order.metrics?.ends(started, order.now(), countedAs(carried))
      return { carried, told: toldOf(order, log, { executed: true, state, log: path }) }
    } finally {
      log.close()
    }
  } finally {
    interrupts.end()
    for (const database of databases.values()) await database.close().catch(() => {})
  }
}

function keeping({ env, addresses, now }: Pick<Order, 'env' | 'addresses' | 'now'>) {
  return { now, mask: masker(secretsOf(env, [...addresses.values()])) }
}

function planned(log: Log, steps: readonly Prepared[]): void {
  for (const each of steps) {
    const { step } = each
    log.write({
      step: step.name,
      status: 'planned',
      details: { ...about(each), type: step.type, timeoutSeconds: step.timeoutSeconds, ...(step.shows ? { shows: step.shows } : {}) },
    })
  }
}

/** The steps of a plan with what the policies say that they do; each database's migrations are counted through. */
function prepared(policies: Policies, plan: Plan): Prepared[] {
  const positions = new Map<string, number>()
  return plan.steps.map((step, index) => {
    const does = stepOf(policies, plan, step)
    const name = does.kind === 'database' ? does.database : ''
    const position = positions.get(name) ?? 0
    if (does.kind === 'database') positions.set(name, position + does.migrations.length)
    return { number: index + 1, step, does, position }
  })
}

/** The run that is to go on, or a Refusal; a log that holds one without an end takes no other. */
function olderRun(
  { plan, resume, undo }: Order,
  path: string,
): { id: string; entries: ReturnType<typeof readJournal>['entries'] } | undefined {
  if (resume === undefined) {
    if (undo) throw new Refusal('`--undo` takes back what a run has done: `--resume <log>` names its log')
    const text = textOrNone(path)
    const last = text === undefined ? undefined : lastRun(readJournal(text, path).entries)
    if (last && !last.ended)
      throw new Refusal(`the log \`${path}\` holds a run that has not ended; \`--resume ${path}\` goes on with it, or name another log`)
    return undefined
  }
  const last = lastRun(readJournal(readLog(resume), resume).entries)
  if (!last) throw new Refusal(`the log \`${resume}\` holds no run that was begun; begin it without \`--resume\``)
  if (last.plan !== plan.sha256) throw new Refusal(`the run in \`${resume}\` is of another plan`)
  if (last.ended && !undo)
    throw new Refusal(
      `the run in \`${resume}\` has come to its end, so nothing of it is left to resume; \`--undo\` beside \`--resume\` takes it back`,
    )
  return last
}

function textOrNone(path: string): string | undefined {
  try {
    return readLog(path)
  } catch {
    return undefined
  }
}

const databasesIn = (steps: readonly Prepared[]): Set<string> =>
  new Set(steps.flatMap(({ does }) => (does.kind === 'database' || does.sql !== undefined ? (does.database ?? []) : [])))

/** The databases of a plan of which nobody said where they are. */
export function lacksAddress({ plan, policies, addresses }: Pick<Order, 'plan' | 'policies' | 'addresses'>): string[] {
  return [...databasesIn(prepared(policies, plan))]
    .filter((name) => !addresses.has(name))
    .map((name) => `the plan works on the database \`${name}\`: \`--database ${name}=env:<VAR>\` says which variable holds its address`)
}

/** What opens each database that the plan speaks of, the way back rehearsed for it. */
async function databasesOf(order: Order, steps: readonly Prepared[]): Promise<Map<string, () => Promise<Connected>>> {
  const { policies, addresses, files, env, limits, runner } = order
  const found = new Map<string, () => Promise<Connected>>()
  for (const name of databasesIn(steps)) {
    const definition = policies.databases.get(name)!
    const address = addresses.get(name)!
    const ids = steps.flatMap(({ does }) => (does.kind === 'database' && does.database === name ? does.migrations : []))
    const engine = await engineOf(definition.engine)
    const history = await historyOf(files, definition, env, runner)
    const all = ids.length ? ids : history.chain.migrations.slice(-1).map(({ id }) => id)
    const rehearsed = { engine, history, limits }
    order.say(`rehearsing the way back of \`${name}\``)
    const way = await rehearseWay({ ...rehearsed, ids: all, questions: questionsOf(policies, name) })
    const evidence = await evidenceOf(policies, files, name, way)
    found.set(name, () =>
      connectTo({
        name,
        engine: definition.engine,
        address,
        settings: definition.settings,
        way,
        evidence,
        rehearsed,
        resumes: order.resume !== undefined,
      }),
    )
  }
  return found
}

function questionsOf({ protocols }: Policies, database: string): Question[] {
  return protocols
    .flatMap(({ protect }) => protect)
    .filter((each) => each.kind === 'invariant' && each.database === database)
    .map(({ subject, options }) => ({ name: subject, sql: String(options.sql), afterDown: options.after === 'rollback' }))
}

/** How many migrations of the way a database seems to have behind it, where that tells it apart. */
async function standsAt(database: Connected): Promise<number | undefined> {
  for (let position = 1; position < database.way.states.length; position++)
    if ((await database.unlike(position)).length === 0) return position
  return undefined
}

/** A run begins on the database alone that its plan was made from, and where nothing is untrue to begin with. */
async function mustFit(databases: ReadonlyMap<string, Connected>): Promise<void> {
  for (const database of databases.values()) {
    const unlike = await database.unlike(0)
    if (unlike.length) {
      const { name, way } = database
      const stands = await standsAt(database)
      const next =
        stands === undefined
          ? 'look whether it is the right one and which migrations are behind it, and put what stands there beside them into `before` of its policy'
          : `${stands} of the ${way.downs.length} migrations to take back seem to be taken back already: look for the log of the run that did it, and \`--resume\` it, or plan from the version that stands there`
      throw new Refusal(
        `the database \`${name}\` is not the one that the plan was made from: ${someOf(unlike)}. Nothing was begun; ${next}`,
      )
    }
    const broken = await brokenInvariant(database, 0)
    if (broken) throw new Refusal(`${broken}. Nothing was begun`)
  }
}

/** Carries it out, or takes it back; what neither can be told by the log nor by a database halts it. */
async function told(running: Running, undo: boolean): Promise<Carried> {
  try {
    return undo ? await undoRun(running) : await carryOut(running)
  } catch (error) {
    const lost = [...running.databases.values()].find(({ live }) => live.lost())
    if (!(error instanceof Refusal) && !lost) throw error
    const why = lost ? `the connection to \`${lost.name}\` was lost (${(error as Error).message})` : (error as Error).message
    const { resume, undo: back } = running.again
    const next = `mend that, then go on, or take back what was done; what the database holds is read back first:\n${resume}\n${back}`
    return { outcome: { is: 'halted', step: undefined, why, next }, limits: [] }
  }
}

function stateOf({ outcome }: Carried): RolledBack['state'] {
  return outcome.is === 'timed-out' || outcome.is === 'not-valid' ? 'failed' : outcome.is
}

/** A run that halted may go on, as one that was interrupted may; one that was blocked did not come about. */
function loggedAs(state: RolledBack['state']): 'done' | 'undone' | 'interrupted' | 'failed' {
  if (state === 'halted') return 'interrupted'
  return state === 'done' || state === 'undone' || state === 'interrupted' ? state : 'failed'
}

/** How a run counts; one that may still go on does not yet. */
function countedAs({ outcome }: Carried): { well: boolean; invalid: boolean } | undefined {
  if (outcome.is === 'done') return { well: true, invalid: false }
  if (outcome.is === 'interrupted' || outcome.is === 'undone') return undefined
  return { well: false, invalid: outcome.is === 'not-valid' }
}

function toldOf({ plan }: Pick<Order, 'plan'>, log: Log, more: Pick<RolledBack, 'executed' | 'state' | 'log'>): RolledBack {
  const { rollbackId: id } = log
  const { from, to } = plan
  return { id, from, to, ...more, ...noticesOf(plan, log), steps: [...log.entries] }
}

/** What is said to those who are hit, with the id of the run. */
function noticesOf({ from, to, notices }: Plan, { rollbackId: id }: Log): Pick<RolledBack, 'notices'> {
  return notices ? { notices: notices.map((notice) => filledNotice(notice, { from, to, id })) } : {}
}
