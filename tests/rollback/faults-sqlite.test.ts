import { describe, expect, it } from 'vitest'
import { executing, type Migrations, resumed, room, sqliteFile, step, stopper, threeVersions } from './run-room.ts'

/** The newest is taken back by an UPDATE that must be carried out once and no more, and that leaves the catalog as it is. */
const counted: Migrations = {
  '0001_notes': ['CREATE TABLE notes (id integer PRIMARY KEY, body text, n integer NOT NULL DEFAULT 10);', 'DROP TABLE notes;'],
  '0002_author': ['ALTER TABLE notes ADD COLUMN author text;', 'ALTER TABLE notes DROP COLUMN author;'],
  '0003_half': ['UPDATE notes SET n = n / 2;', 'UPDATE notes SET n = n * 2;'],
}
const files = threeVersions('sqlite', [step('backup', 'before'), step('deploy', 'restart')], counted)
const way = ['take main back to 0002_author', 'take main back to 0001_notes']

let plan = ''
async function planned() {
  const here = room(files)
  if (plan === '') {
    await here.plan('1.3.0', '1.1.0')
    plan = here.read('plan.json')
  }
  here.write('plan.json', plan)
  const lossy = (JSON.parse(plan) as { plan: { loses: string[] } }).plan.loses.length > 0
  return { here, main: ['--database', 'main=env:LIVE', ...(lossy ? ['--accept-loss', 'notes'] : [])] }
}

const points = [
  ['backup started', 'after', 10],
  ['backup done', 'half', 10],
  [`${way[0]}/0003_half started`, 'before', 10],
  [`${way[0]}/0003_half done`, 'half', 20],
  [`${way[1]}/0002_author started`, 'after', 20],
  [`${way[1]}/0002_author done`, 'before', 20],
  ['run done', 'half', 20],
] as const

describe('a run on SQLite that is killed', () => {
  it.each(points)('at `%s`, %s it is written: nothing is lost, and nothing is done twice', { timeout: 60_000 }, async (line, how, n) => {
    const { here, main } = await planned()
    const { path, ask } = sqliteFile(here.folder, counted)
    const env = { LIVE: path, STOP_AT: line, STOP_HOW: how, NODE_OPTIONS: stopper }
    const killed = await here.start([...executing, '--log', 'log.jsonl', ...main], env).ended
    expect([killed.exit, killed.exit === null ? '' : killed.err]).toEqual([null, ''])
    expect(ask('SELECT DISTINCT n FROM notes')).toEqual([n])
    // SQLite keeps no account of its transactions: whoever resumes looks at the rows, as its refusal says.
    const word = how === 'half' && line.endsWith('0003_half done') ? ['--begun', '0003_half=done'] : []
    const { exit, err, out } = await resumed(here, [...main, ...word], { LIVE: path })
    expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
    expect(ask('SELECT n FROM notes ORDER BY id')).toEqual([20, 20])
    expect(ask("SELECT name FROM pragma_table_info('notes')")).toEqual(['id', 'body', 'n'])
    expect([here.trace(), here.has('app.db.pawl-lock')]).toEqual([['backup', 'deploy'], false])
  })
})
