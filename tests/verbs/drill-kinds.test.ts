import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { guards } from '../../src/guards/index.ts'
import { type Edit, emptyTree, overlay } from '../../src/model/files.ts'
import type { Report } from '../../src/model/report.ts'
import type { Register } from '../../src/policy/policies.ts'
import { drill } from '../../src/verbs/drill.ts'
import { snapshot } from '../../src/verbs/snapshot.ts'
import { weakenings } from '../../src/weakenings/index.ts'

const lite = `CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x');
CREATE TABLE api_tokens (id INTEGER PRIMARY KEY, token TEXT NOT NULL, agent_id TEXT REFERENCES agents (agent_id), note TEXT);
CREATE INDEX by_agent ON api_tokens (agent_id);
CREATE VIEW live AS SELECT id, token FROM api_tokens;
`
const sqlite = `${lite}CREATE TRIGGER keeps BEFORE DELETE ON agents BEGIN SELECT RAISE(ABORT, 'kept'); END;
`
const postgres = `${lite.replace('note TEXT', 'note TEXT, CONSTRAINT noted CHECK (note IS NULL OR length(token) > 1)')}
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER keeps BEFORE INSERT ON api_tokens FOR EACH ROW EXECUTE FUNCTION keep();
CREATE FUNCTION pay(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
REVOKE ALL ON FUNCTION pay(integer) FROM PUBLIC;
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TABLE agents ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON agents USING (agent_id = current_user);
`
const pinned = 'actions/checkout@93cb6efe18208431cddfb8368fd83d5badbf9bfd'

/** A repository with every kind in it, a protocol for each, once more for the engine that differs. */
const protocols: Readonly<Record<string, string>> = {
  code: '- { code: src/end.ts, contains: closeDoors($ALL) }\n- { code: src/*.ts, id: none, absent: openDoors($ALL) }',
  column: '- { column: api_tokens.note, database: pg, data: frozen }',
  constraint: '- { constraint: api_tokens.noted, database: pg }',
  document: '- document: docs/end.md\n  headings: [Reasons]\n  fields: { Status: In force }',
  enum: '- { enum: mood, database: pg }',
  function: '- { function: pay(integer), database: pg }',
  history: '- { history: agents, database: pg, columns: [name] }',
  hook: '- { hook: pre-commit, runs: pawl check }',
  index: '- { index: by_agent, database: pg }\n- { index: api_tokens.by_agent, database: pg }',
  invariant: '- { invariant: tokens have a token, database: pg, sql: "SELECT id FROM api_tokens WHERE token IS NULL" }',
  pragma: '- { pragma: foreign_keys, database: lite, is: on }',
  privileges:
    '- { privileges: "*", database: pg }\n- { privileges: agents, database: pg }\n- { privileges: "function:pay(integer)", database: pg }',
  'row-security': '- { row-security: agents, database: pg, policies: [own] }',
  snapshot: '- { snapshot: evidence.json, database: pg }',
  table: '- { table: api_tokens, database: pg }',
  test: '- { test: doors stay closed, in: test/*.test.ts }',
  token:
    "- token: user\n  pattern: ^tok_[a-z]{8}$\n  accepts: [tok_abcdefgh]\n  in: [{ file: src/token.ts, contains: 'user = /$PATTERN/' }]\n  absent-from: docs/**",
  trigger: '- { trigger: api_tokens.keeps, database: pg }',
  view: '- { view: live, database: pg }',
  workflow: '- { workflow: .github/workflows/ci.yml, runs: pawl check }',
  'lite-column': '- { column: api_tokens.note, database: lite, data: frozen }',
  'lite-history': '- { history: agents, database: lite, columns: [name] }',
  'lite-index': '- { index: api_tokens.by_agent, database: lite }',
  'lite-invariant': '- { invariant: tokens have a token, database: lite, sql: SELECT id FROM api_tokens WHERE token IS NULL }',
  'lite-table': '- { table: api_tokens, database: lite }',
  'lite-trigger': '- { trigger: agents.keeps, database: lite }',
  'lite-view': '- { view: live, database: lite }',
}

const databases =
  'databases:\n  pg: { engine: postgres, migrations: pg, format: plain }\n  lite: { engine: sqlite, migrations: lite, format: plain, transaction: statement }\n'
const about = { verb: 'drill', today: '2026-11-21', branch: async () => 'main', env: {}, elapsed: () => 0 }
const standing = overlay(emptyTree, new Map(Object.entries({ 'policies/databases.yaml': databases, 'pg/001_all.sql': postgres })))
const evidence = await snapshot(standing, { database: 'pg', file: 'evidence.json', revision: async () => undefined }, about)

const files: Readonly<Record<string, Edit>> = {
  'evidence.json': evidence.text,
  'policies/databases.yaml': databases,
  ...Object.fromEntries(Object.entries(protocols).map(([id, items]) => [`policies/${id}.yaml`, `protocol: ${id}\nprotect:\n${items}\n`])),
  'pg/001_all.sql': postgres,
  'lite/001_all.sql': sqlite,
  'docs/end.md': '# The end\n\n**Status:** In force\n\n## Reasons\n\nThere are two of them.\n',
  'src/token.ts': 'export const user = /^tok_[a-z]{8}$/\n',
  'src/end.ts': 'export function end(all: string[]) {\n  closeDoors(all)\n}\n',
  'test/end.test.ts': "import { expect, it } from 'vitest'\nit('doors stay closed', () => {\n  expect(doors()).toBe('closed')\n})\n",
  'package.json': '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9.1.7" } }\n',
  '.husky/pre-commit': 'pawl check --staged\n',
  '.github/workflows/ci.yml': `name: ci\non:\n  push:\n  pull_request:\njobs:\n  guard:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${pinned}\n      - run: pawl check --base origin/main\n`,
}

const drilled = (more: { register?: Register; protocol?: string } = {}): Promise<Report> =>
  drill(overlay(emptyTree, new Map(Object.entries(files))), {
    ...about,
    tried: () => {},
    ...more,
  })

/** The register with one guard that looks at nothing. */
const without = (kind: string): Register => ({ ...guards, [kind]: async () => ({ ...(await guards[kind]!()), uphold: () => {} }) })

describe('the weakenings of every kind', () => {
  it('are as many kinds as there are guards', () => {
    expect(Object.keys(weakenings)).toEqual(Object.keys(guards))
    expect(Object.keys(protocols).filter((id) => !id.startsWith('lite-'))).toEqual(Object.keys(guards))
  })

  it('are written in files that import nothing of the guards', () => {
    const folder = join(import.meta.dirname, '..', '..', 'src', 'weakenings')
    const imported = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/(?:\bfrom |\bimport\()'([^'\n]+)'/g)].map(([, from]) => from!),
    )
    expect(imported.filter((from) => !/^\.\/|^\.\.\/(?:model|readers)\//.test(from))).toEqual([])
  })

  it('are five at least and all caught, and each is told by a code of its guard', { timeout: 300_000 }, async () => {
    const report = await drilled()
    const all = report.weakenings!
    expect(all.filter(({ caught }) => !caught).map(({ protection, what, by }) => ({ protection, what, by }))).toEqual([])
    expect(report.refusals).toEqual([])
    const own = all.filter(({ protection, by }) => protection.includes('/') && !by.includes('policy/weakened'))
    const counts = Map.groupBy(own, ({ protection }) => protection)
    const items = Object.entries(protocols).flatMap(([id, text]) => text.split('\n- ').map(() => id))
    expect(counts.size).toBe(items.length)
    expect([...counts].filter(([, each]) => each.length < 5).map(([id, each]) => [id, each.map(({ what }) => what)])).toEqual([])
    for (const { protection, by } of own) {
      const kind = protection.replace(/^(?:lite-)?([a-z-]+)\/.*/s, '$1')
      const codes = Object.keys((await guards[kind]!()).codes)
      expect([protection, by.some((code) => codes.includes(code))]).toEqual([protection, true])
    }
  })

  it.each(Object.keys(guards))('tell that the guard of %s is off', { timeout: 120_000 }, async (kind) => {
    const report = await drilled({ register: without(kind), protocol: kind })
    expect(report.verdict).toBe('slipped')
    const missed = report.weakenings!.filter(({ caught }) => !caught)
    expect(missed.length).toBeGreaterThanOrEqual(5)
    expect(missed.every(({ diff }) => diff !== '' && diff !== undefined)).toBe(true)
    expect(report.findings.length).toBe(missed.length)
    expect(report.findings.every(({ code }) => code === 'drill/not-caught')).toBe(true)
  })
})
