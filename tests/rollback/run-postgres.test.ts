import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startPostgres, type TestServer } from '../engines/server/machine.ts'
import { executing, type Migrations, room, step, threeVersions } from './run-room.ts'

let server: TestServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server?.stop())

let count = 0
/** A database of its own with these migrations behind it. */
function database(migrations: Migrations, owner = 'postgres'): { url: string; sql(text: string): string[] } {
  const name = `live_${++count}`
  server.sql(`CREATE DATABASE ${name} OWNER ${owner}`)
  const sql = (text: string) => server.sql(text, name)
  for (const [up] of Object.values(migrations)) sql(`SET ROLE ${owner}; ${up}`)
  return { url: `postgres://postgres:${password}@127.0.0.1:${server.port}/${name}`, sql }
}

const rich: Migrations = {
  '0001_users': [
    `CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text NOT NULL UNIQUE, mood mood DEFAULT 'fine', age int CHECK (age > 0));
CREATE VIEW grown AS SELECT id, mail FROM users WHERE age >= 18 AND mood IN ('fine');
CREATE FUNCTION loud(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(t) $$;`,
    'DROP FUNCTION loud(text); DROP VIEW grown; DROP TABLE users; DROP TYPE mood;',
  ],
  '0002_orders': [
    `CREATE TABLE orders (id serial PRIMARY KEY, buyer bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, total numeric(10,2) NOT NULL DEFAULT 0, at timestamptz DEFAULT now(), note varchar(20));
CREATE INDEX orders_open ON orders (buyer, at DESC) WHERE total > 0;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.total IS DISTINCT FROM NEW.total) EXECUTE FUNCTION touch();
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (buyer = current_setting('app.user', true)::bigint);
CREATE MATERIALIZED VIEW sums AS SELECT buyer, sum(total) AS total FROM orders GROUP BY buyer;
GRANT SELECT ON users TO PUBLIC; COMMENT ON TABLE orders IS 'what was bought';`,
    'REVOKE SELECT ON users FROM PUBLIC; DROP MATERIALIZED VIEW sums; DROP TABLE orders; DROP FUNCTION touch();',
  ],
  '0003_phone': ['ALTER TABLE users ADD COLUMN phone text;', 'ALTER TABLE users DROP COLUMN phone;'],
}
const main = ['--database', 'main=env:LIVE']

describe('a database step on a Postgres server', () => {
  it('finds a database of another version of the server to be the one that was rehearsed, whoever owns it', async () => {
    const here = room(threeVersions('postgres', [step('deploy', 'restart')], rich))
    await here.plan('1.3.0', '1.2.0')
    server.sql('CREATE ROLE keeper LOGIN')
    for (const owner of ['postgres', 'keeper']) {
      const { url, sql } = database(rich, owner)
      sql("INSERT INTO users (mail, age) VALUES ('a@example.com', 20)")
      const { exit, err } = await here.pawl([...executing, '--log', `${owner}.jsonl`, ...main], { LIVE: url })
      expect([owner, exit, err.split('\n').filter((line) => /refused|is not/.test(line))]).toEqual([owner, 0, []])
      expect(
        sql("SELECT count(*) FROM users; SELECT column_name FROM information_schema.columns WHERE table_name = 'users' ORDER BY 1"),
      ).toEqual(['1', 'age', 'id', 'mail', 'mood'])
    }
  })
})
