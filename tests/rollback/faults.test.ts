import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startPostgres, type TestServer } from '../engines/server/machine.ts'
import { executing, type Migrations, type Room, room, step, threeVersions } from './run-room.ts'

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
const stopper = `--import=${join(import.meta.dirname, 'stop-at.mjs')}`

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

/** Resumes as an operator does who looks what became of a step. */
async function resumed(here: Room, log: string, trace: string, env: Record<string, string>) {
  const words = [...executing, '--resume', log, ...main]
  const first = await here.pawl(words, env)
  if (first.exit !== 2) return first
  const [, name] = /--begun '([^']+)=done'/.exec(first.out) ?? []
  if (name === undefined) return first
  const done = here.has(trace) && here.read(trace).includes(name)
  return here.pawl([...words, '--begun', `${name}=${done ? 'done' : 'again'}`], env)
}

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
    const { exit, err, out } = await resumed(here, 'log.jsonl', 'trace', { LIVE: url })
    expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
    expect(sql('SELECT n FROM notes ORDER BY id')).toEqual(['20', '40'])
    expect(sql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'notes'")).toEqual(['2'])
    expect(here.trace()).toEqual(['backup', 'deploy'])
  })
})
