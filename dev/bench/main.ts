import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { password, startPostgres } from '../../tests/engines/server/machine.ts'
import { cost, interleaved } from './measure.ts'
import { type Bench, benchRepository, databasePolicy, layOutHistory, layOutProtections } from './repository.ts'

// Ratios, measured side by side in one run; a figure past its goal is marked, and nothing fails by a clock.

const root = join(import.meta.dirname, '..', '..')
const pawl = 'pawl hook pre-commit'
let change = 0

function row(name: string, value: number, goal: number, unit: string, more = ''): void {
  const mark = value <= goal ? 'ok  ' : 'over'
  process.stdout.write(`${mark}  ${name.padEnd(58)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(12)} goal ${goal}${more}\n`)
}

/** Commits a change of one path under several hooks, in turn. */
function commits(
  bench: Bench,
  path: () => string,
  text: () => string,
  hooks: Readonly<Record<string, string | undefined>>,
  rounds: number,
): Map<string, number> {
  return interleaved(
    Object.entries(hooks).map(([name, lines]) => ({
      name,
      ready: () => {
        bench.hook(lines ?? 'exit 0')
        bench.write(path(), text())
        bench.git('add', '-A')
      },
      run: () => void bench.git('commit', '-q', '-m', 'x', ...(lines === undefined ? ['--no-verify'] : [])),
    })),
    rounds,
  )
}

function quiet(): void {
  const bench = benchRepository()
  try {
    layOutProtections(bench)
    bench.write('package.json', '{ "lint-staged": { "*.none": "true" } }\n')
    bench.git('add', '-A')
    bench.git('commit', '-q', '-m', 'begin')
    const node = `exec "${process.execPath}" -e 0`
    const staged = `exec "${process.execPath}" "${join(root, 'node_modules/lint-staged/bin/lint-staged.js')}" --quiet --allow-empty`
    const times = commits(
      bench,
      () => 'notes.txt',
      () => `${change++}\n`,
      { none: undefined, node, pawl, staged },
      15,
    )
    const [none, floor, held, peer] = ['none', 'node', 'pawl', 'staged'].map((name) => times.get(name)!)
    row(
      'commit, nothing guarded, against `node -e 0`',
      held! / floor!,
      1.5,
      '×',
      `   (${held!.toFixed(0)} ms; no hook ${none!.toFixed(0)}, node ${floor!.toFixed(0)})`,
    )
    row('the same, added time against lint-staged', (held! - none!) / (peer! - none!), 0.4, '×')
    const document = () => `# Rule 1\n\n**Status:** in force\n\n## What holds\n\nRule 1 holds, as said ${change++} times.\n`
    const guarded = commits(bench, () => 'docs/rules/rule-1.md', document, { node, pawl }, 15)
    row('commit of a guarded document', guarded.get('pawl')! / guarded.get('node')!, 2.2, '×')
    weakenings(bench, 'docs/rules/rule-1.md', '# Rule 1\n')
  } finally {
    bench.close()
  }
}

/** The same repository stops a weakening, with the cache on and off. */
function weakenings(bench: Bench, path: string, text: string): void {
  bench.write(path, text)
  bench.git('add', '-A')
  for (const more of [[], ['--no-cache']]) {
    const { status } = spawnSync('pawl', ['check', '--staged', ...more], { cwd: bench.folder, env: bench.env })
    if (status !== 1) throw new Error(`a weakening of ${path} exits ${status} with ${more.join(' ') || 'the cache'}`)
  }
  bench.git('reset', '-q', '--hard')
  process.stdout.write(`      a weakening of ${path} exits 1, with the cache and without\n`)
}

function wide(): void {
  const bench = benchRepository()
  try {
    layOutProtections(bench)
    for (let n = 0; n < 50_000; n++) bench.write(`src/${n % 500}/file-${n}.txt`, `${n}\n`)
    bench.git('add', '-A')
    bench.git('commit', '-q', '-m', 'begin')
    const node = `exec "${process.execPath}" -e 0`
    const runs = (lines: string) => ({
      ready: () => {
        change++
        for (let n = 0; n < 10_000; n++) bench.write(`src/${n % 500}/file-${n}.txt`, `${n} ${change}\n`)
        bench.git('add', '-A')
        bench.hook(lines)
      },
      run: () => void spawnSync('.git/hooks/pre-commit', { cwd: bench.folder, env: bench.env }),
    })
    const times = interleaved(
      [
        { name: 'node', ...runs(node) },
        { name: 'pawl', ...runs(pawl) },
      ],
      3,
    )
    row('10,000 changed paths of 50,000, none guarded (the hook)', times.get('pawl')! / times.get('node')!, 3, '×')
  } finally {
    bench.close()
  }
}

function migration(engine: 'sqlite' | 'postgres'): void {
  const bench = benchRepository()
  try {
    layOutHistory(bench, engine, 300)
    bench.git('add', '-A')
    bench.git('commit', '-q', '-m', 'begin')
    bench.write('migrations/0301_step.sql', `ALTER TABLE t1 ADD COLUMN added_${process.pid} text;\n`)
    bench.git('add', '-A')
    const options = { cwd: bench.folder, env: bench.env }
    // One run in eight looks whether it has called more than the code that is kept beside the bundle.
    for (let n = 0; n < 16; n++) cost(['pawl', 'check', '--staged', '--no-cache'], options)
    const own = [1, 2, 3].map(() => cost(['pawl', 'check', '--staged', '--no-cache'], options)).sort((a, b) => a.cpu - b.cpu)[1]!
    if (engine === 'sqlite') {
      // GNU time counts in hundredths of a second, so one start alone would be told wrong by a half.
      const starts = 20
      const node = cost(['sh', '-c', `for n in $(seq ${starts}); do "${process.execPath}" -e 0; done`], options).cpu / starts
      row('one new migration on 300, SQLite, against `node -e 0`', own.cpu / node, 4, '× CPU', `   (${own.cpu.toFixed(0)} ms)`)
    } else {
      const plain = cost([process.execPath, join(import.meta.dirname, 'plain-pglite.ts'), join(bench.folder, 'migrations')], options)
      row(
        'one new migration on 300, Postgres, no cache, against PGlite',
        own.cpu / plain.cpu,
        0.4,
        '× CPU',
        `   (${own.cpu.toFixed(0)} of ${plain.cpu.toFixed(0)} ms)`,
      )
      row('its memory', own.peak, 400, 'MB')
      cost(['pawl', 'check', '--staged'], options)
      const warm = [1, 2, 3].map(() => cost(['pawl', 'check', '--staged'], options)).sort((a, b) => a.cpu - b.cpu)[1]!
      row('the same, warm', warm.cpu, 600, 'ms CPU')
      row('the same, warm, against PGlite', warm.cpu / plain.cpu, 0.25, '× CPU')
      row('its memory', warm.peak, 300, 'MB')
    }
    weakenings(bench, 'migrations/0301_step.sql', 'ALTER TABLE t1 DROP COLUMN name;\n')
  } finally {
    bench.close()
  }
}

/** Every migration up, down and up, and what is seen of it, against the SQL alone, up and down; the start of either is taken off. */
async function rehearsal(): Promise<void> {
  const bench = benchRepository()
  try {
    layOutHistory(bench, 'postgres', 1, true)
    const options = { cwd: bench.folder, env: bench.env }
    const rehearsed = () => cost(['pawl', 'rehearse', '--all'], options).cpu
    const plain = [join(import.meta.dirname, 'plain-pglite.ts'), join(bench.folder, 'migrations')]
    bench.git('add', '-A')
    bench.git('commit', '-q', '-m', 'begin')
    const started = rehearsed()
    layOutHistory(bench, 'postgres', 300, true)
    bench.git('add', '-A')
    bench.git('commit', '-q', '-m', 'more')
    const own = rehearsed() - started
    const sql = Number(spawnSync(process.execPath, plain, { ...options, encoding: 'utf8' }).stdout)
    row('`rehearse --all` of 300, Postgres, against the SQL alone', own / sql, 4, '× CPU', `   (${own.toFixed(0)} of ${sql.toFixed(0)} ms)`)
    await onServer(bench)
  } finally {
    bench.close()
  }
}

/** The same history on a server of this machine, by the clock, for what a server does is no work of ours. */
async function onServer(bench: Bench): Promise<void> {
  const embedded = cost(['pawl', 'rehearse', '--all'], { cwd: bench.folder, env: bench.env })
  const server = await startPostgres()
  try {
    const folder = join(bench.folder, 'migrations')
    const texts = readdirSync(folder)
      .filter((file) => file.endsWith('.up.sql'))
      .sort()
    server.sql('CREATE DATABASE replay')
    const started = performance.now()
    server.sql(texts.map((file) => readFileSync(join(folder, file), 'utf8')).join(''), 'replay')
    const replay = performance.now() - started
    bench.write('policies/database.yaml', databasePolicy('postgres', true, ', server: $PAWL_POSTGRES_URL'))
    bench.git('add', '-A')
    const env = { ...bench.env, PAWL_POSTGRES_URL: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres` }
    const there = cost(['pawl', 'rehearse', '--all'], { cwd: bench.folder, env })
    process.stdout.write(
      `      beside a local server: the SQL of the ups alone ${replay.toFixed(0)} ms; rehearsed there ${there.wall.toFixed(0)} ms (${there.cpu.toFixed(0)} CPU of pawl), embedded ${embedded.wall.toFixed(0)} ms (${embedded.cpu.toFixed(0)} CPU)\n`,
    )
  } finally {
    await server.stop()
  }
}

quiet()
migration('sqlite')
migration('postgres')
await rehearsal()
wide()
