import type { Edit } from '../../src/model/files.ts'

const sha = 'a'.repeat(40)
/** A policy with something of everything, in a tree that holds it. */
export const base: Readonly<Record<string, string>> = {
  'policies/databases.yaml': `databases:
  main:
    engine: sqlite
    migrations: migrations
    format: golang-migrate
    transaction: statement
    rows: db/rows.sql
    before: db/before.sql
    settings: { foreign_keys: on }
`,
  'policies/p.yaml': `protocol: p
title: The protocol
status: irreversible
owners: [platform]
why: it must hold
protect:
  - document: docs/a.md
    layer: docs
    why: it says so
    headings: [Reasons, Ways out]
    fields: { Status: In force, Rank: '/^[A-C]$/' }
    fresh: { field: Tested, within: 90d }
    sealed: append
    checklist: { under: Ways out, items: [Backup, Restore], checked: none }
    tables: [{ under: Reasons, columns: [who, why], rows: 2, cells: { who: '/^[a-z]+$/' } }]
    fences: [{ under: Ways out, lang: sh, fields: [Subject], placeholders: [host] }]
  - document: docs/b.md
  - document: docs/steps.md
    steps: { ids: S01..S03, columns: [action], cells: { action: '/\\w/' }, reverse-of: order made }
  - { table: agents, database: main }
  - column: tokens.agent
    type: text
    not-null: true
    default: "'x'"
    references: agents.id
    on-delete: cascade
    data: frozen
  - { index: by_agent, level: warning }
  - { constraint: tokens.noted }
  - { trigger: tokens.keeps }
  - { view: live }
  - { history: ledger, columns: [amount, day], set-once: [closed] }
  - { pragma: foreign_keys, is: on }
  - { invariant: never two, sql: SELECT id FROM tokens WHERE agent IS NULL }
  - token: user
    pattern: ^tok_[a-z]{8}$
    accepts: [tok_abcdefgh, tok_zzzzzzzz]
    rejects: [tok_A]
    absent-from: [docs/**, notes/**]
    may-overlap: [any]
    in: [{ file: src/token.ts, contains: 'user = /$PATTERN/' }]
  - { token: any, pattern: '^tok_[a-z]{8,9}$', may-overlap: [user] }
  - { token: other, pattern: '^key_[a-z]{8}$' }
  - { code: src/*.ts, contains: closeDoors($ALL) }
  - { code: src/**, id: none, absent: openDoors($ALL) }
  - { test: doors stay closed, in: test/*.test.ts }
  - { hook: pre-commit, runs: pawl check, installed-by: { file: Makefile, contains: git config core.hooksPath hooks } }
  - { workflow: .github/workflows/ci.yml, runs: pawl check, pinned: sha }
`,
  'policies/rules.yaml': `rollback: main
document: docs/rollback/{migration}.md
categories:
  breaking: { rehearsal: reversible, document: required, within: 60m, tested-within: 90d, approvals: 2, downtime: 10m, contact: required, services: required, resumable: true }
lossy: documented
impossible: forbidden
names: { estimate: [Duration] }
until: 0030_seal
frozen: true
backup: [take-backup]
`,
  'policies/people.yaml': 'approvers: { dba: [Ada, Bob], lead: [Cy] }\n',
  'policies/versions.yaml': `versions:
  - { version: 1.0.0, services: [api, web], restart: stop }
  - version: 1.1.0
    released: 2026-10-01
    rollback-to: 1.0.0
    known-good: true
    emergency: { available: true, contact: a@example.com }
    steps:
      - { name: backup, at: ready, run: check-backup, timeout: 60s, blocks: true }
      - { name: asked, at: ready, sql: SELECT 1, timeout: 5s }
      - { name: stop, at: before, run: stop-all, undo: start-all, timeout: 60s }
      - { name: validate, at: verify, run: validate-all, timeout: 60s }
  - { version: 1.2.0 }
tiers:
  gold: { within: 15m, approvals: [dba, lead], notify: [chat, pager], validation: whole, audit: required, retain: data, downtime: avoid, canary: 10%, triggers: [errors > 5%, latency > 2s] }
validations: { whole: [validate, health], quick: [validate] }
`,
  'migrations/0001_all.up.sql': `CREATE TABLE agents (id text PRIMARY KEY);
CREATE TABLE tokens (id integer PRIMARY KEY, agent text NOT NULL DEFAULT 'x' REFERENCES agents (id) ON DELETE CASCADE, CONSTRAINT noted CHECK (agent <> ''));
CREATE INDEX by_agent ON tokens (agent);
CREATE TRIGGER keeps BEFORE DELETE ON tokens BEGIN SELECT RAISE(ABORT, 'kept'); END;
CREATE VIEW live AS SELECT id FROM tokens;
CREATE TABLE ledger (amount integer, day text, closed text);
`,
  'migrations/0002_more.up.sql': 'CREATE TABLE more (id integer);\n',
  'db/rows.sql': "-- after: 0001_all\nINSERT INTO agents VALUES ('x');\nINSERT INTO ledger VALUES (1, 'mon', NULL);\n",
  'db/before.sql': 'CREATE TABLE boot (id integer);\n',
  'docs/a.md': `# A

**Status:** In force

**Rank:** B

**Tested:** 2026-11-01

## Reasons

There are two.

| who | why |
| --- | --- |
| ada | a |
| bob | b |

## Ways out

- [ ] Backup
- [ ] Restore

\`\`\`sh
Subject: to you
ssh <host>
\`\`\`

None was found.
`,
  'docs/b.md': '# B\n\nIt stands.\n',
  'docs/steps.md':
    '# Steps\n\nAll of them.\n\n| step | action | order | order made |\n| --- | --- | --- | --- |\n| S01 | a | 3 | 1 |\n| S02 | b | 2 | 2 |\n| S03 | c | 1 | 3 |\n',
  'src/token.ts': 'export const user = /^tok_[a-z]{8}$/\n',
  'src/end.ts': 'export function end(all: string[]) {\n  closeDoors(all)\n}\n',
  'test/end.test.ts': "it('doors stay closed', () => {\n  expect(doors()).toBe('closed')\n})\n",
  Makefile: 'setup:\n\tgit config core.hooksPath hooks\n',
  'hooks/pre-commit': '#!/bin/sh\nset -e\npawl check --staged\n',
  '.github/workflows/ci.yml': `on: pull_request\njobs:\n  pawl:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@${sha}\n      - run: pawl check --base origin/main\n`,
}

const p = base['policies/p.yaml']!
const databases = base['policies/databases.yaml']!
const rules = base['policies/rules.yaml']!
const versions = base['policies/versions.yaml']!

export type Tree = Readonly<Record<string, Edit>>

/** The policy with one stretch of text replaced; it must be there. */
function swap(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, () => to)
  if (changed === text) throw new Error(`\`${from}\` is not in the text`)
  return changed
}
const inP = (from: string | RegExp, to: string): Tree => ({ 'policies/p.yaml': swap(p, from, to) })
const inDatabases = (from: string | RegExp, to: string): Tree => ({ 'policies/databases.yaml': swap(databases, from, to) })
const inVersions = (from: string | RegExp, to: string): Tree => ({ 'policies/versions.yaml': swap(versions, from, to) })
const inRules = (from: string | RegExp, to: string): Tree => ({ 'policies/rules.yaml': swap(rules, from, to) })

const item = (subject: string) => new RegExp(`  - \\{? ?${subject.replace(/[.*/]/g, '\\$&')}.*\n(?:    .*\n)*`)

/** Changes that protect less, each with what is told of it. */
export const weaker: [string, Tree, string][] = [
  ['a protection removed', inP(item('document: docs/b.md'), ''), '`p/document:docs/b.md` is no longer protected'],
  ['a table removed', inP(item('table: agents'), ''), '`p/table:agents` is no longer protected'],
  ['a level lowered', inP('{ table: agents, ', '{ table: agents, level: warning, '), '`level` was error and is warning'],
  ['a status lowered', inP('status: irreversible', 'status: lossy'), '`status` was irreversible and is lossy'],
  ['coverage lowered', inP('owners:', 'required-coverage: 90%\nowners:'), '`required-coverage` was 100% and is 90%'],
  ['a heading gone', inP('[Reasons, Ways out]', '[Reasons]'), 'headings: `Ways out` is no longer asked'],
  ['a field gone', inP("Status: In force, Rank: '/^[A-C]$/'", 'Status: In force'), 'fields: `Rank: /^[A-C]$/` is no longer asked'],
  ['a field of more values', inP('/^[A-C]$/', '/^[A-D]$/'), 'fields: `Rank`'],
  ['a text as a pattern that fits more', inP('Status: In force', "Status: '/^In force/'"), 'fields: `Status`'],
  ['another field of a day', inP('field: Tested', 'field: Started'), '`fresh`'],
  ['a field of another text', inP('Status: In force', 'Status: In doubt'), 'fields: `Status`'],
  ['a document that may be older', inP('within: 90d', 'within: 91d'), 'within'],
  ['a day that is not asked', inP('    fresh: { field: Tested, within: 90d }\n', ''), '`fresh` is gone'],
  ['another day', inP('field: Tested', 'field: Touched'), 'field'],
  ['a seal broken', inP('    sealed: append\n', ''), '`sealed` was append and is gone'],
  ['a box less', inP('[Backup, Restore]', '[Backup]'), 'Restore'],
  ['boxes of any state', inP(', checked: none', ''), 'checked'],
  ['boxes elsewhere', inP('under: Ways out, items', 'under: Reasons, items'), 'under'],
  ['a row less', inP('rows: 2', 'rows: 1'), 'rows'],
  ['a column less', inP('columns: [who, why]', 'columns: [who]'), 'why'],
  ['cells of more values', inP('/^[a-z]+$/', '/^[a-z]*$/'), 'cells'],
  ['a table not asked', inP(/ {4}tables: .*\n/, ''), '`tables` is gone'],
  ['a placeholder less', inP(', placeholders: [host]', ''), 'placeholders'],
  ['a line of a fence less', inP('fields: [Subject], ', ''), 'fields'],
  ['fences of any language', inP('lang: sh, ', ''), 'lang'],
  ['a step less', inP('S01..S03', 'S01..S02'), 'S03'],
  ['a column of steps less', inP('columns: [action]', 'columns: [order]'), 'action'],
  ['steps in any order', inP(', reverse-of: order made', ''), 'reverse-of'],
  ['a type not named', inP('    type: text\n', ''), '`type: text` is gone'],
  ['NULL not refused', inP('not-null: true', 'not-null: false'), 'not-null'],
  ['another default', inP(`"'x'"`, `"'y'"`), 'default'],
  ['another reference', inP('agents.id', 'agents.name'), 'references'],
  ['another action', inP('on-delete: cascade', 'on-delete: restrict'), 'on-delete'],
  ['data thawed', inP('    data: frozen\n', ''), '`data` was frozen and is gone'],
  ['a column less in a history', inP('[amount, day]', '[amount]'), '`day` may be updated'],
  ['a column set once more', inP('[closed]', '[closed, day]'), 'set-once'],
  ['another value of a pragma', inP('is: on', 'is: off'), '`is` was on and is off'],
  ['another query', inP('agent IS NULL', 'agent IS NULL AND id > 5'), '`sql` was'],
  [
    'a query that begins later',
    inP('{ invariant: never two, ', '{ invariant: never two, from: 0002_more, '),
    '`from` was absent and is 0002_more',
  ],
  [
    'a query asked of ways back alone',
    inP('{ invariant: never two, ', '{ invariant: never two, after: rollback, '),
    'ups are no longer asked',
  ],
  ['a narrower pattern', inP('^key_[a-z]{8}$', '^key_[a-y]{8}$'), 'pattern'],
  ['an example less', inP('[tok_abcdefgh, tok_zzzzzzzz]', '[tok_abcdefgh]'), 'accepts: `tok_zzzzzzzz` is no longer asked'],
  ['a refused example less', inP('    rejects: [tok_A]\n', ''), 'rejects: `tok_A` is no longer asked'],
  ['a folder that may hold tokens', inP('[docs/**, notes/**]', '[docs/**]'), 'absent-from'],
  ['fewer files that hold none', inP('docs/**, notes/**', 'docs/*, notes/**'), 'absent-from'],
  [
    'an overlap allowed',
    inP("{ token: other, pattern: '^key_[a-z]{8}$'", "{ token: other, may-overlap: [user], pattern: '^key_[a-z]{8}$'"),
    'may-overlap',
  ],
  ['a place less', inP(/ {4}in: \[\{ file.*\n/, ''), 'in: '],
  ['code in more files', inP('code: src/*.ts', 'code: src/**'), 'code:'],
  ['code that is looked for in fewer files', inP('code: src/**, id', 'code: src/*, id'), 'none'],
  ['another code', inP('closeDoors($ALL)', 'closeDoor($ALL)'), 'contains'],
  ['code allowed', inP(item('code: src/**'), ''), 'p/none'],
  ['a test anywhere', inP('in: test/*.test.ts', 'in: "**/*.test.ts"'), '`in` was test/*.test.ts'],
  ['another test', inP('doors stay closed', 'windows stay closed'), 'doors stay closed'],
  ['another command', inP('pre-commit, runs: pawl check', 'pre-commit, runs: pawl audit'), 'p/hook:pre-commit'],
  [
    'an installation not looked at',
    inP(', installed-by: { file: Makefile, contains: git config core.hooksPath hooks }', ''),
    'installed-by',
  ],
  ['another workflow', inP('workflows/ci.yml', 'workflows/*.yml'), 'workflow'],
  ['actions not pinned', inP(', pinned: sha', ''), 'pinned'],
  [
    'another kind in its place',
    inP('{ trigger: tokens.keeps }', '{ index: tokens.keeps }'),
    '`p/trigger:tokens.keeps` is no longer protected',
  ],
  ['a file removed', { 'policies/p.yaml': undefined }, '`policies/p.yaml` is no longer there'],
  ['a file out of sight', { 'policies/p.yaml': undefined, 'policies/p.yaml.off': p }, '`policies/p.yaml` is no longer there'],
  ['a file in another folder', { 'policies/p.yaml': undefined, 'policy/p.yaml': p }, '`policies/p.yaml` is no longer there'],
  ['a file that does not parse', { 'policies/p.yaml': `${p}  - [` }, 'can no longer be read as a policy'],
  ['a key of nobody', inP('owners:', 'owner:'), 'can no longer be read as a policy: no key is called `owner` here'],
  ['a key twice', { 'policies/p.yaml': `${p}why: again\n` }, 'can no longer be read as a policy'],
  ['two documents', { 'policies/p.yaml': `${p}---\nprotocol: q\n` }, 'can no longer be read as a policy'],
  ['a file of another tool', { 'policies/p.yaml': `apiVersion: v1\nkind: Policy\n${p}` }, 'belongs to another tool now'],
  ['a link', { 'policies/p.yaml': { content: '../p.yaml', mode: 'symlink' } }, 'symbolic link'],
  [
    'a successor of less',
    {
      ...inP('owners:', 'superseded-by: q\nowners:'),
      'policies/q.yaml': swap(swap(p, 'protocol: p', 'protocol: q'), item('view: live'), ''),
    },
    '`p/view:live` is not held by its successor `q`',
  ],
  [
    'a successor of lower status',
    {
      ...inP('owners:', 'superseded-by: q\nowners:'),
      'policies/q.yaml': swap(swap(p, 'protocol: p', 'protocol: q'), 'irreversible', 'lossy'),
    },
    'promises less',
  ],
  [
    'an item moved to a protocol of lower status',
    {
      'policies/p.yaml': swap(p, item('view: live'), ''),
      'policies/q.yaml': 'protocol: q\nstatus: lossy\nprotect:\n  - { view: live }\n',
    },
    '`p/view:live` moved to protocol `q`, which promises less: `status` was irreversible and is lossy',
  ],
  [
    'an item moved to a protocol of which less has to hold',
    {
      'policies/p.yaml': swap(p, item('view: live'), ''),
      'policies/q.yaml': 'protocol: q\nstatus: irreversible\nrequired-coverage: 50%\nprotect:\n  - { view: live }\n  - { table: other }\n',
    },
    '`required-coverage` was 100% and is 50%',
  ],
  [
    'tokens parted',
    {
      'policies/p.yaml': swap(p, item('token: other'), ''),
      'policies/q.yaml': "protocol: q\nstatus: irreversible\nprotect:\n  - { token: other, pattern: '^key_[a-z]{8}$' }\n",
    },
    'is no longer compared with',
  ],
  ['another engine', inDatabases('engine: sqlite', 'engine: postgres'), '`engine` was sqlite and is postgres'],
  [
    'another folder of migrations',
    { ...inDatabases('migrations: migrations', 'migrations: squashed'), 'squashed/0001_all.up.sql': base['migrations/0001_all.up.sql']! },
    '`migrations` was migrations and is squashed',
  ],
  [
    'another format',
    inDatabases('format: golang-migrate', 'format: flyway'),
    '`format` was golang-migrate and is flyway, and `0001_all` of it cannot be seen',
  ],
  ['another transaction', inDatabases('transaction: statement', 'transaction: file'), 'transaction'],
  ['no rows', inDatabases('    rows: db/rows.sql\n', ''), '`rows: db/rows.sql` is gone'],
  ['a row less to rehearse with', { 'db/rows.sql': "-- after: 0001_all\nINSERT INTO agents VALUES ('x');\n" }, 'db/rows.sql'],
  ['a row moved ahead', { 'db/rows.sql': swap(base['db/rows.sql']!, '0001_all', '0002_more') }, 'db/rows.sql'],
  ['a table of rows emptied again', { 'db/rows.sql': `${base['db/rows.sql']}DELETE FROM ledger;\n` }, 'adds no rows'],
  ['no script first', inDatabases('    before: db/before.sql\n', ''), '`before: db/before.sql` is gone'],
  ['more in the script first', { 'db/before.sql': `${base['db/before.sql']}INSERT INTO boot VALUES (1);\n` }, 'goes on with'],
  ['a check switched off', inDatabases('foreign_keys: on', 'foreign_keys: off'), 'settings'],
  [
    'a setting more that switches a check off',
    inDatabases('foreign_keys: on', 'foreign_keys: on, ignore_check_constraints: on'),
    'settings',
  ],
  ['rules gone', { 'policies/rules.yaml': undefined }, 'rollback rules of `main` ask less: they are gone'],
  ['a category thinned', inRules('within: 60m, ', ''), '`within: 1h` is gone'],
  ['a longer way back', inRules('within: 60m', 'within: 2h'), '`within` was 1h and is 2h'],
  ['an older test', inRules('tested-within: 90d', 'tested-within: 120d'), 'tested-within'],
  ['fewer who approve', inRules('approvals: 2', 'approvals: 1'), '`approvals` was 2 and is 1'],
  ['a longer downtime', inRules('downtime: 10m', 'downtime: 11m'), 'downtime'],
  ['nobody to call', inRules(', contact: required', ''), 'contact'],
  ['services not named', inRules(', services: required', ''), 'services'],
  ['a way back not to be resumed', inRules(', resumable: true', ''), 'resumable'],
  ['any way back', inRules('rehearsal: reversible', 'rehearsal: any'), '`rehearsal` was reversible and is any'],
  ['no document', inRules(', document: required', ''), '`document: required` is gone'],
  ['loss allowed', inRules('lossy: documented', 'lossy: allowed'), 'lossy'],
  ['no way back allowed', inRules('impossible: forbidden', 'impossible: documented'), 'impossible'],
  ['another name believed', inRules('[Duration]', '[Duration, Guess]'), 'estimate: Guess'],
  ['sealed later', inRules('0030_seal', '0031_seal'), 'until'],
  ['thawed', inRules('frozen: true\n', ''), 'frozen'],
  ['another backup believed', inRules('[take-backup]', '[take-backup, touch]'), '`touch` is accepted now'],
  ['approvers gone', { 'policies/people.yaml': undefined }, '`approvers`'],
  ['a version gone', inVersions('  - { version: 1.2.0 }\n', ''), 'version `1.2.0` is no longer defined'],
  ['a version under another name', inVersions('version: 1.2.0', 'version: 1.2.1'), 'version `1.2.0` is no longer defined'],
  ['versions gone', { 'policies/versions.yaml': undefined }, 'tier `gold` is no longer defined'],
  [
    'versions that cannot be read',
    inVersions('restart: stop', 'restart: halt'),
    'tier `gold` is no longer defined: `policies/versions.yaml` can no',
  ],
  ['a way back withdrawn', inVersions('rollback-to: 1.0.0', 'rollback-to: none'), '`rollback-to` was 1.0.0 and is none'],
  [
    'a way back of the default withdrawn',
    inVersions('{ version: 1.2.0 }', '{ version: 1.2.0, rollback-to: none }'),
    '`rollback-to` was 1.1.0 and is none',
  ],
  ['a service not restarted', inVersions('[api, web]', '[api]'), 'services: `web` is no longer asked'],
  ['a restart that does not stop', inVersions('restart: stop', 'restart: rolling'), '`restart` was stop and is rolling'],
  ['nobody to call in an emergency', inVersions(', contact: a@example.com', ''), 'contact: a@example.com` is gone'],
  ['a check less', inVersions(/ {6}- \{ name: asked.*\n/, ''), '`asked` is gone'],
  ['a check that does not block', inVersions(', blocks: true', ''), '`backup` no longer blocks'],
  ['a check that asks nothing', inVersions('run: check-backup', "run: 'true'"), '`backup` asked `check-backup` and asks `true`'],
  [
    'a check that comes late',
    inVersions('name: backup, at: ready', 'name: backup, at: verify'),
    '`backup` was run at ready and is run at verify',
  ],
  ['another query', inVersions('sql: SELECT 1', 'sql: SELECT 2'), '`asked` asked `SELECT 1` and asks `SELECT 2`'],
  ['a step that is not undone', inVersions('undo: start-all, ', ''), '`stop` is no longer undone'],
  ['a slower tier', inVersions('within: 15m', 'within: 16m'), 'tier `gold` asks less: `within` was 15m and is 16m'],
  ['a tier without a limit', inVersions('within: 15m, ', ''), '`within: 15m` is gone'],
  ['an approval less', inVersions('[dba, lead], notify', '[dba], notify'), 'approvals: `lead` is no longer asked'],
  ['a notice less', inVersions('[chat, pager]', '[chat]'), 'notify: `pager` is no longer asked'],
  ['a tier validated less', inVersions('validation: whole', 'validation: quick'), 'validation: `health` is no longer asked'],
  ['a word that asks less', inVersions('whole: [validate, health]', 'whole: [validate]'), 'validation: `health` is no longer asked'],
  ['no audit', inVersions('audit: required, ', ''), '`audit: required` is gone'],
  ['data not retained', inVersions('retain: data, ', ''), '`retain: data` is gone'],
  ['downtime allowed', inVersions('downtime: avoid, ', ''), '`downtime: avoid` is gone'],
  ['a larger canary', inVersions('canary: 10%', 'canary: 50%'), '`canary` was 10% and is 50%'],
  ['no canary', inVersions('canary: 10%, ', ''), '`canary: 10%` is gone'],
  ['a trigger less', inVersions(', latency > 2s', ''), 'triggers: `latency > 2s` is no longer asked'],
  ['a later trigger', inVersions('errors > 5%', 'errors > 9%'), 'triggers: `errors > 5%` is no longer asked'],
  ['a tier gone', inVersions(/^ {2}gold:.*\n/m, '  silver: { within: 1h }\n'), 'tier `gold` is no longer defined'],
]

/** Changes that protect as much. */
export const asMuch: [string, Tree][] = [
  ['nothing', {}],
  ['comments', { 'policies/p.yaml': `# more words\n${p.replace(/^ {2}- /gm, '  # said\n\n  - ')}` }],
  [
    'items in another order',
    {
      'policies/p.yaml': `${p.slice(0, p.indexOf('  - '))}${p
        .slice(p.indexOf('  - '))
        .split(/(?=^ {2}- )/m)
        .reverse()
        .join('')}`,
    },
  ],
  [
    'keys in another order',
    inP(
      'pattern: ^tok_[a-z]{8}$\n    accepts: [tok_abcdefgh, tok_zzzzzzzz]',
      'accepts: [tok_abcdefgh, tok_zzzzzzzz]\n    pattern: ^tok_[a-z]{8}$',
    ),
  ],
  ['another title, owner and reason', inP('title: The protocol\n', 'title: Another\n')],
  ['no owners and no reason', inP('owners: [platform]\nwhy: it must hold\n', '')],
  ['another layer', inP('    layer: docs\n', '    layer: words\n')],
  ['another id', inP('{ view: live }', '{ view: live, id: the-view }')],
  ['another name of the protocol', inP('protocol: p\n', 'protocol: renamed\n')],
  ['another file', { 'policies/p.yaml': undefined, 'policies/deep/moved.yml': p }],
  ['a hidden file', { 'policies/p.yaml': undefined, 'policies/.p.yaml': p }],
  [
    'one protocol in two',
    {
      'policies/p.yaml': swap(swap(p, item('view: live'), ''), item('table: agents'), ''),
      'policies/q.yaml': 'protocol: q\nstatus: irreversible\nprotect:\n  - { view: live }\n  - { table: agents }\n',
    },
  ],
  [
    'an item that stands in a protocol of lower status too',
    { 'policies/a.yaml': 'protocol: a\nstatus: lossy\nprotect:\n  - { view: live }\n' },
  ],
  [
    'an item moved to one protocol as high, and to one that is not',
    {
      'policies/p.yaml': swap(p, item('view: live'), ''),
      'policies/a.yaml': 'protocol: a\nstatus: lossy\nprotect:\n  - { view: live }\n',
      'policies/q.yaml': 'protocol: q\nstatus: irreversible\nprotect:\n  - { view: live }\n',
    },
  ],
  [
    'a document asked in two items',
    { 'policies/p.yaml': `${swap(p, '[Reasons, Ways out]', '[Reasons]')}  - { document: docs/a.md, id: two, headings: [Ways out] }\n` },
  ],
  ['a protection twice', { 'policies/p.yaml': `${p}  - { view: live, id: again }\n` }],
  ['a protection more', { 'policies/p.yaml': `${p}  - { table: ledger }\n` }],
  ['a level raised', inP('{ index: by_agent, level: warning }', '{ index: by_agent }')],
  ['coverage in numbers', inP('owners:', 'required-coverage: 100.0%\nowners:')],
  ['a heading more', inP('[Reasons, Ways out]', '[Ways out, A, Reasons]')],
  ['a field of fewer values', inP('/^[A-C]$/', '/^[AB]$/')],
  ['the same field written otherwise', inP('/^[A-C]$/', '/^(?:A|B|C)$/')],
  ['the name of a field written otherwise', inP('Status: In force', 'STATUS: In force')],
  ['a text as a pattern that fits it alone', inP('Status: In force', "Status: '/^In force$/'")],
  ['the field of a day written otherwise', inP('field: Tested', 'field: TES_ted')],
  ['a fresher day', inP('within: 90d', 'within: 60d')],
  ['a day in other units', inP('within: 90d', 'within: 2160h')],
  ['boxes in another order', inP('[Backup, Restore]', '[Restore, Backup]')],
  ['ids written out', inP('S01..S03', '[S01, S02, S03]')],
  ['a type written otherwise', inP('type: text', 'type: TEXT')],
  ['a default written otherwise', inP(`"'x'"`, `"('x')"`)],
  ['a database not named', inP('{ table: agents, database: main }', '{ table: agents }')],
  ['a pragma written otherwise', inP('is: on', 'is: ON')],
  ['a pragma by its number', inP('is: on', 'is: 1')],
  [
    'a query over lines',
    inP('sql: SELECT id FROM tokens WHERE agent IS NULL }', '"sql": "SELECT id\\n  FROM tokens -- all\\n  WHERE agent IS NULL" }'),
  ],
  ['a query that ends with a sign', inP('agent IS NULL }', 'agent IS NULL; }')],
  ['a moment that is the default', inP('{ invariant: never two, ', '{ invariant: never two, after: always, ')],
  ['an equivalent pattern', inP('^key_[a-z]{8}$', '^key_(?:[a-m]|[n-z]){8}$')],
  ['a pattern without anchors', inP('^key_[a-z]{8}$', 'key_[a-z]{8}')],
  ['a wider pattern that overlaps nothing', inP('^key_[a-z]{8}$', '^key_[a-z]{8,9}$')],
  ['an example more', inP('[tok_abcdefgh, tok_zzzzzzzz]', '[tok_zzzzzzzz, tok_abcdefgh, tok_aaaaaaaa]')],
  ['more files that hold none', inP('[docs/**, notes/**]', '[docs/**, notes/**, more/**]')],
  ['globs joined', inP('[docs/**, notes/**]', '"{docs,notes}/**"')],
  ['code in fewer files', inP('code: src/*.ts', 'code: src/end.ts')],
  ['absent code in more files', inP('code: src/**, id', 'code: "{src/**,web/**}", id')],
  ['a test in fewer files', inP('in: test/*.test.ts', 'in: test/end.test.ts')],
  ['a command with its flag', inP('pre-commit, runs: pawl check', 'pre-commit, runs: pawl  check')],
  [
    'a successor of as much',
    {
      ...inP('owners:', 'superseded-by: q\nowners:'),
      'policies/q.yaml': `${swap(p, 'protocol: p', 'protocol: q')}  - { table: ledger }\n`,
    },
  ],
  ['settings written otherwise', inDatabases('foreign_keys: on', 'foreign_keys: ON')],
  ['a setting by a name of other case', inDatabases('foreign_keys: on', 'Foreign_Keys: on')],
  ['a setting that is usual', inDatabases('    settings: { foreign_keys: on }\n', '')],
  ['a format that reads the same', inDatabases('format: golang-migrate', 'format: plain')],
  ['a format that is recognised', inDatabases('    format: golang-migrate\n', '')],
  ['another comment in the script first', { 'db/before.sql': `-- first\n${base['db/before.sql']}` }],
  ['a row more to rehearse with', { 'db/rows.sql': `${base['db/rows.sql']}INSERT INTO ledger VALUES (2, 'tue', NULL);\n` }],
  [
    'the scripts moved',
    { ...inDatabases('rows: db/rows.sql', 'rows: sql/rows.sql'), 'db/rows.sql': undefined, 'sql/rows.sql': base['db/rows.sql'] },
  ],
  [
    'the migrations moved',
    {
      ...inDatabases('migrations: migrations', 'migrations: db/steps'),
      'migrations/0001_all.up.sql': undefined,
      'migrations/0002_more.up.sql': undefined,
      'db/steps/0001_all.up.sql': base['migrations/0001_all.up.sql'],
      'db/steps/0002_more.up.sql': base['migrations/0002_more.up.sql'],
    },
  ],
  [
    'a database of another name',
    {
      ...inDatabases('  main:', '  primary:'),
      'policies/p.yaml': swap(p, 'database: main', 'database: primary'),
      'policies/rules.yaml': swap(rules, 'rollback: main', 'rollback: primary'),
    },
  ],
  ['the definition moved', { 'policies/databases.yaml': undefined, 'policies/rules.yaml': `${rules}${databases}` }],
  ['rules that ask more', inRules('within: 60m', 'within: 30m')],
  ['a time in other units', inRules('within: 60m', 'within: 1h')],
  ['a category more', inRules('lossy:', '  structural: { document: required }\nlossy:')],
  ['loss forbidden', inRules('lossy: documented', 'lossy: forbidden')],
  ['a default written out', inRules('lossy: documented\n', '')],
  ['another backup no longer believed', inRules('backup: [take-backup]\n', '')],
  ['sealed earlier', inRules('0030_seal', '0029_seal')],
  ['an approver less', { 'policies/people.yaml': 'approvers: { dba: [Ada] , lead: [Cy] }\n' }],
  ['a version more', inVersions('tiers:', '  - { version: 1.3.0, rollback-to: none }\ntiers:')],
  ['versions moved', { 'policies/versions.yaml': undefined, 'policies/deep/v.yaml': versions }],
  ['a way back written out', inVersions('{ version: 1.2.0 }', '{ version: 1.2.0, rollback-to: 1.1.0 }')],
  ['a shorter way back', inVersions('{ version: 1.2.0 }', '{ version: 1.2.0, rollback-to: 1.0.0 }')],
  ['the first version says that nothing is ahead of it', inVersions('{ version: 1.0.0, ', '{ version: 1.0.0, rollback-to: none, ')],
  ['another day of release', inVersions('2026-10-01', '2026-10-02')],
  ['a version that was good no more', inVersions('    known-good: true\n', '')],
  ['an emergency that is not to be', inVersions('available: true', 'available: false')],
  ['another one to call', inVersions('a@example.com', 'b@example.com')],
  ['another command for a step that checks nothing', inVersions('run: stop-all', 'run: stop-every-one')],
  ['another way to undo', inVersions('undo: start-all', 'undo: start-each')],
  ['more time for a step', inVersions('run: validate-all, timeout: 60s', 'run: validate-all, timeout: 90s')],
  ['a step more', inVersions('      - { name: stop', '      - { name: look, at: after, run: look, timeout: 1m }\n      - { name: stop')],
  ['a step that blocks now', inVersions('run: validate-all,', 'run: validate-all, blocks: true,')],
  ['a service more', inVersions('[api, web]', '[api, web, jobs]')],
  ['a faster tier', inVersions('within: 15m', 'within: 900s')],
  ['an approval more', inVersions('[dba, lead], notify', '[lead, dba, regulator], notify')],
  ['a smaller canary', inVersions('canary: 10%', 'canary: 5%')],
  ['a sooner trigger', inVersions('errors > 5%', 'errors > 4%')],
  ['a word that asks more', inVersions('whole: [validate, health]', 'whole: [health, validate, audit export]')],
  [
    'another word for as much',
    { 'policies/versions.yaml': swap(swap(versions, 'validation: whole', 'validation: all'), 'whole: [', 'all: [') },
  ],
  ['a word that no tier uses', inVersions(', quick: [validate]', '')],
  ['a tier more', inVersions('validations:', '  trial: {}\nvalidations:')],
]
