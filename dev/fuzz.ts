import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { judgeOf, numbers, soup, targets } from '../tests/properties/soup.ts'

// Soup for every reader in turn, each in a thread of its own so that one that never ends can be stopped.
// npm run fuzz -- [--minutes 10] [--seed n] [--target name] [--at n]

/** How long one input may take before it counts as endless. */
const patienceMs = 30_000
const slowMs = 2_000

interface Told {
  at: number
  refused?: boolean
  ms?: number
  failure?: string
}

async function work({ name, seed, from, until }: { name: string; seed: number; from: number; until: number }): Promise<void> {
  const target = targets[name]!
  const { judged, close } = judgeOf(target)
  const draw = (at: number) => numbers(seed + at)(2 ** 31)
  const tell = (told: Told) => parentPort!.postMessage(told)
  for (let at = from; Date.now() < until; at++) {
    tell({ at })
    const started = performance.now()
    try {
      if ((await judged(soup(target, draw(at)))).startsWith('refused')) tell({ at, refused: true })
    } catch (error) {
      tell({ at, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
    const ms = performance.now() - started
    if (ms > slowMs) tell({ at, ms })
  }
  await close()
}

async function drive(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      target: { type: 'string' },
      at: { type: 'string' },
    },
  })
  const seed = Number(values.seed)
  const names = values.target === undefined ? Object.keys(targets) : [values.target]
  for (const name of names) if (!targets[name]) throw new Error(`no target is called ${name}; there are ${Object.keys(targets).join(', ')}`)
  const each = (Number(values.minutes) * 60_000) / names.length
  console.log(`seed ${seed}`)
  let failures = 0
  for (const name of names) {
    const from = Number(values.at ?? 0)
    const outcome = await run(name, seed, from, values.at === undefined ? each : 1)
    failures += outcome.failures.size
    console.log(
      `${name}: ${outcome.inputs} inputs, ${outcome.refused} refused, ${outcome.failures.size} failures, ${outcome.slow.size} over ${slowMs / 1000} s`,
    )
    for (const [at, ms] of outcome.slow) console.log(`  ${Math.round(ms)} ms: --target ${JSON.stringify(name)} --seed ${seed} --at ${at}`)
    for (const [failure, at] of outcome.failures)
      console.log(`  --target ${JSON.stringify(name)} --seed ${seed} --at ${at}\n    ${failure}`)
  }
  process.exitCode = failures ? 1 : 0
}

/** Runs one target for a time; a thread that is silent for too long is stopped, and the next begins behind the input. */
async function run(name: string, seed: number, from: number, ms: number) {
  const until = Date.now() + ms
  const failures = new Map<string, number>()
  let inputs = 0
  let refused = 0
  const slow = new Map<number, number>()
  for (let next = from; next === from || Date.now() < until; ) {
    let at = next
    const worker = new Worker(new URL(import.meta.url), { workerData: { name, seed, from: next, until } })
    await new Promise<void>((resolve) => {
      let timer = setTimeout(() => {}, 0)
      const watch = () => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          failures.set(`does not end within ${patienceMs / 1000} s`, at)
          void worker.terminate()
        }, patienceMs)
      }
      watch()
      worker.on('message', (told: Told) => {
        watch()
        at = told.at
        if (told.ms !== undefined) slow.set(told.at, told.ms)
        else if (told.refused) refused++
        else if (told.failure !== undefined) failures.set(told.failure.split('\n').slice(0, 3).join(' | '), told.at)
        else inputs++
      })
      worker.on('error', (error) => failures.set(`the thread broke down: ${String(error).slice(0, 300)}`, at))
      worker.on('exit', () => {
        clearTimeout(timer)
        resolve()
      })
    })
    next = at + 1
  }
  return { failures, inputs, refused, slow }
}

if (isMainThread) await drive()
else await work(workerData)
