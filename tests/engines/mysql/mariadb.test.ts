import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { mysql } from '../../../src/engines/mysql/engine.ts'
import type { Script } from '../../../src/model/script.ts'
import { password, proxy, startMariadb, type TestServer } from '../server/machine.ts'
import { byId, database, type Files, migrations, told } from '../server/repository.ts'

let server: TestServer
beforeAll(async () => {
  server = await startMariadb()
})
afterAll(() => server?.stop())

const address = (port = server.port, secret = password) => `mysql://root:${secret}@127.0.0.1:${port}`
const standing = () => [
  ...server.sql('SHOW DATABASES').filter((name) => !/schema|^mysql$|^sys$/.test(name)),
  // Once it was given something, the server keeps a name for everybody.
  ...server.sql("SELECT user FROM mysql.user WHERE user NOT IN ('root', 'mariadb.sys', 'PUBLIC')"),
  ...server.sql("SELECT table_name FROM mysql.tables_priv WHERE user = 'PUBLIC'"),
]

// Whatever a test did, the server is as it was.
beforeEach(() => expect(standing()).toEqual([]))

const policy = { 'policies/db.yaml': database('mysql', '    format: golang-migrate\n') }
const init = `CREATE TABLE agents (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL DEFAULT 'x', kind ENUM('a','b') NOT NULL, UNIQUE KEY u_name (name));
CREATE TABLE tokens (id BIGINT PRIMARY KEY, agent_id INT UNSIGNED, token VARCHAR(64), active TINYINT(1) NOT NULL DEFAULT 1, small TINYINT, made DATETIME, body JSON, raw BLOB, bits BIT(4),
  price DECIMAL(10,2), ratio FLOAT, y YEAR, twice BIGINT AS (id * 2), note TEXT,
  CONSTRAINT fk_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE, KEY i_made (made), CONSTRAINT ck CHECK (price >= 0));`
const dropAll = 'DROP TABLE tokens; DROP TABLE agents;'

describe('a MariaDB server', () => {
  it('gives each migration the verdict that its way back earns, and is left as it was', async () => {
    const run = await told(
      ['rehearse'],
      {
        ...policy,
        ...migrations({
          '0001_init': [init, dropAll],
          '0002_column': ['ALTER TABLE agents ADD COLUMN more TEXT;', 'ALTER TABLE agents DROP COLUMN more;'],
          '0003_drop': ['ALTER TABLE tokens DROP COLUMN token;', 'ALTER TABLE tokens ADD COLUMN token VARCHAR(64) AFTER agent_id;'],
          '0004_half': [
            'DELIMITER //\nCREATE TRIGGER t_in BEFORE INSERT ON tokens FOR EACH ROW BEGIN IF NEW.price IS NULL THEN SET NEW.price = 0; END IF; END//\nCREATE PROCEDURE clear_it() BEGIN UPDATE tokens SET price = 1; END//\nDELIMITER ;\nCREATE VIEW v AS SELECT id, name FROM agents;',
            'DROP TRIGGER t_in; DROP VIEW v;',
          ],
          '0005_bad': ['CREATE TABLE x (id INT);\nALTER TABLE nosuch ADD c INT;', 'DROP TABLE x;'],
          '0006_none': ['CREATE INDEX i_price ON tokens (price);'],
          '0007_plain': [
            'CREATE TRIGGER t_up BEFORE UPDATE ON tokens FOR EACH ROW BEGIN SET NEW.ratio = CASE WHEN NEW.ratio > 1 THEN 1 ELSE 2 END; IF NEW.price < 0 THEN SET NEW.price = 0; END IF; END;\nCREATE TABLE later (id INT PRIMARY KEY);',
            'DROP TRIGGER t_up; DROP TABLE later;',
          ],
          '0008_user': ["CREATE USER 'app'@'%' IDENTIFIED BY 'x'; GRANT SELECT ON agents TO 'app'@'%';", "DROP USER 'app'@'%';"],
          '0009_wrong': ['CREATE TABLE y (id INT PRIMARY KEY);', 'DROP TABLE y;\nDROP TABLE yy;'],
          '0010_rewrite': ['UPDATE tokens SET note = UPPER(note);', 'UPDATE tokens SET note = LOWER(note);'],
          '0011_type': ['ALTER TABLE tokens MODIFY small SMALLINT;', 'ALTER TABLE tokens MODIFY small TINYINT;'],
          '0012_rename': ['RENAME TABLE agents TO actors;', 'RENAME TABLE actors TO agents;'],
        }),
      },
      address(),
    )
    const found = byId(run)
    expect(Object.fromEntries(Object.entries(found).map(([id, { verdict }]) => [id, verdict]))).toEqual({
      '0001_init': 'reversible',
      '0002_column': 'reversible',
      '0003_drop': 'lossy',
      '0004_half': 'partial',
      '0005_bad': 'fails',
      '0006_none': 'none',
      '0007_plain': 'reversible',
      '0008_user': 'reversible',
      '0009_wrong': 'fails',
      '0010_rewrite': 'lossy',
      '0011_type': 'reversible',
      '0012_rename': 'reversible',
    })
    expect(found['0003_drop']!.loses).toEqual(['tokens.token'])
    expect(found['0004_half']!.left[0]).toBe('function `clear_it()` is left over')
    expect(found['0005_bad']!.error).toMatchObject({
      side: 'up',
      statement: 2,
      line: 2,
      message: "Table 'nosuch' doesn't exist",
      sqlstate: '42S02',
    })
    expect(found['0009_wrong']!.error).toMatchObject({ side: 'down', statement: 2, line: 2 })
    // The trigger of 0007 writes along.
    expect(found['0010_rewrite']).toMatchObject({ rewrites: ['tokens.note', 'tokens.ratio'], loses: ['tokens.note', 'tokens.ratio'] })
    expect(found['0002_column']!.discards).toEqual(['agents.more'])
    expect(run.json.databases![0]!.engine).toMatch(/^mariadb \d+\.\d+\.\d+ \(server\)$/)
    expect(run.json.limits).toEqual([])
  })

  const base = {
    ...policy,
    'policies/keep.yaml': `protocol: keep
title: Keep
status: irreversible
why: it must stay
protect:
  - { column: tokens.agent_id, references: agents.id, on-delete: cascade }
  - { column: agents.name, not-null: true }
  - { table: agents }
  - { column: tokens.token }
  - { constraint: tokens.ck }
  - { index: tokens.i_made }
  - { trigger: tokens.t_in }
  - { view: v }
  - { function: pay }
  - { history: tokens, columns: [made] }
`,
    ...migrations({
      '0001_init': [
        `${init}\nCREATE TRIGGER t_in BEFORE INSERT ON tokens FOR EACH ROW SET NEW.price = 1;\nCREATE VIEW v AS SELECT id, name FROM agents;\nCREATE FUNCTION pay(n INT) RETURNS INT DETERMINISTIC RETURN n + 1;\nCREATE PROCEDURE wipe() DELETE FROM agents;`,
        `DROP VIEW v; DROP FUNCTION pay; DROP PROCEDURE wipe; ${dropAll}`,
      ],
    }),
  }
  const check = (up: string) => told(['check', '--staged'], base, address(), migrations({ '0002_x': [up, ''] }))

  it.each([
    ['a column dropped', 'ALTER TABLE tokens DROP COLUMN token', 'schema/column-dropped'],
    ['a reference dropped', 'ALTER TABLE tokens DROP FOREIGN KEY fk_agent', 'schema/'],
    [
      'a cascade lost',
      'ALTER TABLE tokens DROP FOREIGN KEY fk_agent; ALTER TABLE tokens ADD CONSTRAINT fk_agent FOREIGN KEY (agent_id) REFERENCES agents (id)',
      'schema/',
    ],
    ['NOT NULL dropped', "ALTER TABLE agents MODIFY name VARCHAR(40) DEFAULT 'x'", 'schema/'],
    ['a narrower type', "ALTER TABLE agents MODIFY name VARCHAR(10) NOT NULL DEFAULT 'x'", 'schema/'],
    ['a check dropped', 'ALTER TABLE tokens DROP CONSTRAINT ck', 'schema/constraint-dropped'],
    ['an index dropped', 'DROP INDEX i_made ON tokens', 'schema/index-dropped'],
    ['a trigger dropped', 'DROP TRIGGER t_in', 'schema/trigger-dropped'],
    ['a view of less', 'CREATE OR REPLACE VIEW v AS SELECT id FROM agents', 'schema/'],
    ['a function of another body', 'DROP FUNCTION pay; CREATE FUNCTION pay(n INT) RETURNS INT DETERMINISTIC RETURN n + 2', 'schema/'],
    ['values cleared', 'UPDATE tokens SET token = NULL WHERE 1 = 0', 'schema/values-cleared'],
    ['values cleared by a join', 'UPDATE tokens t JOIN agents a ON a.id = t.agent_id SET t.token = NULL', 'schema/values-cleared'],
    [
      'values cleared by what is prepared',
      "SET @q = CONCAT('UPDATE tok', 'ens SET token = NULL'); PREPARE s FROM @q; EXECUTE s",
      'schema/values-cleared',
    ],
    ['rows deleted in a procedure', 'CALL wipe()', 'schema/'],
    ['rows deleted', 'DELETE FROM agents WHERE id = 0', 'schema/'],
    ['rows deleted through a view', 'DELETE FROM v WHERE id = 0', 'schema/rows-deleted'],
    ['values written through a view', "UPDATE v SET name = 'y' WHERE id = 0", 'schema/values-changed'],
    ['rows that an event will delete', 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM agents', 'schema/rows-deleted'],
    [
      'values that an event will clear',
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1; ALTER EVENT e DO UPDATE tokens SET token = NULL',
      'schema/values-cleared',
    ],
    ['a table emptied', 'SET FOREIGN_KEY_CHECKS = 0; TRUNCATE TABLE agents', 'schema/'],
    ['a table dropped', 'SET FOREIGN_KEY_CHECKS = 0; DROP TABLE agents', 'schema/table-dropped'],
    ['history rewritten', 'UPDATE tokens SET made = NOW() WHERE id = 0', 'history/'],
  ])('is told of %s', async (_, up, code) => {
    const { exit, json } = await check(up)
    expect(json.refusals).toEqual([])
    expect({ exit, codes: json.findings.map((finding) => finding.code) }).toMatchObject({
      exit: 1,
      codes: expect.arrayContaining([expect.stringContaining(code)]),
    })
    expect(json.findings[0]!.places[0]).toMatchObject({ path: 'migrations/0002_x.up.sql', line: 1 })
  })

  it.each([
    ['a column added', "ALTER TABLE agents ADD COLUMN more TEXT; UPDATE agents SET more = 'x'"],
    ['a longer type', "ALTER TABLE agents MODIFY name VARCHAR(80) NOT NULL DEFAULT 'x'"],
    ['an index dropped and made again', 'DROP INDEX i_made ON tokens; CREATE INDEX i_made ON tokens (made)'],
    ['an index renamed', 'ALTER TABLE tokens RENAME INDEX i_made TO i_when'],
    ['a view of more', 'CREATE OR REPLACE VIEW v AS SELECT id, name, kind FROM agents'],
    [
      'a function written otherwise',
      'DROP FUNCTION pay; CREATE FUNCTION pay(n INT) RETURNS INT DETERMINISTIC RETURN  n + 1 /* one more */',
    ],
    [
      'another table written',
      'CREATE TABLE other (id INT, token INT); INSERT INTO other VALUES (1, 2); UPDATE other SET token = NULL; DELETE FROM other',
    ],
    ['an event that deletes elsewhere', 'CREATE TABLE other (id INT); CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM other'],
    ['a temporary table of its own', 'CREATE TEMPORARY TABLE work (id INT); INSERT INTO work SELECT id FROM agents; DELETE FROM work'],
    ['rows put in under a lock', "LOCK TABLES agents WRITE; INSERT INTO agents (name, kind) VALUES ('z', 'a'); UNLOCK TABLES"],
    ['a word in a text', "INSERT INTO agents (name, kind) VALUES ('; DELETE FROM agents; --', 'a') # DROP TABLE agents;"],
  ])('is silent about %s', async (_, up) => {
    expect(await check(up)).toMatchObject({ exit: 0, json: { findings: [], refusals: [] } })
  })
})

describe('a temporary table of the name of another', () => {
  const base = (item: string) => ({
    ...policy,
    'policies/keep.yaml': `protocol: keep\ntitle: Keep\nstatus: irreversible\nprotect:\n  - ${item}\n`,
    ...migrations({ '0001_init': ['CREATE TABLE agents (id INT PRIMARY KEY, name VARCHAR(9));', 'DROP TABLE agents;'] }),
  })
  const hiding = "INSERT INTO agents VALUES (900, 'bad'); CREATE TEMPORARY TABLE agents (id INT PRIMARY KEY, name VARCHAR(9));"
  const check = (item: string, up: string) => told(['check', '--staged'], base(item), address(), migrations({ '0002_x': [up] }))

  it('hides nothing from an invariant', async () => {
    const invariant = `{ invariant: none is bad, sql: "SELECT 1 FROM agents WHERE name = 'bad'" }`
    expect((await check(invariant, hiding)).json.findings.map(({ code }) => code)).toEqual(['invariant/broken'])
    const own = hiding.replace(/^.*?; (.*)$/, "$1 INSERT INTO agents VALUES (1, 'bad');")
    expect(await check(invariant, own)).toMatchObject({ exit: 0, json: { findings: [], refusals: [] } })
  })

  it('is refused where the other is protected', async () => {
    const { exit, json } = await check('{ table: agents }', hiding)
    expect([exit, json.refusals[0]!.message]).toEqual([2, expect.stringContaining('a temporary table `agents` hides the table')])
  })
})

describe('accounts, which belong to the whole server', () => {
  const account =
    "CREATE USER 'app'@'%' IDENTIFIED BY 'x'; CREATE ROLE reader; CREATE ROLE writer; CREATE ROLE boss; GRANT SELECT ON agents TO reader; GRANT UPDATE ON tokens TO writer;"
  const base = {
    ...policy,
    'policies/keep.yaml':
      'protocol: keep\ntitle: Keep\nstatus: irreversible\nwhy: it must stay\nprotect:\n  - { privileges: tokens, except: [boss] }\n',
    ...migrations({
      '0001_init': [init, dropAll],
      '0002_app': [account, "DROP USER 'app'@'%'; DROP ROLE reader; DROP ROLE writer; DROP ROLE boss;"],
    }),
  }
  const check = (files: Files) => told(['check', '--staged'], base, address(), files)

  it.each([
    ['a grant', "GRANT SELECT ON tokens TO 'app'@'%'"],
    ['a grant on a column', "GRANT UPDATE (price) ON tokens TO 'app'@'%'"],
    ['a grant on the whole database', "GRANT SELECT ON * TO 'app'@'%'"],
    ['a membership', "GRANT writer TO 'app'@'%'"],
    ['a grant to everybody', 'GRANT SELECT ON tokens TO PUBLIC'],
    ['a grant under another name', "RENAME TABLE tokens TO t2; GRANT SELECT ON t2 TO 'app'@'%'"],
  ])('tells of %s that allows more', async (_, up) => {
    const { exit, json } = await check(migrations({ '0003_x': [up, ''] }))
    expect({ exit, codes: json.findings.map(({ code }) => code), refusals: json.refusals }).toEqual({
      exit: 1,
      codes: ['privileges/more-allowed'],
      refusals: [],
    })
  })

  it.each([
    ['rights on a new table', "CREATE TABLE fresh (id INT); GRANT SELECT ON fresh TO 'app'@'%'"],
    ['a membership that allows nothing there', "GRANT reader TO 'app'@'%'"],
    ['rights of everybody on a new table', 'CREATE TABLE fresh (id INT); GRANT SELECT ON fresh TO PUBLIC'],
    ['another name', 'RENAME TABLE tokens TO t2'],
    ['rights that are taken away', 'REVOKE UPDATE ON tokens FROM writer'],
    ['rights of a role that the policy accepts', 'GRANT DELETE ON tokens TO boss'],
  ])('is silent about %s', async (_, up) => {
    expect(await check(migrations({ '0003_x': [up, ''] }))).toMatchObject({ exit: 0, json: { findings: [], refusals: [] } })
  })

  it('lets both sides of a change make an account of one name', async () => {
    const edited = migrations({
      '0002_app': [
        `${account} CREATE ROLE third;`,
        "DROP USER 'app'@'%'; DROP ROLE reader; DROP ROLE writer; DROP ROLE boss; DROP ROLE third;",
      ],
    })
    expect(await check(edited)).toMatchObject({ exit: 0, json: { findings: [], refusals: [] } })
  })

  it('gives everybody nothing beyond one table', async () => {
    for (const up of ['GRANT SELECT ON * TO PUBLIC', 'GRANT SELECT ON *.* TO PUBLIC', 'GRANT reader TO PUBLIC']) {
      const { exit, json } = await check(migrations({ '0003_x': [up, ''] }))
      expect({ up, exit, message: json.refusals[0]!.message }).toMatchObject({ exit: 2, message: expect.stringContaining('TO PUBLIC') })
    }
  })

  it('does nothing to one that stood before', async () => {
    const { exit, json } = await check(migrations({ '0003_x': ["GRANT SELECT ON tokens TO 'root'@'localhost'", ''] }))
    expect({ exit, message: json.refusals[0]!.message }).toMatchObject({ exit: 2, message: expect.stringContaining("'root'@'localhost'") })
  })
})

describe('a server that is not safe, or not there', () => {
  const files: Files = { ...policy, ...migrations({ '0001_init': [init, dropAll] }) }

  it.each([
    ['no variable', () => undefined, /`PAWL_TEST_URL=mysql:\/\/root@localhost:3306`/],
    ['a wrong password', () => address(server.port, 'wrong-pass-word'), /takes neither this user nor this password/],
    ['nobody who listens', () => address(1), /cannot be reached/],
    ['an address of another kind', () => `postgres://root:${password}@127.0.0.1:1/x`, /is none like `mysql:/],
  ])('refuses %s, and prints nothing of how to get in', async (_, url, says) => {
    const { exit, out, err, json } = await told(['rehearse'], files, url())
    expect(exit).toBe(2)
    expect(json.refusals.map(({ message }) => message).join()).toMatch(says)
    expect(`${out}${err}`).not.toMatch(/open-sesame|wrong-pass/)
  })

  it('says how to name a server where the policy names none', async () => {
    const none = {
      'policies/db.yaml': files['policies/db.yaml']!.replace(/ {4}server: .*\n/, ''),
      ...migrations({ '0001_init': [init, dropAll] }),
    }
    const { exit, json } = await told(['rehearse'], none, address())
    expect({ exit, message: json.refusals[0]!.message }).toMatchObject({
      exit: 2,
      message: expect.stringContaining('server: $PAWL_MYSQL_URL'),
    })
  })

  it('refuses a database that is not empty', async () => {
    server.sql('CREATE DATABASE shop; CREATE TABLE shop.customers (id INT)')
    onTestFinished(() => {
      server.sql('DROP DATABASE IF EXISTS shop')
    })
    const { exit, json } = await told(['rehearse'], files, `${address()}/shop`)
    server.sql('DROP DATABASE shop')
    expect({ exit, message: json.refusals[0]!.message }).toMatchObject({ exit: 2, message: expect.stringContaining('the database `shop`') })
  })

  it('refuses where the connection is cut, and calls nothing a failure', async () => {
    const between = await proxy(server.port, { cuts: (said) => said.includes('cut_here') })
    const cut = { ...policy, ...migrations({ '0001_x': ['CREATE TABLE t (id INT)', 'DROP TABLE t; CREATE TABLE cut_here (id INT)'] }) }
    const { exit, json } = await told(['rehearse'], cut, address(between.port))
    between.close()
    expect(exit).toBe(2)
    expect(json.refusals[0]!.message).toMatch(/the connection to the server was cut/)
    expect(json.databases?.[0]?.migrations.map(({ verdict }) => verdict) ?? []).not.toContain('fails')
  })

  it('never passes nor calls a failure, whichever packet is the last', async () => {
    const one = { ...policy, ...migrations({ '0001_x': ['CREATE TABLE t (id INT)', 'DROP TABLE t'] }) }
    expect(await told(['rehearse'], one, address())).toMatchObject({ exit: 0, json: { verdict: 'held' } })
    for (let last = 1, ended = false; !ended; last = Math.ceil(last * 1.6)) {
      let packets = 0
      const between = await proxy(server.port, { cuts: () => ++packets > last })
      const { exit, json } = await told(['rehearse'], one, address(between.port))
      between.close()
      ended = packets <= last
      const verdicts = json.databases?.[0]?.migrations.map(({ verdict }) => verdict) ?? []
      expect([
        [2, true],
        [0, false],
      ]).toContainEqual([exit, json.refusals.length > 0])
      expect(verdicts.filter((verdict) => verdict !== 'unknown' && verdict !== 'reversible')).toEqual([])
    }
    await told(['rehearse'], one, address())
  })

  it.each([
    ['a file', "SELECT 1 INTO OUTFILE '/tmp/pawl-canary'"],
    ['a file read', "CREATE TABLE t (x TEXT); INSERT INTO t VALUES (LOAD_FILE('/etc/passwd'))"],
    ['a file loaded', "LOAD DATA INFILE '/etc/passwd' INTO TABLE t"],
    ['another database', 'CREATE TABLE mysql.t (id INT)'],
    ['a database of its own', 'CREATE DATABASE elsewhere'],
    ['the server', 'SET GLOBAL max_connections = 5'],
    ['an account that is not its own', "ALTER USER 'root'@'localhost' IDENTIFIED BY ''"],
    ['what a text hides', "SET @q = 'SET GLOBAL max_connections = 5'; PREPARE s FROM @q; EXECUTE s"],
  ])('does not let a migration reach %s', async (_, sql) => {
    const { exit, json } = await told(['rehearse'], { ...policy, ...migrations({ '0001_x': [sql, ''] }) }, address())
    expect(exit).toBe(2)
    expect(json.refusals[0]).toMatchObject({ path: 'migrations/0001_x.up.sql', line: 1 })
  })
})

describe('the engine itself', () => {
  const limits = { statementMs: 60_000, memoryBytes: 2 ** 31 }
  const script = (text: string, wrap: Script['wrap'] = 'statement'): Script => ({
    migration: 'm',
    path: 'm.sql',
    text,
    direction: 'up',
    wrap,
  })
  const open = async (more = limits) => {
    const made = await mysql.open(
      { engine: 'mysql', extensions: [], roles: ['reader'], settings: { sql_mode: 'ANSI_QUOTES' }, server: address() },
      more,
    )
    onTestFinished(() => made.close())
    return made
  }

  it('brings back rows, definitions and rights as they stood', async () => {
    const db = await open()
    await db.run(
      script(
        `SET SESSION sql_mode = ''; ${init} CREATE TRIGGER t_in BEFORE INSERT ON tokens FOR EACH ROW SET NEW.price = 1; CREATE VIEW w AS SELECT 1 AS one; CREATE VIEW v AS SELECT one FROM w; GRANT SELECT ON agents TO reader;`,
      ),
    )
    await db.run(
      script(
        "INSERT INTO agents VALUES (7, 'Zoë ''n \\\\ ', 'b'); INSERT INTO tokens (id, agent_id, token, bits, raw, body, ratio, y, made) VALUES (1, 7, NULL, b'1010', x'00FF', '{\"a\": 1}', 0.1, 2020, '2020-01-02 03:04:05');",
      ),
    )
    const tables = ['agents', 'tokens']
    const before = { catalog: await db.catalog(), rows: await db.rows(tables) }
    const kept = await db.keep()
    for (const spoil of [
      'DROP TABLE tokens; DROP TABLE agents; DROP VIEW v; DROP VIEW w;',
      "UPDATE agents SET name = 'y'; DROP TRIGGER t_in; REVOKE SELECT ON agents FROM reader; ALTER TABLE agents ADD COLUMN c INT; CREATE TABLE z (id INT);",
    ]) {
      expect((await db.run(script(`SET SESSION foreign_key_checks = 0; ${spoil}`))).error).toBeUndefined()
      await db.rewind(kept)
      expect({ catalog: await db.catalog(), rows: await db.rows(tables) }).toEqual(before)
    }
  })

  it('cuts scripts where the server does', async () => {
    const db = await open()
    const texts = async (text: string) => (await db.split(script(text))).map((at) => at.text)
    expect(await texts("SELECT ';' ; -- a;b\n# c;d\nSELECT 2 /* ; */ -- end")).toEqual(["SELECT ';'", 'SELECT 2 /* ; */ -- end'])
    expect(
      await texts(
        'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF x THEN SET y = 1; ELSE SET y = CASE z WHEN 1 THEN 2 END; END IF; WHILE a DO SET b = 1; END WHILE; END; SELECT 1;',
      ),
    ).toHaveLength(2)
    expect(
      await texts(
        'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.x THEN SET NEW.y = 1; SET NEW.z = 2; END IF; SELECT IF(1, 2, 3);',
      ),
    ).toHaveLength(2)
    expect(await texts('DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\ndelimiter ;\nSELECT `a;b`;')).toEqual([
      'CREATE PROCEDURE p() BEGIN SELECT 1; END',
      'SELECT `a;b`',
    ])
    expect(await texts('/*!40101 SET NAMES utf8 */; BEGIN; SELECT 1; COMMIT;')).toHaveLength(4)
    const [, second] = await db.split(script("SELECT 'é';\n  SELECT 2;"))
    expect(second).toMatchObject({ statement: 2, span: { line: 2, column: 3, endLine: 2, endColumn: 11 } })
  })

  it('keeps what a change of the schema commits, and takes back the rest', async () => {
    const db = await open()
    const ran = await db.run(script('INSERT INTO a VALUES (1);\nCREATE TABLE b (id INT);', 'transaction'))
    expect(ran.error).toMatchObject({ at: { statement: 1 } })
    await db.run(script('CREATE TABLE a (id INT);'))
    const failed = await db.run(script('INSERT INTO a VALUES (1);\nSELECT nosuch();', 'transaction'))
    expect(failed.error).toMatchObject({ at: { statement: 2, span: { line: 2 } } })
    expect(await db.rows(['a'])).toEqual([{ table: 'a', columns: ['id'], rows: [] }])
    await db.run(script('INSERT INTO a VALUES (1);\nCREATE TABLE b (id INT);\nSELECT nosuch();', 'transaction'))
    expect(await db.rows(['a', 'b'])).toMatchObject([{ rows: [['1']] }, { rows: [] }])
  })

  it('ends a statement that does not end, and names it', async () => {
    const db = await open({ ...limits, statementMs: 700 })
    await expect(db.run(script('SELECT 1;\nSELECT SLEEP(30);'))).rejects.toThrow(/longer than 0.7 s, statement 2 of `m.sql`/)
  })

  it('tells which statement made what, once that is asked for', async () => {
    const db = await open()
    await db.trackBirths!()
    await db.run(script('CREATE TABLE a (id INT);\nALTER TABLE a ADD COLUMN b INT;'))
    const born = await db.born(['table:a', 'column:a.b'])
    expect([...born].map(([key, at]) => [key, at.statement])).toEqual([
      ['table:a', 1],
      ['column:a.b', 2],
    ])
  })
})
