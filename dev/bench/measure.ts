import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One thing to run again and again; `ready` is not measured. */
export interface Runner {
  name: string
  ready?(): void
  run(): void
}

/** Wall time in ms of each runner, the runs of all laid one after another so that load falls on each alike. */
export function interleaved(runners: readonly Runner[], rounds: number): Map<string, number> {
  const times = new Map<string, number[]>(runners.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const runner of runners) {
      runner.ready?.()
      const started = performance.now()
      runner.run()
      // The first round warms the disk.
      if (round > 0) times.get(runner.name)!.push(performance.now() - started)
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]))
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

/** What a process and its children cost: CPU ms and the peak of the largest in MB, by GNU time. */
export function cost(
  words: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; exits?: number },
): { cpu: number; peak: number; wall: number } {
  const file = join(tmpdir(), `pawl-bench-${process.pid}`)
  const ran = spawnSync('/usr/bin/time', ['-q', '-f', '%U %S %M %e', '-o', file, ...words], {
    cwd: options.cwd,
    env: options.env,
    encoding: 'utf8',
  })
  if (ran.error) throw ran.error
  if (ran.status !== (options.exits ?? 0)) throw new Error(`${words.join(' ')} exited ${ran.status}: ${ran.stdout}${ran.stderr}`)
  const [user, system, peak, wall] = readFileSync(file, 'utf8').trim().split(' ').map(Number)
  rmSync(file)
  return { cpu: (user! + system!) * 1000, peak: peak! / 1024, wall: wall! * 1000 }
}
