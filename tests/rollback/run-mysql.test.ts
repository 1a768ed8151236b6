import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, proxy, startMariadb, type TestServer } from '../engines/server/machine.ts'
import { executing, type Migrations, type Room, resumed, room, step, stopper, threeVersions } from './run-room.ts'

let server: TestServer
beforeAll(async () => {
  server = await startMariadb()
}, 60_000)
afterAll(() => server?.stop())

/** What a schema on MySQL holds; the newest is taken back by several statements that each commit. */
const shop: Migrations = {
  '0001_notes': [
    `CREATE TABLE notes (id INT PRIMARY KEY, n INT NOT NULL, body VARCHAR(40) DEFAULT 'x', kind ENUM('a','b'), data JSON, twice BIGINT AS (n * 2), CHECK (n <> 7), UNIQUE KEY u (body, id));
CREATE TABLE tags (id INT AUTO_INCREMENT PRIMARY KEY, note INT, CONSTRAINT of_note FOREIGN KEY (note) REFERENCES notes (id) ON DELETE CASCADE);
CREATE VIEW big AS SELECT id, n FROM notes WHERE n > 5;
CREATE TRIGGER keep BEFORE INSERT ON notes FOR EACH ROW SET NEW.body = TRIM(NEW.body);
CREATE FUNCTION plus(a INT) RETURNS INT DETERMINISTIC RETURN a + 1;
CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, dirty BOOLEAN NOT NULL);`,
    'DROP FUNCTION plus; DROP VIEW big; DROP TABLE tags; DROP TABLE notes; DROP TABLE schema_migrations;',
  ],
  '0002_author': ['ALTER TABLE notes ADD COLUMN author VARCHAR(20);', 'ALTER TABLE notes DROP COLUMN author;'],
  '0003_more': [
    'ALTER TABLE notes ADD COLUMN more INT; CREATE INDEX by_n ON notes (n);',
    'DROP INDEX by_n ON notes;\nUPDATE notes SET n = n * 2;\nALTER TABLE notes DROP COLUMN more;',
  ],
}
const files = threeVersions('mysql', [step('backup', 'before'), step('deploy', 'restart')], shop, '    server: $PAWL_MYSQL_URL\n')
const url = (port: number, name = '') => `mysql://root:${password}@127.0.0.1:${port}/${name}`
const ground = () => ({ PAWL_MYSQL_URL: url(server.port) })
const main = ['--database', 'main=env:LIVE', '--accept-loss', 'notes']

/** Plans depend on the tree alone, so one does for all. */
let plan = ''
async function planned(): Promise<Room> {
  const here = room(files)
  if (plan === '') {
    const { exit, err } = await here.pawl(['plan', '1.3.0', '1.1.0', '--format', 'json', '--output', 'plan.json'], ground())
    expect([exit, err]).toEqual([0, ''])
    plan = here.read('plan.json')
  }
  here.write('plan.json', plan)
  return here
}

let count = 0
function database(): { name: string; sql(text: string): string[] } {
  const name = `live_${++count}`
  // Whoever made it had another collation in mind than the server that rehearses.
  server.sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  const sql = (text: string) => server.sql(`USE ${name}; ${text}`)
  for (const [up] of Object.values(shop)) sql(up)
  sql("INSERT INTO notes (id, n, author) VALUES (1, 10, 'ann'), (2, 20, 'bob'); INSERT INTO schema_migrations VALUES (3, 0)")
  return { name, sql }
}
const standing = `SELECT n FROM notes ORDER BY id;
SELECT group_concat(column_name ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = database() AND table_name = 'notes';
SELECT version, dirty FROM schema_migrations`
const gone = ['20', '40', 'id,n,body,kind,data,twice', '1\t0']
const untouched = ['10', '20', 'id,n,body,kind,data,twice,author,more', '3\t0']
const way = ['take main back to 0002_author', 'take main back to 0001_notes']

describe('a rollback on MariaDB', () => {
  it('goes back, and writes down in the table of the tool where it is', async () => {
    const here = await planned()
    const { name, sql } = database()
    const { exit, err, out } = await here.execute(main, { ...ground(), LIVE: url(server.port, name) })
    expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
    expect(err).toContain('column notes.more: 0 rows')
    expect(sql(standing)).toEqual(gone)
  })

  it('brings all up again where a later step fails, and begins on no database but the one that it was planned for', async () => {
    const here = room({
      ...files,
      ...threeVersions(
        'mysql',
        [step('backup', 'before'), step('deploy', 'restart', { run: 'false' })],
        shop,
        '    server: $PAWL_MYSQL_URL\n',
      ),
    })
    const made = await here.pawl(['plan', '1.3.0', '1.2.0', '--format', 'json', '--output', 'plan.json'], ground())
    expect([made.exit, made.err]).toEqual([0, ''])
    const { name, sql } = database()
    const env = { ...ground(), LIVE: url(server.port, name) }
    sql('ALTER TABLE tags ADD COLUMN extra INT')
    const refused = await here.execute(main, env)
    expect([refused.exit, refused.err]).toEqual([
      2,
      expect.stringContaining('column `tags.extra` is there, and no migration makes it. Nothing was begun'),
    ])
    sql('ALTER TABLE tags DROP COLUMN extra')
    const other = await session(name, "SELECT GET_LOCK(CONCAT('pawl rollback ', MD5(DATABASE())), 0), SLEEP(60)")
    const second = await here.execute(main, env)
    expect([second.exit, second.err]).toEqual([2, expect.stringContaining('another rollback holds the database `main`')])
    ends(other, name)
    const { exit, out } = await here.execute([...main, '--log', 'second.jsonl'], env)
    expect([exit, out]).toEqual([1, expect.stringContaining('error[run/step-failed]')])
    // The down doubled what the up does not halve.
    expect(sql(standing)).toEqual(['20', '40', ...untouched.slice(2)])
  })

  it.each([
    [`${way[0]}/0003_more started`, 'after'],
    [`${way[0]}/0003_more done`, 'before'],
    [`${way[1]}/0002_author done`, 'half'],
  ])('killed at `%s`, %s it is written: nothing is lost, and nothing is done twice', { timeout: 60_000 }, async (line, how) => {
    const here = await planned()
    const { name, sql } = database()
    const env = { ...ground(), LIVE: url(server.port, name) }
    const stop = { STOP_AT: line, STOP_HOW: how, NODE_OPTIONS: stopper }
    const { exit: killed, err: said } = await here.start([...executing, '--log', 'log.jsonl', ...main], { ...env, ...stop }).ended
    expect([killed, killed === null ? '' : said]).toEqual([null, ''])
    const { exit, err, out } = await resumed(here, main, env)
    expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
    expect(sql(standing)).toEqual(gone)
    expect(here.trace()).toEqual(['backup', 'deploy'])
  })

  it('cut off between two statements halts, and prints those that are left', async () => {
    const here = await planned()
    const { name, sql } = database()
    const between = await proxy(server.port, { cuts: (said) => said.includes('DROP COLUMN more') })
    const env = { ...ground(), LIVE: url(between.port, name) }
    try {
      const { exit, out, err } = await here.execute(main, env)
      expect([exit, err]).toEqual([2, expect.stringContaining('stopped halfway on `main`, behind at least 1 of its 3 statements')])
      expect(out).toMatch(
        /whether the next 1 were, which change rows alone, its rows tell[^\n]*\nUPDATE notes[^\n]*\nALTER TABLE notes DROP/,
      )
      expect(sql(standing).slice(0, 2)).toEqual(['20', '40'])
      sql('ALTER TABLE notes DROP COLUMN more')
      const again = [...executing, '--resume', 'log.jsonl', ...main, '--begun', '0003_more=done']
      expect((await here.pawl(again, env)).exit).toBe(0)
    } finally {
      between.close()
    }
    expect(sql(standing)).toEqual(gone)
  }, 60_000)

  it('past its time is ended on the server', async () => {
    const within = { 'policies/rollback.yaml': 'rollback: main\ncategories: { additive: { within: 1s } }\n' }
    const here = room({ ...files, ...within })
    await here.pawl(['plan', '1.2.0', '1.1.0', '--format', 'json', '--output', 'plan.json'], ground())
    const { name, sql } = database()
    sql('ALTER TABLE notes DROP COLUMN more; DROP INDEX by_n ON notes; UPDATE schema_migrations SET version = 2')
    const env = { ...ground(), LIVE: url(server.port, name) }
    // Somebody reads the rows, so that the migration waits.
    const reader = await session(name, 'BEGIN; SELECT * FROM notes; SELECT SLEEP(60)')
    const { exit, out } = await here.execute(main.slice(0, 2), env)
    reader.kill('SIGKILL')
    expect([exit, out]).toEqual([1, expect.stringContaining('error[run/timed-out]')])
    expect(sql('SELECT version FROM schema_migrations')).toEqual(['2'])
  }, 60_000)

  it('interrupted ahead of a statement that waits has done nothing of it, and goes on', async () => {
    const here = await planned()
    const { name, sql } = database()
    const env = { ...ground(), LIVE: url(server.port, name) }
    const reader = await session(name, 'BEGIN; SELECT * FROM notes; SELECT SLEEP(60)')
    const run = here.start([...executing, '--log', 'log.jsonl', ...main], env)
    await comesTo(name, "state LIKE 'Waiting%'")
    run.kill('SIGINT')
    const { exit, err } = await run.ended
    expect([exit, err]).toEqual([2, expect.stringContaining('the down of `0003_more` was interrupted; nothing of it was carried out')])
    expect(err).toContain('gone on with by `pawl rollback run plan.json --execute --resume log.jsonl')
    expect(sql(standing)).toEqual(untouched)
    ends(reader, name)
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', ...main], env)).exit).toBe(0)
    expect(sql(standing)).toEqual(gone)
    expect(here.trace()).toEqual(['backup', 'deploy'])
  }, 60_000)

  it('interrupted behind a statement that has committed halts, and prints those that are left', async () => {
    const here = await planned()
    const { name, sql } = database()
    let reader: ReturnType<typeof begun> | undefined
    const between = await proxy(server.port, {
      cuts: (said) => {
        // The rows are held once the index has gone, so that the UPDATE waits.
        if (said.includes('UPDATE notes')) reader ??= begun(name, 'BEGIN; SELECT * FROM notes FOR UPDATE; SELECT SLEEP(60)')
        return false
      },
    })
    try {
      const env = { ...ground(), LIVE: url(between.port, name) }
      const run = here.start([...executing, '--log', 'log.jsonl', ...main], env)
      await comesTo(name, "info LIKE 'UPDATE notes%'")
      run.kill('SIGINT')
      const { exit, err, out } = await run.ended
      expect([exit, err]).toEqual([2, expect.stringContaining('stopped halfway on `main`, behind at least 1 of its 3 statements')])
      expect(out).toMatch(
        /\nUPDATE notes SET n = n \* 2;\nALTER TABLE notes DROP COLUMN more;\nthen go on:\npawl rollback run .* --begun '0003_more=done'\n/,
      )
      ends(reader!, name)
      expect(sql(standing).slice(0, 2)).toEqual(['10', '20'])
      sql('UPDATE notes SET n = n * 2; ALTER TABLE notes DROP COLUMN more;')
      const again = [...executing, '--resume', 'log.jsonl', ...main, '--begun', '0003_more=done']
      expect((await here.pawl(again, env)).exit).toBe(0)
    } finally {
      between.close()
    }
    expect(sql(standing)).toEqual(gone)
    expect(here.trace()).toEqual(['backup', 'deploy'])
  }, 60_000)
})

const processes = (name: string, how: string) => `SELECT id FROM information_schema.processlist WHERE db = '${name}' AND ${how}`

/** Waits until a session of the database is at what is asked. */
async function comesTo(name: string, how: string): Promise<void> {
  for (let tries = 0; tries < 1000 && server.sql(processes(name, how)).length === 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

function begins(name: string, sql: string) {
  const words = ['--no-defaults', '-h', '127.0.0.1', '-P', String(server.port), '-u', 'root', name, '-e', sql]
  return spawn('mariadb', words, { env: { ...process.env, MYSQL_PWD: password }, stdio: 'ignore' })
}

/** A session of somebody else's, waited for without letting anything else of this process run. */
function begun(name: string, sql: string) {
  const child = begins(name, sql)
  for (let tries = 0; tries < 1000 && server.sql(processes(name, "state = 'User sleep'")).length === 0; tries++);
  return child
}

/** Ends a session of somebody else's, on the server too. */
function ends(child: ReturnType<typeof begins>, name: string): void {
  child.kill('SIGKILL')
  server.sql(`KILL ${server.sql(processes(name, "state = 'User sleep'"))[0]}`)
}

/** A session of somebody else's, once it has come to its `SLEEP`. */
async function session(name: string, sql: string) {
  const child = begins(name, sql)
  await comesTo(name, "state = 'User sleep'")
  return child
}
