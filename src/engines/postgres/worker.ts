import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import { type Backend, EngineFailure, startBackend } from './backend.ts'
import { addedColumnsSql } from './births.ts'
import { type Births, type Image, noBirths, unpack } from './image.ts'
import type { Asked, Given, Start } from './messages.ts'
import { type Around, runScript } from './run.ts'
import { split } from './split.ts'
import { watchTables } from './watch.ts'

/** The embedded server's thread: one message a script, so that the clock of the other thread can end it at any statement. */
const start = workerData as Start
const port = parentPort!
if (start.shortRun) {
  // Compiling nine megabytes of engine twice costs more than a short run gains by it.
  for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag)
}
const clock = new Int32Array(start.clock)
const made = new Set<string>(start.madeRoles)
let births: Births = noBirths
const backend: Promise<Backend> = boot()
backend.then(
  () => port.postMessage({ ready: true }),
  (error: unknown) => port.postMessage({ failed: told(error) }),
)

async function boot(): Promise<Backend> {
  const kept = start.image ?? readFileSync(new URL(start.cluster))
  const image: Image | undefined = 'files' in kept ? kept : unpack(kept)
  if (!image) throw new EngineFailure('the prepared database is broken')
  births = image.births
  return startBackend({
    files: image.files,
    settings: start.settings,
    extensions: start.archives,
    memoryBytes: start.memoryBytes,
  })
}

port.on('message', async ({ id, ask }: { id: number; ask: Asked }) => {
  try {
    port.postMessage({ id, given: await answer(await backend, ask) })
  } catch (error) {
    port.postMessage({ id, failed: told(error) })
  }
})

async function answer(engine: Backend, ask: Asked): Promise<Given> {
  switch (ask.what) {
    case 'run':
      return run(engine, ask.script, ask.watch?.tables ?? [], ask.inside)
    case 'split':
      return { statements: (await split(ask.script)).map(({ at }) => at) }
    case 'send': {
      Atomics.add(clock, 0, 1)
      return { reply: await engine.send(ask.sql, ask.copy) }
    }
    case 'dump': {
      Atomics.add(clock, 0, 1)
      return { image: await engine.dump(births) }
    }
    case 'births':
      return { births }
  }
}

async function run(engine: Backend, script: Script, tables: readonly string[], inside: boolean): Promise<Given> {
  const objects = [...births.objects]
  const reached = (by: At | null) => {
    const number = engine.nextNumber()
    if (number > (objects.at(-1)?.[0] ?? 0)) objects.push([number, by])
  }
  reached(null)
  const columns = { ...births.columns }
  const watching = tables.length ? await watchTables(engine, tables) : undefined
  const around: Around = {
    extensions: start.extensions,
    roles: start.roles,
    made,
    inside,
    begins: ({ statement, span }) => {
      Atomics.store(clock, 1, statement)
      Atomics.store(clock, 2, span.line)
      Atomics.add(clock, 0, 1)
    },
    ended: async (statement, reply) => {
      reached(statement.at)
      const added = addedColumnsSql(statement)
      if (added) for (const [id] of (await engine.send(added)).answers[0]?.rows ?? []) columns[id!] ??= statement.at
      return (await watching?.after(statement, reply)) ?? []
    },
    reached: () => engine.reached(),
  }
  try {
    return { ...(await runScript(engine, script, around)), made: [...made] }
  } finally {
    births = { ...births, objects, columns }
    await watching?.end()
  }
}

function told(error: unknown): { message: string; at?: Refusal['at']; dead: boolean } {
  if (error instanceof Refusal) return { message: error.message, at: error.at, dead: false }
  return { message: error instanceof Error ? error.message : String(error), dead: true }
}
