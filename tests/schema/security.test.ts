import { describe, expect, it, vi } from 'vitest'
import { judged } from '../guards/rehearsed.ts'

// Many databases are opened one after the other.
vi.setConfig({ testTimeout: 300_000 })

const base = `CREATE ROLE anon; CREATE ROLE app; CREATE ROLE staff; CREATE ROLE boss SUPERUSER;
CREATE TABLE scores (id integer PRIMARY KEY, tenant text, points integer);
CREATE TABLE others (id integer);
ALTER TABLE scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE scores FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON scores TO app USING (tenant = current_user);
CREATE POLICY shut ON scores AS RESTRICTIVE USING (points >= 0);
GRANT SELECT (id) ON scores TO app;
GRANT SELECT ON scores TO staff;
CREATE FUNCTION pay(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
REVOKE EXECUTE ON FUNCTION pay(integer) FROM PUBLIC;
`
const story = (...adds: string[]) => ({ engine: 'postgres', base, adds }) as const

describe('effective privileges', () => {
  const scores = ['privileges', 'scores'] as const
  const all = ['privileges', '*', { except: ['boss'] }] as const
  const accepted = 'limit: `boss` may do whatever it can on `*`: the policy accepts its power'

  it('may be taken, and given on what is new', async () => {
    const adds = [
      'REVOKE SELECT ON scores FROM staff;',
      'CREATE TABLE fresh (id integer); GRANT ALL ON fresh TO PUBLIC;',
      'GRANT SELECT (id) ON scores TO app; CREATE ROLE another;',
    ]
    expect(await judged(story(...adds), scores, all, ['privileges', 'function:pay(integer)'])).toEqual([accepted])
  })
  it('are given by each way there is', async () => {
    const told = (sql: string) => judged(story(sql), scores)
    expect(await told('GRANT SELECT ON scores TO PUBLIC;')).toEqual([
      'privileges/more-allowed: PUBLIC may now SELECT table `public.scores`: PUBLIC',
    ])
    expect(await told('GRANT staff TO anon;')).toEqual([
      'privileges/more-allowed: `anon` may now SELECT table `public.scores`: `anon` → `staff`',
    ])
    expect(await told('GRANT staff TO anon WITH INHERIT FALSE;')).toEqual([
      'privileges/more-allowed: `anon` may now SELECT table `public.scores`: `anon` → `staff`',
    ])
    expect(await told('ALTER TABLE scores OWNER TO app;')).toEqual([
      'privileges/more-allowed: `app` may now own table `public.scores`: `app`',
    ])
    expect(await told('GRANT SELECT (points) ON scores TO app;')).toEqual([
      'privileges/more-allowed: `app` may now SELECT column `public.scores.points`: `app`',
    ])
    expect(await told('GRANT pg_read_all_data TO app;')).toEqual([
      'privileges/more-allowed: `app` may now SELECT table `public.scores`: `app` → `pg_read_all_data`',
    ])
    expect(await told('ALTER ROLE app SUPERUSER;')).toEqual(['privileges/role-power: role `app` is SUPERUSER now'])
  })
  it('grow by the right to pass a membership on', async () => {
    const told = (sql: string, stood = 'GRANT staff TO app;') =>
      judged({ engine: 'postgres', base: `${base}${stood}`, adds: [sql] }, ['privileges', '*', { except: ['boss'] }])
    expect(await told('GRANT staff TO app WITH ADMIN OPTION;')).toEqual([
      'privileges/role-power: role `app` is able to give `staff` to others now',
      accepted,
    ])
    expect(await told('GRANT staff TO app;')).toEqual([accepted])
    expect(await told('REVOKE ADMIN OPTION FOR staff FROM app;', 'GRANT staff TO app WITH ADMIN OPTION;')).toEqual([accepted])
  })
  it('follow what goes by another name', async () => {
    const told = async (sql: string) =>
      (await judged(story(sql), scores, ['privileges', '*', { except: ['boss'] }])).map((line) => line.split(':')[0])
    const more = 'privileges/more-allowed'
    const marks = 'ALTER TABLE scores RENAME TO marks; '
    expect(await told(`${marks} GRANT SELECT ON marks TO anon;`)).toEqual([more, more, 'limit'])
    expect(await told(`${marks} CREATE TABLE scores (id integer); GRANT SELECT ON marks TO anon;`)).toEqual([more, more, 'limit'])
    expect(await told('ALTER TABLE scores RENAME points TO p; GRANT SELECT (p) ON scores TO app;')).toEqual([more, more, 'limit'])
    expect(await told('ALTER FUNCTION pay(integer) RENAME TO give; GRANT EXECUTE ON FUNCTION give(integer) TO app;')).toEqual([
      more,
      'limit',
    ])
    expect(await told(`${marks} ALTER TABLE marks RENAME id TO number; CREATE SCHEMA s; ALTER TABLE marks SET SCHEMA s;`)).toEqual([
      'limit',
    ])
    expect(await told('DROP TABLE scores; CREATE TABLE marks (id integer); GRANT SELECT ON marks TO anon;')).toEqual(['limit'])
  })
  it('are judged everywhere by the star', async () => {
    const told = (sql: string) => judged(story(sql), all)
    expect(await told('GRANT EXECUTE ON FUNCTION pay(integer) TO anon;')).toEqual([
      'privileges/more-allowed: `anon` may now EXECUTE function `public.pay(integer)`: `anon`',
      accepted,
    ])
    expect(await told('ALTER ROLE app BYPASSRLS;')).toEqual(['privileges/role-power: role `app` is BYPASSRLS now', accepted])
    expect(await told("CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';")).toEqual([
      "privileges/definer-open: function `public.f()` runs with its owner's rights, and PUBLIC may execute it",
      accepted,
    ])
    expect(
      await told(
        "CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE ALL ON FUNCTION f() FROM PUBLIC;",
      ),
    ).toEqual([accepted])
    expect(await told('ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO anon;')).toEqual([
      expect.stringMatching(/^privileges\/defaults-widened: `anon` may now SELECT what/),
      accepted,
    ])
  })
  it('come through roles whose own power is accepted, and through those that are a power themselves', async () => {
    const base = `CREATE ROLE app; CREATE ROLE staff; CREATE ROLE boss SUPERUSER; CREATE ROLE byp BYPASSRLS;
CREATE TABLE scores (id integer PRIMARY KEY); ALTER TABLE scores OWNER TO staff; ALTER TABLE scores ENABLE ROW LEVEL SECURITY;`
    const told = async (sql: string, ...items: Parameters<typeof judged>[1][]) =>
      (await judged({ engine: 'postgres', base, adds: [sql] }, ...items)).filter((line) => !line.startsWith('limit: '))
    const own = ['privileges', 'scores', { except: ['boss', 'staff', 'byp'] }] as const
    const star = ['privileges', '*', { except: ['boss', 'staff', 'byp'] }] as const
    const rows = ['row-security', 'scores'] as const
    expect(await told('CREATE ROLE more; GRANT SELECT ON scores TO staff; GRANT staff TO app; GRANT more TO app;', own)).toEqual([
      'privileges/more-allowed: `app` may now own table `public.scores`: `app` → `staff`',
    ])
    expect(await told('GRANT boss TO app WITH INHERIT FALSE;', own, rows)).toEqual([
      'privileges/role-power: role `app` is able to act as `boss`, which is SUPERUSER, now',
      'row-security/bypassed: `app` may act as `boss`, which is SUPERUSER, so the row security of `scores` does not hold for it',
    ])
    expect(await told('GRANT byp TO app;', star, rows)).toEqual([
      'privileges/role-power: role `app` is able to act as `byp`, which is BYPASSRLS, now',
      'row-security/bypassed: `app` may act as `byp`, which is BYPASSRLS, so the row security of `scores` does not hold for it',
    ])
    const idle = ' WITH INHERIT FALSE, SET FALSE;'
    expect(await told(`GRANT byp TO app WITH SET FALSE; GRANT staff TO app${idle} GRANT boss TO app${idle}`, own, star, rows)).toEqual([])
  })
  it('are never given to some', async () => {
    const told = (sql: string) => judged(story(sql), ['privileges', '*', { never: ['PUBLIC'], except: ['boss'] }])
    expect(await told('CREATE TABLE fresh (id integer); GRANT SELECT ON fresh TO PUBLIC;')).toEqual([
      'privileges/never-allowed: PUBLIC may SELECT table `public.fresh`, and the policy says never',
      accepted,
    ])
    expect(await told("CREATE TABLE fresh (id integer); CREATE TYPE mood AS ENUM ('a');")).toEqual([accepted])
  })
})

describe('row security', () => {
  /** What was found, without the row that shows it: cases show that. */
  const told = async (sql: string, options = {}) =>
    (await judged(story(sql), ['row-security', 'scores', options])).map((line) => line.replace(/(?:, and|:) (?:the|no) row .*$/, ''))

  it('may become narrower', async () => {
    expect(await told('ALTER POLICY own ON scores USING ((tenant = current_user) AND points > 1);')).toEqual([])
    expect(await told('ALTER POLICY own ON scores RENAME TO mine;')).toEqual([])
    expect(await told('CREATE POLICY more ON scores AS RESTRICTIVE USING (points < 9);')).toEqual([])
    expect(await told('DROP POLICY own ON scores; CREATE POLICY own ON scores FOR SELECT TO app USING (tenant = current_user);')).toEqual(
      [],
    )
    expect(await told('DROP POLICY own ON scores;', { policies: ['shut'] })).toEqual([])
  })
  it('is asked of what its commands do alone', async () => {
    const told = async (from: string, to: string) => {
      const base = `CREATE TABLE scores (a text, b text); ALTER TABLE scores ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON scores ${from};`
      const adds = [`DROP POLICY p ON scores; CREATE POLICY p ON scores ${to};`]
      return (await judged({ engine: 'postgres', base, adds }, ['row-security', 'scores'])).map((line) => line.split(':')[0])
    }
    const both = "USING (a = 'x') WITH CHECK (a = 'x' AND b = 'y')"
    expect(await told(both, "FOR SELECT USING (a = 'x')")).toEqual([])
    expect(await told(both, "FOR INSERT WITH CHECK (a = 'x' AND b = 'y')")).toEqual([])
    expect(await told(both, "FOR UPDATE USING (a = 'x')")).toEqual(['row-security/policy-loosened'])
    expect(await told(both, "FOR INSERT WITH CHECK (a = 'x')")).toEqual(['row-security/policy-loosened'])
    const shut = 'AS RESTRICTIVE'
    expect(await told(`${shut} FOR INSERT WITH CHECK (a = 'x')`, `${shut} USING (b = 'y') WITH CHECK (a = 'x')`)).toEqual([])
    expect(await told(`${shut} FOR INSERT WITH CHECK (a = 'x')`, `${shut} USING (a = 'x') WITH CHECK (b = 'y')`)).toEqual([
      'row-security/policy-loosened',
    ])
  })
  it('is weakened', async () => {
    expect(await told('ALTER TABLE scores DISABLE ROW LEVEL SECURITY;')).toEqual(['row-security/off: row security of `scores` is off'])
    expect(await told('ALTER TABLE scores NO FORCE ROW LEVEL SECURITY;')).toEqual([
      'row-security/not-forced: row security of `scores` no longer holds for its owner',
    ])
    expect(await told('ALTER POLICY own ON scores USING (tenant = current_user OR points = 1);')).toEqual([
      'row-security/policy-loosened: policy `own` on `scores` may let more through: its USING expression is not proved to be as narrow',
    ])
    expect(await told('ALTER POLICY own ON scores TO PUBLIC;')).toEqual([
      'row-security/policy-loosened: policy `own` on `scores` may let more through: its roles were app and are PUBLIC',
    ])
    expect(await told('ALTER POLICY shut ON scores TO app;')).toEqual([
      'row-security/policy-loosened: policy `shut` on `scores` may let more through: its roles were PUBLIC and are app',
    ])
    expect(await told('DROP POLICY shut ON scores;', { policies: ['own'] })).toEqual([
      'row-security/policy-dropped: policy `shut` on `scores` is gone',
    ])
    expect(await told('CREATE POLICY open ON scores FOR SELECT USING (true);')).toEqual([
      'row-security/permissive-added: policy `open` on `scores` is new and permissive',
    ])
    expect(await told('ALTER ROLE app BYPASSRLS;')).toEqual([
      'row-security/bypassed: `app` is BYPASSRLS now, so the row security of `scores` does not hold for it',
    ])
    expect(await told('DROP TABLE scores;')).toEqual(['row-security/table-dropped: table `scores` is gone, and its row security with it'])
  })
})

describe('a history', () => {
  const base = 'CREATE TABLE acts (id integer PRIMARY KEY, made text NOT NULL, activated_at text);'
  const told = (engine: 'sqlite' | 'postgres', sql: string, options = {}) =>
    judged({ engine, base, adds: [sql] }, ['history', 'acts', options])
  const once = { 'set-once': ['activated_at'] }

  it.each(['sqlite', 'postgres'] as const)('may grow on %s', async (engine) => {
    expect(await told(engine, "INSERT INTO acts VALUES (900, 'x', NULL);")).toEqual([])
    expect(await told(engine, "UPDATE acts SET activated_at = 'now' WHERE activated_at IS NULL;", once)).toEqual([])
    expect(await told(engine, "UPDATE acts SET made = 'x';", { columns: ['activated_at'] })).toEqual([])
    expect(await told(engine, 'ALTER TABLE acts ADD COLUMN more text;')).toEqual([])
  })
  it.each(['sqlite', 'postgres'] as const)('is rewritten on %s', async (engine) => {
    expect(await told(engine, 'DELETE FROM acts WHERE id = -1;')).toEqual(['history/rows-deleted: DELETE is run on history `acts`'])
    expect(await told(engine, "UPDATE acts SET made = 'x' WHERE id = -1;")).toEqual([
      'history/updated: `made` of history `acts` is updated',
    ])
    expect(await told(engine, 'UPDATE acts SET activated_at = NULL WHERE id = -1;', once)).toEqual([
      'history/set-again: `activated_at` of history `acts` is set once, and this statement may change or clear it',
    ])
    expect(await told(engine, 'DROP TABLE acts;')).toEqual(['history/dropped: history `acts` is dropped'])
    expect(await told(engine, 'ALTER TABLE acts DROP COLUMN made;')).toEqual([
      'history/column-lost: `made` of history `acts` is lost: it is dropped',
    ])
  })
  it('is rebuilt, which is a drop', async () => {
    const rebuilt =
      'CREATE TABLE n (id integer PRIMARY KEY, made text NOT NULL, activated_at text); INSERT INTO n SELECT * FROM acts; DROP TABLE acts; ALTER TABLE n RENAME TO acts;'
    expect(await told('sqlite', rebuilt)).toEqual(['history/dropped: history `acts` is dropped'])
    expect(await told('postgres', rebuilt)).toContain('history/dropped: history `acts` is dropped')
  })
})

describe('an invariant', () => {
  const base = 'CREATE TABLE pairs (a integer, b integer);'
  const told = (sql: string) =>
    judged({ engine: 'sqlite', base, adds: [sql] }, ['invariant', 'a is not above b', { sql: 'SELECT a, b FROM pairs WHERE a > b' }])

  it('holds, or not', async () => {
    expect(await told('INSERT INTO pairs VALUES (1, 2);')).toEqual([])
    expect(await told('INSERT INTO pairs VALUES (3, 2); UPDATE pairs SET b = 9 WHERE a = 3;')).toEqual([])
    expect((await told('INSERT INTO pairs VALUES (3, 2);'))[0]).toMatch(
      /^invariant\/broken: invariant `a is not above b` does not hold .*: 1 row, the first a = 3, b = 2/,
    )
    expect((await told('ALTER TABLE pairs RENAME COLUMN a TO c;'))[0]).toMatch(/^invariant\/not-asked: /)
  })
})
