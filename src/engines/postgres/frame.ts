import type { Script } from '../../model/script.ts'
import { split } from './split.ts'
import { plainQuestions } from './territory.ts'
import { localSettings } from './transactions.ts'
import type { Wire, WireError } from './wire.ts'

/** How what commits as one is begun and ended: by a transaction, or within one that stays open. */
export interface Frame {
  begin(): Promise<WireError | undefined>
  commit(): Promise<WireError | undefined>
  rollback(): Promise<WireError | undefined>
}

const deferred = `SELECT string_agg(format('%I.%I', n.nspname, o.conname), ', ')
 FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_namespace n ON n.oid = o.connamespace WHERE o.condeferred`

export async function frameOf(wire: Wire, script: Script, inside: boolean, questions = plainQuestions): Promise<Frame> {
  const send = async (sql: string) => (await wire.send(sql)).error
  if (!inside) {
    return { begin: () => send('BEGIN'), commit: () => send('COMMIT'), rollback: () => send('ROLLBACK') }
  }
  const locals = /\bset\s+local\b/i.test(script.text) ? localSettings(await split(script)) : []
  let known: Deferred | undefined
  const mayDefer = async (more = ''): Promise<Deferred> => {
    // What cannot be told, as in a transaction that has failed, may be so.
    const reply = await wire.send(`${questions.defers}${more}`)
    if (!reply.error && reply.answers[0]?.rows.length === 0) return { any: false, names: null }
    return { any: true, names: (await wire.send(deferred)).answers[0]?.rows[0]?.[0] ?? null }
  }
  return {
    begin: async () => {
      if (known || /deferr/i.test(script.text)) return send('SAVEPOINT pawl_run')
      known = await mayDefer('; SAVEPOINT pawl_run')
      return undefined
    },
    // What a commit would still check is checked here, and waits again for the next one.
    commit: async () => {
      const { any, names } = known ?? (await mayDefer())
      if (any) {
        const raised = await send('SET CONSTRAINTS ALL IMMEDIATE')
        if (raised) return raised
        if (names) await send(`SET CONSTRAINTS ${names} DEFERRED`)
      }
      for (const name of locals) await send(`RESET ${name}`)
      return send('RELEASE pawl_run')
    },
    rollback: async () => {
      await send('ROLLBACK TO pawl_run')
      return send('RELEASE pawl_run')
    },
  }
}

/** Constraints that wait for the commit: whether there are any, and which do unless told otherwise. */
interface Deferred {
  any: boolean
  names: string | null
}
