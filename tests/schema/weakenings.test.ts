import { describe, expect, it, vi } from 'vitest'
import { guards } from '../../src/guards/index.ts'
import { emptyTree, remember } from '../../src/model/files.ts'
import { judged } from '../guards/rehearsed.ts'
import { protocolOf } from '../guards/told.ts'

// Many databases are opened one after the other.
vi.setConfig({ testTimeout: 300_000 })

const lite = `CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x');
CREATE TABLE api_tokens (id INTEGER PRIMARY KEY, token TEXT NOT NULL, agent_id TEXT REFERENCES agents (agent_id), note TEXT);
CREATE INDEX by_agent ON api_tokens (agent_id);`
const full = `${lite.replace('note TEXT', 'note TEXT, CONSTRAINT noted CHECK (note IS NULL OR length(token) > 1)')}
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER keeps BEFORE INSERT ON api_tokens FOR EACH ROW EXECUTE FUNCTION keep();
CREATE FUNCTION pay(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
REVOKE ALL ON FUNCTION pay(integer) FROM PUBLIC;
CREATE VIEW live AS SELECT id, token FROM api_tokens;
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TABLE agents ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON agents USING (agent_id = current_user);`

const items = [
  ['sqlite', 'table', 'api_tokens', {}],
  ['sqlite', 'column', 'api_tokens.note', { data: 'frozen' }],
  ['sqlite', 'index', 'by_agent', {}],
  ['sqlite', 'pragma', 'foreign_keys', { is: 'on' }],
  ['sqlite', 'history', 'agents', { columns: ['name'] }],
  ['postgres', 'table', 'api_tokens', {}],
  ['postgres', 'column', 'api_tokens.note', { data: 'frozen' }],
  ['postgres', 'constraint', 'api_tokens.noted', {}],
  ['postgres', 'index', 'api_tokens.by_agent', {}],
  ['postgres', 'trigger', 'api_tokens.keeps', {}],
  ['postgres', 'function', 'pay(integer)', {}],
  ['postgres', 'view', 'live', {}],
  ['postgres', 'enum', 'mood', {}],
  ['postgres', 'row-security', 'agents', { policies: ['own'] }],
  ['postgres', 'privileges', '*', {}],
  ['postgres', 'privileges', 'agents', {}],
  ['postgres', 'privileges', 'function:pay(integer)', {}],
  ['postgres', 'history', 'agents', { columns: ['name'] }],
] as const

describe('every weakening that a kind knows is caught', () => {
  it.each(items)(
    'on %s: %s %s',
    async (engine, kind, subject, options) => {
      const guard = await guards[kind]!()
      const [protection] = protocolOf(kind, [[subject, options]]).protect
      let count = 0
      for await (const { what, change, caughtBy } of guard.weakenings!(protection as never, remember(emptyTree))) {
        if (!('sql' in change)) continue
        const told = await judged({ engine, base: engine === 'sqlite' ? lite : full, adds: [change.sql] }, [kind, subject, options])
        // What one engine cannot say weakens nothing there.
        if (told.some((line) => line.startsWith('fails: '))) continue
        count++
        const codes = told.map((line) => line.split(': ')[0])
        expect(
          codes.some((code) => (caughtBy as readonly (string | undefined)[]).includes(code)),
          `${what}: ${told.join('; ') || 'silence'}`,
        ).toBe(true)
      }
      expect(count).toBeGreaterThanOrEqual(kind === 'index' && engine === 'sqlite' ? 2 : 5)
    },
    120_000,
  )
})
