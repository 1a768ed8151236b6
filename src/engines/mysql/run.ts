import type { Effect, EngineError } from '../../catalog/effect.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran } from '../engine.ts'
import { bar } from './cage.ts'
import { commits } from './commits.ts'
import type { Connection } from './connection.ts'
import type { Reader } from './host.ts'
import { split } from './split.ts'
import { tokens, wordsOf } from './tokens.ts'
import { bodiesOf, type Watching } from './watching.ts'

/** What the runner is told and tells while a script runs. */
export interface Around {
  watching?: Watching
  /** Called ahead of each statement. */
  begins?(at: At): void
  /** Called behind each statement that was carried out. */
  ended?(at: At): Promise<void>
  /** What the script may do was seen before, and each error is told as the server says it. */
  asItStands?: true
}

/**
 * Runs a script statement by statement until its first error. In one transaction, what changes the schema commits it on its way:
 * the server knows no other.
 */
export async function runScript(session: Connection, host: Reader, script: Script, around: Around): Promise<Ran> {
  const statements = split(script)
  if (!around.asItStands) for (const at of statements) bar(at, host)
  const effects: Effect[] = []
  const prepared = new Map<string, string>()
  let open = script.wrap === 'transaction'
  let mark = 0
  let count = 0
  let error: EngineError | undefined
  if (open) await session.ask('START TRANSACTION')
  for (const at of statements) {
    session.running(`statement ${at.statement} of \`${at.path}\``, { path: at.path, line: at.span.line, column: at.span.column })
    around.begins?.(at)
    const words = wordsOf(at.text, 4)
    const dynamic = around.asItStands ? undefined : await dynamicText(session, at, words, prepared)
    if (dynamic !== undefined) bar(at, host, dynamic)
    const look = around.watching
      ? await around.watching.before(at, await textsOf(host, at.text, words[0] === 'prepare' ? undefined : dynamic))
      : undefined
    const told = await session.send(locks(words) && !around.asItStands ? 'COMMIT' : at.text)
    if ('error' in told) {
      if (around.asItStands) {
        error = { message: told.error.message, ...(told.error.sqlstate ? { sqlstate: told.error.sqlstate } : {}), at }
        break
      }
      error = failure(
        { ...told.error, message: told.error.message.replaceAll(`${host.name}.`, '').replaceAll(host.name, 'the database') },
        at,
      )
      break
    }
    count++
    const [word = ''] = words
    if (commits.test(word)) {
      mark = effects.length
      open = word === 'begin' || word === 'start'
    } else if (word === 'set' && words[1] === 'autocommit') open = words[3] === '0' || words[3] === 'off'
    else if (word === 'rollback' && words[1] !== 'to' && open) effects.length = mark
    if (look) effects.push(...(await look()))
    if (commits.test(word)) mark = effects.length
    await around.ended?.(at)
  }
  await session.ask(error || script.wrap !== 'transaction' ? 'ROLLBACK' : 'COMMIT')
  // What the script has not committed itself goes with its connection.
  if (!error && script.wrap !== 'transaction' && open) effects.length = mark
  await session.ask('UNLOCK TABLES')
  session.running('')
  return { statements: count, effects, ...(error ? { error } : {}) }
}

/** Nobody else is there to be locked out, and pawl looks at tables that a dump does not lock; what was open is committed all the same. */
const locks = ([word, what = '']: readonly string[]): boolean => word === 'lock' && /^tables?$/.test(what)

/** What `PREPARE` and `EXECUTE` carry out, which stands in a string or in a variable. */
async function dynamicText(
  session: Connection,
  at: At,
  words: readonly string[],
  prepared: Map<string, string>,
): Promise<string | undefined> {
  const [word, name = ''] = words
  if (word === 'prepare') {
    const source = [...tokens(at.text)][3]
    if (!source) return undefined
    const { rows } = await session.ask(`SELECT ${source.kind === 'string' || source.text.startsWith('@') ? source.text : 'NULL'}`)
    const text = rows[0]?.[0] ?? ''
    prepared.set(name, text)
    return text
  }
  if (word === 'execute' && name === 'immediate') {
    const source = [...tokens(at.text)][2]
    return source ? ((await session.ask(`SELECT ${source.text}`)).rows[0]?.[0] ?? '') : undefined
  }
  return word === 'execute' ? prepared.get(name) : undefined
}

/** A statement with all that it may set going. */
async function textsOf(host: Reader, text: string, dynamic: string | undefined): Promise<string[]> {
  const own = dynamic === undefined ? [text] : [text, dynamic]
  return /[(]|\bcall\b|\bexecute\b/i.test(own.join('\n')) ? [...own, ...(await bodiesOf(host, own.join('\n')))] : own
}

/** What the ground lacks is not the migration's fault, so it is not decided. */
function failure(raised: { message: string; sqlstate: string; number: number }, at: At): EngineError {
  const place = { path: at.path, line: at.span.line, column: at.span.column }
  const name = /'([^']+)'/.exec(raised.message)?.[1] ?? ''
  if (raised.number === 1286) throw new Refusal(`the server has no storage engine \`${name}\`; use one that has it`, place)
  if (raised.number === 1193) throw new Refusal(`the server knows no setting \`${name}\`; use one that does`, place)
  if ([1044, 1045, 1142, 1227, 1370, 1419].includes(raised.number))
    throw new Refusal(`the user of the server may not do this: ${raised.message}; on a server that can be thrown away it can`, place)
  if ([3523, 1133, 1959, 1976].includes(raised.number))
    throw new Refusal(`the account is not there: ${raised.message}; add it to the database's policy as one of \`roles\``, place)
  return { message: raised.message, ...(raised.sqlstate ? { sqlstate: raised.sqlstate } : {}), at }
}
