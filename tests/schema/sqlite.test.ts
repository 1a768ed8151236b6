import { describe, expect, it } from 'vitest'
import { judged } from '../guards/rehearsed.ts'

const base = `CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x');
CREATE TABLE api_tokens (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE,
  note TEXT,
  CONSTRAINT long_token CHECK (length(token) > 3)
);
CREATE INDEX tokens_by_agent ON api_tokens (agent_id);
`
const column = ['column', 'api_tokens.agent_id', { references: 'agents.agent_id', 'on-delete': 'cascade' }] as const
const table = ['table', 'api_tokens'] as const
const on = ['pragma', 'foreign_keys', { is: 'on' }] as const
const story = (...adds: string[]) => ({ engine: 'sqlite', base, adds }) as const
const rebuild = (reference: string, rest = '') => `PRAGMA foreign_keys = OFF;
CREATE TABLE new_tokens (
  id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, agent_id TEXT ${reference}, note TEXT,
  CONSTRAINT long_token CHECK (length(token) > 3)
);
INSERT INTO new_tokens SELECT id, token, agent_id, note FROM api_tokens;
DROP TABLE api_tokens;
ALTER TABLE new_tokens RENAME TO api_tokens;
CREATE INDEX tokens_by_agent ON api_tokens (agent_id);
${rest}PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
`

describe('a protected column of SQLite', () => {
  it('is dropped', async () => {
    expect(await judged(story('ALTER TABLE api_tokens DROP COLUMN note;'), ['column', 'api_tokens.note'])).toEqual([
      'schema/column-dropped: column `api_tokens.note` is dropped, and its data goes with it',
    ])
  })
  it('is what it was before where that was not as the policy asks, and no worse', async () => {
    const whole = { type: 'integer' }
    expect(await judged(story('ALTER TABLE api_tokens ADD COLUMN zz TEXT;'), ['column', 'api_tokens.zz', whole])).toEqual([])
    expect(await judged(story('ALTER TABLE api_tokens DROP COLUMN note;'), ['column', 'api_tokens.note', whole])).toEqual([
      'schema/column-dropped: column `api_tokens.note` is dropped, and its data goes with it',
    ])
  })
  it('is cleared, with rows and with none to hit', async () => {
    expect(await judged(story('UPDATE api_tokens SET agent_id = NULL WHERE agent_id IS NOT NULL;'), column)).toEqual([
      expect.stringMatching(/^schema\/values-cleared: \d+ values of `api_tokens.agent_id` are cleared$/),
    ])
    expect(await judged(story("UPDATE api_tokens SET agent_id = NULL WHERE token = 'none';"), column)).toEqual([
      'schema/values-cleared: `api_tokens.agent_id` is set to NULL by this statement',
    ])
  })
  it('is renamed, and told so where it then stands', async () => {
    const note = ['column', 'api_tokens.note'] as const
    expect(await judged(story('ALTER TABLE api_tokens RENAME COLUMN note TO remark;'), [...note])).toEqual([
      'schema/column-dropped: column `api_tokens.note` is gone: it is renamed to `remark`',
    ])
    const gone = 'ALTER TABLE api_tokens RENAME COLUMN note TO remark;\nALTER TABLE api_tokens DROP COLUMN remark;'
    expect(await judged(story(gone), [...note])).toEqual([
      'schema/column-dropped: column `api_tokens.note` is dropped, and its data goes with it',
    ])
  })
  it('may get first values, and its table new rows, columns and indexes', async () => {
    const adds = [
      'UPDATE api_tokens SET agent_id = (SELECT agent_id FROM agents LIMIT 1) WHERE agent_id IS NULL;',
      "UPDATE api_tokens SET note = coalesce(note, 'none');",
      "INSERT INTO api_tokens (token) VALUES ('tok_new');",
      'ALTER TABLE api_tokens ADD COLUMN extra TEXT; UPDATE api_tokens SET extra = token;',
      'CREATE INDEX more ON api_tokens (note);',
    ]
    expect(await judged(story(...adds), column, ['column', 'api_tokens.note'], table)).toEqual([])
  })
  it('loses its reference in a rebuild', async () => {
    expect(await judged(story(rebuild('')), column, on)).toEqual([
      'schema/reference-changed: `references agents.agent_id on delete cascade` is gone from `api_tokens.agent_id`',
      'pragma/off-around: pragma `foreign_keys` is off while `api_tokens.agent_id` is weakened',
    ])
  })
  it('stays through a rebuild that keeps everything', async () => {
    const kept = rebuild('REFERENCES agents (agent_id) ON DELETE CASCADE')
    expect(await judged(story(kept), column, table, on, ['index', 'tokens_by_agent'], ['constraint', 'api_tokens.long_token'])).toEqual([])
  })
  it('loses values in a rebuild', async () => {
    const lossy = rebuild('REFERENCES agents (agent_id) ON DELETE CASCADE').replace('SELECT id, token, agent_id', 'SELECT id, token, NULL')
    expect(await judged(story(lossy), column)).toEqual([
      expect.stringMatching(/^schema\/values-cleared: \d values of `api_tokens.agent_id` are cleared/),
    ])
  })
})

describe('a protected table of SQLite', () => {
  it('loses its rows through a cascade although its shape stands', async () => {
    const told = await judged(
      { ...story('PRAGMA foreign_keys = OFF; DROP TABLE agents;'), wrap: 'transaction' },
      table,
      ['table', 'agents'],
      on,
    )
    expect(told).toEqual([
      'schema/table-dropped: table `agents` is dropped, and its rows go with it',
      expect.stringMatching(/^schema\/rows-deleted: \d rows of `api_tokens` are deleted by .*$/),
      expect.stringMatching(/^limit: .*PRAGMA foreign_keys` has no effect inside a transaction/),
    ])
  })
  it('is dropped, renamed, emptied, changed', async () => {
    expect(await judged(story('DROP TABLE api_tokens;'), table)).toEqual([
      'schema/table-dropped: table `api_tokens` is dropped, and its rows go with it',
    ])
    expect(await judged(story('ALTER TABLE api_tokens RENAME TO t;'), table)).toEqual([
      'schema/table-dropped: table `api_tokens` is gone: it is renamed to `t`',
    ])
    expect(await judged(story('DELETE FROM api_tokens WHERE 1 = 0;'), table)).toEqual([
      'schema/rows-deleted: rows of `api_tokens` are deleted by a DELETE statement',
    ])
    expect(await judged(story('ALTER TABLE api_tokens DROP COLUMN note;'), table)).toEqual([
      'schema/column-dropped: column `api_tokens.note` is dropped, and its data goes with it',
    ])
    expect(await judged(story("UPDATE api_tokens SET note = 'x';"), table)).toEqual([
      expect.stringMatching(/^schema\/values-changed: .*`api_tokens.note`/),
    ])
  })
})

describe('what SQLite does with a row that breaks a constraint', () => {
  const made = (key: string, name = 'NOT NULL') => `CREATE TABLE t (id INTEGER PRIMARY KEY, key TEXT UNIQUE${key}, name TEXT ${name});`
  const told = (from: string, to: string, ...items: Parameters<typeof judged>[1][]) =>
    judged(
      { engine: 'sqlite', base: from, adds: [`ALTER TABLE t RENAME TO o; ${to} INSERT INTO t SELECT * FROM o; DROP TABLE o;`] },
      ...items,
    )
  const key = ['column', 't.key'] as const

  it('may not become throwing one away', async () => {
    const lost = ['schema/key-dropped: unique key `(key)` on `t.key` is gone']
    expect(await told(made(''), made(' ON CONFLICT REPLACE'), key)).toEqual(lost)
    expect(await told(made(' ON CONFLICT IGNORE'), made(' ON CONFLICT REPLACE'), key)).toEqual(lost)
    expect(await told(made(''), made('', 'NOT NULL ON CONFLICT IGNORE'), ['column', 't.name'])).toEqual([
      'schema/column-changed: treatment of a conflict of column `t.name` is `ignore` and was absent',
    ])
  })
  it('may become refusing it, one way or the other', async () => {
    expect(await told(made(' ON CONFLICT REPLACE'), made(''), key)).toEqual([])
    expect(await told(made(''), made(' ON CONFLICT ROLLBACK', 'NOT NULL ON CONFLICT FAIL'), key, ['column', 't.name'])).toEqual([])
  })
})

describe('a protected pragma', () => {
  it('is off around what it keeps out, whatever else is protected', async () => {
    const around = (sql: string) => judged(story(`PRAGMA foreign_keys = OFF;\n${sql}\nPRAGMA foreign_keys = ON;`), on)
    expect(await around("INSERT INTO api_tokens (token, agent_id) VALUES ('long', 'nobody');")).toEqual([
      'pragma/off-around: pragma `foreign_keys` is off while 1 row comes that it keeps out',
    ])
    expect(await judged(story(rebuild('')), on)).toEqual([
      'pragma/off-around: pragma `foreign_keys` is off while `references agents.agent_id on delete cascade` of `api_tokens` is lost',
    ])
    expect(await around("INSERT INTO agents VALUES ('a', 'b'); INSERT INTO api_tokens (token, agent_id) VALUES ('long', 'a');")).toEqual([])
    expect(await judged(story(rebuild('REFERENCES agents (agent_id) ON DELETE CASCADE')), on)).toEqual([])
    const checks = ['pragma', 'ignore_check_constraints', { is: 'off' }] as const
    const unchecked = (token: string) =>
      judged(
        story(
          `PRAGMA ignore_check_constraints = ON; INSERT INTO api_tokens (token) VALUES ('${token}'); PRAGMA ignore_check_constraints = OFF;`,
        ),
        checks,
      )
    expect(await unchecked('no')).toEqual([
      'pragma/off-around: pragma `ignore_check_constraints` is on while 1 row comes that it keeps out',
    ])
    expect(await unchecked('long')).toEqual([])
  })
  it('is left off', async () => {
    expect(
      await judged(story('PRAGMA foreign_keys = OFF; ALTER TABLE api_tokens DROP COLUMN note;'), ['column', 'api_tokens.note'], on),
    ).toEqual([
      'schema/column-dropped: column `api_tokens.note` is dropped, and its data goes with it',
      'pragma/left-off: pragma `foreign_keys` is left off, and the policy asks for on',
    ])
  })
})

describe('two losses in one table of SQLite', () => {
  const made = (token: string, note: string) =>
    `CREATE TABLE new_tokens (id INTEGER PRIMARY KEY, token TEXT ${token}, agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE, note TEXT${note}, CONSTRAINT long_token CHECK (length(token) > 3));
INSERT INTO new_tokens SELECT id, token, agent_id, note FROM api_tokens; DROP TABLE api_tokens; ALTER TABLE new_tokens RENAME TO api_tokens;`
  it('loses the same of two columns, and each is told', async () => {
    const plain = { engine: 'sqlite', base: 'CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, c TEXT);' } as const
    const anew = (columns: string) => `CREATE TABLE n (${columns}); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;`
    const told = (adds: string[]) => judged({ ...plain, adds }, ['table', 't'])
    expect(await told(['ALTER TABLE t DROP COLUMN a;', 'ALTER TABLE t DROP COLUMN b;'])).toEqual([
      'schema/column-dropped: column `t.a` is dropped, and its data goes with it',
      'schema/column-dropped: column `t.b` is dropped, and its data goes with it',
    ])
    expect(await told([anew('a TEXT, b TEXT NOT NULL, c TEXT'), anew('a TEXT, b TEXT, c TEXT')])).toEqual([
      expect.stringMatching(/^schema\/column-nullable: .*`t\.a`/),
      expect.stringMatching(/^schema\/column-nullable: .*`t\.b`/),
    ])
    expect(await told([anew('a TEXT NOT NULL, b TEXT NOT NULL, c TEXT, d TEXT').replace('SELECT *', "SELECT *, ''")])).toEqual([])
  })
  it('loses two references to one table, and each is told', async () => {
    const two = {
      engine: 'sqlite',
      base: 'CREATE TABLE u (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES u (id), b INT REFERENCES u (id));',
    } as const
    const anew = 'CREATE TABLE n (a INT, b INT); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;'
    expect(await judged({ ...two, adds: [anew] }, ['table', 't'])).toHaveLength(2)
  })
  it('has values that change places, also where the rebuild takes no NULL', async () => {
    const swap = made('NOT NULL UNIQUE', '').replace('SELECT id, token, agent_id, note', 'SELECT id, note, agent_id, token')
    expect((await judged(story(swap), table)).filter((line) => line.startsWith('schema/values-changed'))).toHaveLength(2)
    expect((await judged(story(made('NOT NULL UNIQUE', ' NOT NULL')), table)).filter((line) => line.startsWith('schema/'))).toEqual([])
  })
})

describe('constraints and indexes', () => {
  it('are dropped, changed, renamed', async () => {
    const index = ['index', 'tokens_by_agent'] as const
    expect(await judged(story('DROP INDEX tokens_by_agent;'), index)).toEqual(['schema/index-dropped: index `tokens_by_agent` is dropped'])
    expect(await judged(story('DROP INDEX tokens_by_agent; CREATE INDEX other ON api_tokens (agent_id);'), index)).toEqual([])
    expect(
      await judged(story('DROP INDEX tokens_by_agent; CREATE INDEX tokens_by_agent ON api_tokens (agent_id) WHERE note IS NULL;'), index),
    ).toEqual(['schema/index-changed: condition of index `tokens_by_agent` is `note is null` and was absent'])
    expect(await judged(story(), ['index', 'nobody'])).toEqual([])
  })
})
