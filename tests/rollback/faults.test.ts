import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, proxy, startPostgres, type TestServer } from '../engines/server/machine.ts'
import { executing, type Migrations, type Room, resumed, room, step, stopper, threeVersions } from './run-room.ts'

let server: TestServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server?.stop())

/** The newest is taken back by an UPDATE that must be carried out once and no more, and that leaves the catalog as it is. */
const counted: Migrations = {
  '0001_notes': ['CREATE TABLE notes (id integer PRIMARY KEY, n integer NOT NULL);', 'DROP TABLE notes;'],
  '0002_author': ['ALTER TABLE notes ADD COLUMN author text;', 'ALTER TABLE notes DROP COLUMN author;'],
  '0003_half': ['UPDATE notes SET n = n / 2;', 'UPDATE notes SET n = n * 2;'],
}
const files = threeVersions('postgres', [step('backup', 'before'), step('deploy', 'restart')], counted)
const main = ['--database', 'main=env:LIVE', '--accept-loss', 'notes']

/** Plans depend on the tree alone, so one does for all. */
let plan = ''
beforeAll(async () => {
  const here = room(files)
  await here.plan('1.3.0', '1.1.0')
  plan = here.read('plan.json')
  here.close()
})
function planned(): Room {
  const here = room(files)
  here.write('plan.json', plan)
  return here
}

let count = 0
function database(): { url: string; port: number; name: string; sql(text: string): string[] } {
  const name = `live_${++count}`
  server.sql(`CREATE DATABASE ${name}`)
  const sql = (text: string) => server.sql(text, name)
  sql(`${counted['0001_notes']![0]} ${counted['0002_author']![0]} INSERT INTO notes VALUES (1, 10, 'ann'), (2, 20, 'bob')`)
  return { url: urlOf(server.port, name), port: server.port, name, sql }
}
const urlOf = (port: number, name: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${name}`

const way = ['take main back to 0002_author', 'take main back to 0001_notes']
const points = [
  ['backup started', 'after'],
  ['backup done', 'half'],
  [`${way[0]}/0003_half started`, 'after'],
  [`${way[0]}/0003_half transaction`, 'after'],
  [`${way[0]}/0003_half done`, 'before'],
  ['deploy started', 'after'],
  [`${way[1]}/0002_author transaction`, 'before'],
  [`${way[1]}/0002_author done`, 'half'],
  ['run done', 'before'],
] as const

describe('a run that is killed', () => {
  it.each(points)('at `%s`, %s it is written: nothing is lost, and nothing is done twice', { timeout: 60_000 }, async (line, how) => {
    const here = planned()
    const { url, sql } = database()
    const killed = here.start([...executing, '--log', 'log.jsonl', ...main], {
      LIVE: url,
      STOP_AT: line,
      STOP_HOW: how,
      NODE_OPTIONS: stopper,
    })
    const end = await killed.ended
    expect([end.exit, end.exit === null ? '' : end.err]).toEqual([null, ''])
    const { exit, err, out } = await resumed(here, main, { LIVE: url })
    expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['20', '40'])
    expect(sql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'notes'")).toEqual(['2'])
    expect(here.trace()).toEqual(['backup', 'deploy'])
  })
})

/** A session of somebody else's. */
function startSql(name: string, text: string) {
  return spawn('psql', ['-X', '-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', '-d', name, '-c', text], {
    env: { ...process.env, PGPASSWORD: password },
    stdio: 'ignore',
  })
}

/** Runs the plan in a process of its own, until its log says this of a step. */
async function until(here: Room, env: Record<string, string>, line: string) {
  const started = here.start([...executing, '--log', 'log.jsonl', ...main], env)
  for (let tries = 0; tries < 1000; tries++) {
    if (here.has('log.jsonl') && here.log().some(({ step: name, status }) => `${name} ${status}` === line)) return started
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`the log never says \`${line}\``)
}

describe('a connection that is cut', () => {
  it.each(['UPDATE notes', 'COMMIT'])('at `%s`: the state is read back, and the run goes on', async (word) => {
    const here = planned()
    const { name, sql } = database()
    let cuts = 0
    const between = await proxy(server.port, { cuts: (said) => said.includes(word) && !said.includes('INSERT') && cuts++ === 0 })
    try {
      const { exit, err } = await here.execute(main, { LIVE: urlOf(between.port, name) })
      expect([exit, cuts > 0]).toEqual([0, true])
      expect(err).toContain('was lost; the database says that nothing was done, so it is begun anew')
    } finally {
      between.close()
    }
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['20', '40'])
  })

  it('behind the commit is told from one ahead of it', async () => {
    const here = planned()
    const { name, sql } = database()
    let committing = false
    let cut = false
    const between = await proxy(server.port, {
      cuts: (said) => {
        committing ||= said.includes('COMMIT')
        return false
      },
      changes: (bytes) => {
        // The server has said yes, and nobody hears it.
        if (!committing || cut) return bytes
        cut = true
        between.close()
        return Buffer.alloc(0)
      },
    })
    const first = await here.execute(main, { LIVE: urlOf(between.port, name) })
    expect([first.exit, first.err]).toEqual([2, expect.stringContaining('the connection was lost and does not come back')])
    expect(first.out).toContain('UPDATE notes SET n = n * 2')
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['20', '40'])
    const again = await here.pawl([...executing, '--resume', 'log.jsonl', ...main], { LIVE: urlOf(server.port, name) })
    expect([again.exit, sql('SELECT n FROM notes ORDER BY id')]).toEqual([0, ['20', '40']])
  }, 60_000)
})

describe('a log that cannot be written', () => {
  it('to begin with: nothing is run', async () => {
    const here = planned()
    const { url, sql } = database()
    const { exit, err } = await here.pawl([...executing, '--log', '/dev/full', ...main], { LIVE: url })
    expect([exit, err, here.trace()]).toEqual([2, expect.stringContaining('cannot be written: ENOSPC'), []])
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['10', '20'])
  })

  it.each([
    `${way[0]}/0003_half transaction`,
    `${way[0]}/0003_half done`,
  ])('at `%s`: the run stops, and resumes once there is room', async (line) => {
    const here = planned()
    const { url, sql } = database()
    const env = { LIVE: url, STOP_AT: line, STOP_HOW: 'full', NODE_OPTIONS: stopper }
    const { exit, err, out } = await here.start([...executing, '--log', 'log.jsonl', ...main], env).ended
    expect([exit, err, out]).toEqual([
      2,
      expect.stringMatching(/the run halted: the log .* cannot be written: ENOSPC\. What to do next stands below\./),
      expect.stringMatching(/\nnext: [^\n]*\npawl rollback run plan\.json --execute --resume log\.jsonl [^\n]*\n[^\n]* --undo\n/),
    ])
    expect((await resumed(here, main, { LIVE: url })).exit).toBe(0)
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['20', '40'])
    expect(here.trace()).toEqual(['backup', 'deploy'])
  })
})

describe('a run that is interrupted', () => {
  it('in a migration: what was not committed is taken back, and undoing is offered', async () => {
    const here = planned()
    const { url, sql, name } = database()
    // Somebody reads the rows, so that the migration waits.
    const blocker = startSql(name, 'BEGIN; SELECT * FROM notes FOR UPDATE; SELECT pg_sleep(60)')
    await new Promise((resolve) => setTimeout(resolve, 500))
    const run = await until(here, { LIVE: url }, `${way[0]}/0003_half started`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    run.kill('SIGINT')
    const { exit, err } = await run.ended
    blocker.kill('SIGKILL')
    expect(exit).toBe(2)
    expect(err).toContain('the down of `0003_half` was interrupted; nothing of it was carried out')
    expect(err).toContain('pawl rollback run plan.json --execute --resume log.jsonl')
    expect(
      here
        .log()
        .map(({ step: step_, status }) => `${step_} ${status}`)
        .slice(-3),
    ).toEqual([`${way[0]}/0003_half interrupted`, `${way[0]} interrupted`, 'run interrupted'])
    server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['10', '20'])
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', ...main], { LIVE: url })).exit).toBe(0)
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['20', '40'])
  }, 60_000)

  it('while another run has the database: the second one does nothing', async () => {
    const here = planned()
    const { url, sql } = database()
    const other = startSql(url.split('/').at(-1)!, "SELECT pg_advisory_lock(hashtext('pawl'), hashtext('rollback')), pg_sleep(60)")
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { exit, err } = await here.execute(main, { LIVE: url })
    other.kill('SIGKILL')
    expect([exit, err]).toEqual([
      2,
      expect.stringMatching(
        /another rollback holds the database `main`; wait for its end, or .* tells whose session it is\. Nothing was run/,
      ),
    ])
    expect([here.trace(), sql('SELECT n FROM notes ORDER BY id')]).toEqual([[], ['10', '20']])
  }, 60_000)
})
