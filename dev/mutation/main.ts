import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { MutantResult } from '@stryker-mutator/api/core'
import { Instrumenter } from '@stryker-mutator/instrumenter'

// Mutants drawn from model, policy, readers and the guards that need no engine, judged by those rooms' own tests.
// npm run mutate -- [--sample 300] [--seed 1] [--of src/policy]

const root = join(import.meta.dirname, '..', '..')
const rooms = ['src/model', 'src/policy', 'src/readers', 'src/guards/code', 'src/guards/document', 'src/guards/hook', 'src/guards/test']
rooms.push('src/guards/token', 'src/guards/workflow')

const { values } = parseArgs({
  options: { sample: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' }, of: { type: 'string' } },
})

interface Place {
  file: string
  start: { line: number; column: number }
  end: { line: number; column: number }
}

/** Where mutants can be made. */
async function mutants(files: readonly string[]): Promise<Place[]> {
  const silent = () => {}
  const logger = { debug: silent, info: silent, warn: silent, isDebugEnabled: () => false }
  const found = await new Instrumenter(logger as never).instrument(
    files.map((name) => ({ name, content: readFileSync(join(root, name), 'utf8'), mutate: true })),
    { plugins: null, excludedMutations: [], ignorers: [], noHeader: true } as never,
  )
  return found.mutants.map(({ fileName, location: { start, end } }) => ({ file: fileName, start, end }))
}

/** A place as Stryker takes it: all mutants within it are made. */
function range({ file, start, end }: Place): string {
  return `${file}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`
}

function within(inner: Place, outer: Place): boolean {
  const order = (a: Place['start'], b: Place['start']) => a.line - b.line || a.column - b.column
  return inner.file === outer.file && order(inner.start, outer.start) >= 0 && order(inner.end, outer.end) <= 0
}

/** Places drawn by a seed (mulberry32) until they hold so many mutants. */
function drawn(all: readonly Place[], count: number, seed: number): Place[] {
  const left = [...all]
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const chosen: Place[] = []
  for (let held = 0; held < count && left.length; held = all.filter((each) => chosen.some((place) => within(each, place))).length)
    chosen.push(left.splice(Math.floor(next() * left.length), 1)[0]!)
  return chosen
}

const files = (values.of === undefined ? rooms : [values.of]).flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root })).sort()
const all = await mutants(files)
const chosen = drawn(all, Number(values.sample), Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'pawl-mutation-'))
const report = join(folder, 'report.json')
try {
  const config = {
    testRunner: 'vitest',
    vitest: { configFile: 'dev/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    dryRunTimeoutMinutes: 30,
    tsconfigFile: 'none',
    concurrency: 2,
    mutate: [...new Set(chosen.map(range))],
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    // Else a first line is added to every file, those of the cases too.
    disableTypeChecks: false,
    tempDirName: join(folder, 'sandbox'),
    ignorePatterns: ['/dist', '/coverage'],
  }
  writeFileSync(join(folder, 'stryker.json'), JSON.stringify(config))
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  const done = spawnSync(process.execPath, [stryker, 'run', join(folder, 'stryker.json')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) process.exit(1)
  tell(JSON.parse(readFileSync(report, 'utf8')))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Per room: how many were caught; then every survivor with its place. */
function tell(told: { files: Record<string, { mutants: MutantResult[] }> }): void {
  const counts = new Map<string, { caught: number; of: number }>()
  const survivors: string[] = []
  for (const [file, { mutants }] of Object.entries(told.files))
    for (const mutant of mutants) {
      if (mutant.status === 'Ignored' || mutant.status === 'CompileError' || mutant.status === 'RuntimeError') continue
      const caught = mutant.status === 'Killed' || mutant.status === 'Timeout'
      for (const name of [file.split('/').slice(0, 2).join('/'), 'all']) {
        const count = counts.get(name) ?? { caught: 0, of: 0 }
        counts.set(name, { caught: count.caught + Number(caught), of: count.of + 1 })
      }
      if (!caught)
        survivors.push(
          `${file}:${mutant.location.start.line} ${mutant.mutatorName} → ${mutant.replacement?.slice(0, 80)} (${mutant.status})`,
        )
    }
  console.log(`\n${all.length} mutants, ${chosen.length} places drawn with seed ${values.seed}`)
  for (const [name, { caught, of }] of [...counts].sort())
    console.log(`${name.padEnd(14)} ${caught}/${of}  ${((100 * caught) / of).toFixed(1)} %`)
  for (const line of survivors.sort()) console.log(line)
}
