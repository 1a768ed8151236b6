import type { StatementSync } from 'node:sqlite'
import type { Effect, EngineError } from '../../catalog/effect.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran } from '../engine.ts'
import type { Births } from './births.ts'
import { Seen } from './cage.ts'
import { Stop } from './messages.ts'
import { asFlag, type PragmaText, pragmaOf, readPragma, sets } from './pragmas.ts'
import type { Session } from './session.ts'
import { statements } from './split.ts'
import { Watching } from './watching.ts'

/** A point that a rollback comes back to: what had been done, and what had been made. */
interface Mark {
  name: string
  effects: number
  births: Births
}

/** Runs a script statement by statement until its first error. `progress` is told of each statement before it begins. */
export function runScript(
  session: Session,
  script: Script,
  tables: readonly string[] | undefined,
  progress: (statement: number) => void,
): Ran {
  return new Run(session, tables ? new Watching(session, tables) : undefined, progress).run(script)
}

class Run {
  private readonly session: Session
  private readonly watching: Watching | undefined
  private readonly progress: (statement: number) => void
  private effects: Effect[] = []
  private marks: Mark[] = []

  constructor(session: Session, watching: Watching | undefined, progress: (statement: number) => void) {
    this.session = session
    this.watching = watching
    this.progress = progress
  }

  run(script: Script): Ran {
    const wrapped = script.wrap === 'transaction'
    let count = 0
    let error: EngineError | undefined
    let last: At | undefined
    if (wrapped) this.control('BEGIN')
    for (const { at } of statements(script)) {
      this.progress(at.statement)
      last = at
      error = this.statement(at)
      if (error) break
      count++
    }
    if (!error && wrapped) error = this.commit(last)
    this.rollBack()
    return { statements: count, effects: this.effects, ...(error ? { error } : {}) }
  }

  private control(sql: string): void {
    this.mark('')
    this.session.cage.silent = true
    this.session.db.exec(sql)
  }

  /** The commit of the tool around the script, which fails where a deferred key is broken or the script ended the transaction itself. */
  private commit(last: At | undefined): EngineError | undefined {
    try {
      this.session.cage.silent = true
      this.session.db.exec('COMMIT')
      this.marks = []
      return undefined
    } catch (error) {
      return last && { message: messageOf(error), at: last }
    }
  }

  /** What is still open when the script ends is rolled back, as it is when the tool's connection goes. */
  private rollBack(): void {
    if (!this.session.db.isTransaction) return
    const [first] = this.marks
    this.session.settle(first?.births)
    if (first) this.forget(first)
    this.marks = []
  }

  private statement(at: At): EngineError | undefined {
    const { session } = this
    if (at.text.includes('\0')) return { message: 'a NUL byte stands in the statement, and SQLite reads no further', at }
    const pragma = pragmaOf(at.text)
    const before = pragma && sets(pragma) ? this.ask(pragma.name) : undefined
    const seen = new Seen()
    session.cage.seen = seen
    try {
      // Ordinary SQL may rewrite the schema where the migration says so, as it may in its own tool.
      if (pragma?.name === 'writable_schema') session.db.enableDefensive?.(false)
      session.cage.silent = false
      const prepared = session.db.prepare(at.text)
      if (prepared.sourceSQL.length !== at.text.length) throw new Stop('SQLite ends this statement elsewhere than pawl does', at)
      session.cage.silent = true
      // What is only explained is not done.
      const watch = /^\s*explain\b/i.test(at.text) ? undefined : this.watching?.begin(seen, at)
      session.cage.silent = false
      step(prepared)
      session.cage.silent = true
      if (seen.barred) throw new Stop(`the disposable database does not run this statement: ${seen.barred}`, at)
      if (seen.schema) session.schemaWritten(seen)
      if (watch) this.effects.push(...watch())
    } catch (error) {
      session.cage.silent = true
      return this.failed(error, seen, at)
    }
    this.after(seen, at)
    if (pragma && before !== undefined) this.pragmaEffect(pragma, before, at)
    return undefined
  }

  private failed(error: unknown, seen: Seen, at: At): EngineError {
    if (error instanceof Stop) throw error
    if (seen.barred) throw new Stop(`the disposable database does not run this statement: ${seen.barred}`, at)
    const message = messageOf(error)
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff
    if (code === 7 || code === 13) throw new Stop(`the database grew past the memory that a rehearsal may take (${message})`, at)
    const missing = /^no such (module|collation sequence): (.*)$/.exec(message)
    if (missing) throw new Stop(`SQLite here has no ${missing[1]} \`${missing[2]}\`, which an extension or the application brings`, at)
    if (!isEngineError(error)) throw error
    // An error may have rolled the transaction back by itself (OR ROLLBACK).
    if (!this.session.db.isTransaction && this.marks.length) {
      const [first] = this.marks
      this.session.births = first!.births
      this.forget(first!)
      this.marks = []
    }
    return { message, at }
  }

  private after(seen: Seen, at: At): void {
    const { session } = this
    session.touched ||= seen.session
    if (seen.transaction?.startsWith('BEGIN')) this.mark('')
    else if (seen.transaction?.startsWith('COMMIT')) this.marks = []
    else if (seen.transaction?.startsWith('ROLLBACK')) this.backTo(0, at)
    if (seen.savepoint) this.savepoint(seen.savepoint.does, seen.savepoint.name, at)
    if (seen.schema) session.register(at)
  }

  private savepoint(does: string, name: string, at: At): void {
    if (does === 'BEGIN') {
      this.mark(name)
      return
    }
    const index = this.marks.findLastIndex((mark) => mark.name.toLowerCase() === name.toLowerCase())
    if (index === -1) return
    if (does === 'RELEASE') this.marks.splice(index)
    else this.backTo(index, at, true)
  }

  private mark(name: string): void {
    this.marks.push({ name, effects: this.effects.length, births: this.session.births.copy() })
  }

  private backTo(index: number, at: At, stays = false): void {
    const mark = this.marks[index]
    if (!mark) return
    this.forget(mark)
    this.session.births = mark.births.copy()
    this.session.register(at)
    this.marks.splice(stays ? index + 1 : index)
  }

  /** What was rolled back does not count; a setting stays as it was set. */
  private forget(mark: Mark): void {
    this.effects = this.effects.filter((effect, index) => index < mark.effects || effect.does === 'set' || effect.does === 'ignored')
  }

  private ask(name: string): string {
    this.session.cage.silent = true
    return readPragma(this.session.db, name)
  }

  private pragmaEffect(pragma: PragmaText, from: string, at: At): void {
    const to = this.ask(pragma.name)
    if (to !== from) this.effects.push({ does: 'set', setting: pragma.name, from, to, at })
    else if (pragma.name === 'foreign_keys' && this.session.db.isTransaction && asFlag(pragma.value ?? '') !== to)
      this.effects.push({ does: 'ignored', what: '`PRAGMA foreign_keys` has no effect inside a transaction', at })
  }
}

/** Steps through all rows and throws them away. */
function step(prepared: StatementSync): void {
  prepared.setReturnArrays(true)
  const rows = prepared.iterate()
  while (!rows.next().done);
}

/** The engine's own words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether SQLite itself raised an error, and not our own code. */
export function isEngineError(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === 'ERR_SQLITE_ERROR' || code === 'ERR_INVALID_ARG_VALUE' || code === 'ERR_OUT_OF_RANGE'
}
