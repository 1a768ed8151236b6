import type { Finding } from '../../src/model/finding.ts'
import type { Quoted } from '../../src/model/place.ts'
import type { ProtectionState, ProtocolState, RehearsedMigration, Report } from '../../src/model/report.ts'

const at = (
  side: 'before' | 'after',
  path: string,
  [line, column, endColumn]: readonly [number, number, number],
  text: string,
  label: string,
): Quoted => ({ side, path, span: { line, column, endLine: line, endColumn }, label, lines: [{ number: line, text }] })

const budget = 'protocol-005 Budget Control Protocol, irreversible (policies/protocol-005.yaml:14)'

const dropped: Finding = {
  code: 'schema/column-dropped',
  level: 'error',
  protection: 'protocol-005/column:api_tokens.agent_id',
  kind: 'column',
  subject: 'main api_tokens.agent_id',
  what: 'dropped',
  message: 'column `api_tokens.agent_id` is dropped, and its data goes with it',
  why: '147 agent tokens have no place in the older schema',
  help: 'leave the column, and add what you need in a new migration',
  docs: 'docs/guards/schema.md#column-dropped',
  protocol: budget,
  places: [
    at('after', 'migrations/0007_simplify_tokens.up.sql', [3, 1, 45], 'ALTER TABLE api_tokens DROP COLUMN agent_id;', 'drops it'),
    at(
      'before',
      'migrations/0002_agents.up.sql',
      [9, 3, 24],
      '  agent_id text NOT NULL REFERENCES agents (agent_id) ON DELETE CASCADE,',
      'was made here',
    ),
  ],
}

const narrowed: Finding = {
  code: 'token/narrowed',
  level: 'error',
  protection: 'protocol-005/token:agent',
  kind: 'token',
  subject: 'agent',
  what: '{"witness":"apitok_agent_7Qx…"}',
  message: '`apitok_agent_7Qx…` (53 characters) is a valid `agent` today and would be refused',
  why: 'Agent tokens, budgets and leases in production have no place in the older schema.',
  help: 'let the pattern of `agent` accept all that it accepts now',
  docs: 'docs/guards/token.md#narrowed',
  protocol: budget,
  places: [
    at('after', 'policies/protocol-005.yaml', [31, 14, 50], '    pattern: ^apitok_agent_[A-Za-z0-9]{32}$', 'accepts fewer'),
    at('before', 'policies/protocol-005.yaml', [31, 14, 50], '    pattern: ^apitok_agent_[A-Za-z0-9]{40}$', 'accepted it'),
  ],
}

/** Text as a repository may hold it: letters of any land, fences, tags, names of people and columns of tables. */
const quoted: Finding = {
  code: 'document/heading-missing',
  level: 'error',
  protection: 'protocol-005/document:docs/Rückweg.md',
  kind: 'document',
  subject: 'docs/Rückweg.md',
  what: '不可能',
  message: 'heading `Où? <b>|</b>` of `docs/Rückweg.md` is gone',
  why: 'Ask @platform, see #12: ```text``` is no fence, and *this* is no <script>alert(1)</script>',
  help: 'write the heading `Où? <b>|</b>` back, with a body',
  docs: 'docs/guards/document.md#heading-missing',
  protocol: budget,
  places: [at('before', 'docs/Rückweg.md', [4, 1, 15], '## Où? <b>|</b>', 'stood here')],
}

const untested: Finding = {
  code: 'rollback/tested-long-ago',
  level: 'warning',
  protection: 'rollback:main',
  kind: 'rollback',
  subject: 'main 0006_budgets',
  what: 'tested',
  message: 'the way back of `0006_budgets` was last tested on 2026-08-30, and 90 days are over in 7 days',
  help: 'take it back on a copy, and write the day under `last-tested`',
  docs: 'docs/guards/rollback.md#tested-long-ago',
  places: [at('after', 'docs/rollback/0006_budgets.md', [5, 1, 25], 'last-tested: 2026-08-30  ', 'is stated here')],
}

const below: Finding = {
  code: 'protocol/coverage-below-required',
  level: 'error',
  kind: 'protocol',
  subject: 'protocol-005',
  what: '13/16',
  message: 'protocol-005: coverage 13/16 (below required 16/16)',
  help: 'mend what has slipped, each told above',
  docs: 'docs/guards/protocol.md#coverage-below-required',
  places: [
    {
      side: 'after',
      path: 'policies/protocol-005.yaml',
      span: { line: 1, column: 1, endLine: 3, endColumn: 21 },
      lines: [
        { number: 1, text: 'protocol: protocol-005' },
        { number: 2, text: 'title: Budget Control Protocol' },
        { number: 3, text: 'status: irreversible' },
      ],
    },
  ],
}

const amended: Report['amended'][number] = {
  ...dropped,
  protection: 'protocol-005/column:api_tokens.legacy_id',
  subject: 'main api_tokens.legacy_id',
  message: 'column `api_tokens.legacy_id` is dropped, and its data goes with it',
  places: [at('after', 'migrations/0008_drop_legacy_id.up.sql', [1, 1, 46], 'ALTER TABLE api_tokens DROP COLUMN legacy_id;', 'drops it')],
  amendment: 'allow-legacy-column-drop',
}

const protections = (protocol: string, layer: string, all: readonly (readonly [kind: string, subject: string, findings?: string])[]) =>
  all.map(
    ([kind, subject, finding], index): ProtectionState => ({
      id: `${protocol}/${kind}:${subject}`,
      kind,
      layer,
      state: finding === undefined ? 'held' : finding === 'hook/unknown' ? 'unknown' : 'slipped',
      findings: finding === undefined ? [] : [finding],
      policy: { path: `policies/${protocol}.yaml`, line: 8 + index },
      ...(kind === 'document' ? { holder: { path: subject } } : {}),
    }),
  )

const inDatabase = (protocol: string, tables: readonly string[]) =>
  protections(
    protocol,
    'database',
    tables.map((name) => ['table', name]),
  )

function protocol(id: string, title: string, status: string, owners: string[], all: ProtectionState[]): ProtocolState {
  const layers = [...Map.groupBy(all, ({ layer }) => layer ?? '')].map(([layer, own]) => ({
    layer,
    held: own.filter(({ state }) => state === 'held').length,
    of: own.length,
  }))
  const held = layers.reduce((sum, each) => sum + each.held, 0)
  return { id, title, status, owners, coverage: { held, of: all.length, required: all.length }, layers, protections: all }
}

const protocols: ProtocolState[] = [
  protocol(
    'protocol-005',
    'Budget Control Protocol',
    'irreversible',
    ['platform'],
    [
      ...protections('protocol-005', 'infrastructure', [
        ['document', 'docs/enforcement/migration_complete.md'],
        ['document', 'docs/Rückweg.md', 'document/heading-missing'],
        ['test', 'protocol_005_enforcement_files_exist'],
        ['hook', 'pre-commit'],
        ['workflow', '.github/workflows/pawl.yml'],
      ]),
      ...protections('protocol-005', 'database', [['column', 'api_tokens.agent_id', 'schema/column-dropped']]),
      ...inDatabase('protocol-005', ['agents', 'agent_budgets', 'budget_leases', 'spend_log']),
      ...protections('protocol-005', 'token-format', [
        ['token', 'agent', 'token/narrowed'],
        ['token', 'client'],
      ]),
      ...protections('protocol-005', 'authorization', [
        ['code', 'src/auth/**/*.rs'],
        ['code', 'src/routes/**/*.rs'],
      ]),
      ...protections('protocol-005', 'api', [
        ['code', 'src/api/budget.rs'],
        ['code', 'src/api/lease.rs'],
      ]),
    ],
  ),
  protocol(
    'tenancy',
    'Tenant isolation',
    'irreversible',
    ['platform', 'security'],
    [
      ...protections('tenancy', 'database', [
        ['row-security', 'scores'],
        ['row-security', 'sessions'],
        ['privileges', '*'],
      ]),
      ...protections('tenancy', 'infrastructure', [['hook', 'pre-push', 'hook/unknown']]),
    ],
  ),
  protocol(
    'audit-trail',
    'Audit trail',
    'lossy',
    ['compliance'],
    [
      ...protections('audit-trail', 'database', [
        ['history', 'audit_log'],
        ['trigger', 'audit_log.no_update'],
      ]),
      ...protections('audit-trail', 'infrastructure', [['document', 'docs/audit.md']]),
    ],
  ),
]

const step = (
  id: string,
  category: RehearsedMigration['category'],
  verdict: RehearsedMigration['verdict'],
  more: Partial<RehearsedMigration> = {},
) => ({
  id,
  up: `migrations/${id}.up.sql`,
  ...(verdict === 'none' ? {} : { down: `migrations/${id}.down.sql` }),
  category,
  verdict,
  loses: [],
  rewrites: [],
  left: [],
  discards: [],
  ms: 38,
  ...more,
})

const migrations: RehearsedMigration[] = [
  step('0001_init', 'additive', 'reversible'),
  step('0002_agents', 'structural', 'reversible', { discards: ['public.agents'], document: 'docs/rollback/0002_agents.md' }),
  step('0003_sessions', 'additive', 'reversible', { discards: ['public.sessions'] }),
  step('0004_hash_keys', 'breaking', 'lossy', { loses: ['public.sessions.owner_api_key'], document: 'docs/rollback/0004_hash_keys.md' }),
  step('0005_tenants', 'structural', 'partial', { left: ['policy `tenant_isolation` on `public.scores` is missing'] }),
  step('0006_budgets', 'modification', 'lossy', { restored: true, rewrites: ['public.sessions.token'] }),
  step('0007_simplify_tokens', 'breaking', 'fails', {
    error: { side: 'down', statement: 2, line: 9, message: 'relation "agents" does not exist', sqlstate: '42P01' },
  }),
  step('0008_drop_legacy_id', 'breaking', 'none'),
]

/** What one report may hold, all at once, so that every format is seen with everything. */
export const rich: Report = {
  verb: 'audit',
  verdict: 'slipped',
  findings: [quoted, dropped, narrowed, below, untested],
  amended: [amended],
  refusals: [],
  limits: [
    'who wrote the names under `approved-by` cannot be seen from the files',
    '`.git/hooks` is in no tree; whether this clone has installed its hooks was not looked at',
  ],
  looked: { migrations: 8, protections: 23, protocols: 3, files: 412 },
  ms: 1840,
  protocols,
  databases: [{ name: 'main', engine: 'postgres 18.3 (embedded)', migrations }],
  amendments: [
    {
      id: 'allow-legacy-column-drop',
      relaxes: ['protocol-005/column:api_tokens.legacy_id'],
      for: '0008_drop_legacy_id',
      reason: 'No client has sent a legacy id since March.',
      approvedBy: ['dba'],
      expires: '2026-12-11',
      daysLeft: 20,
    },
  ],
  history: [
    ['2026-03-02', 9, 12],
    ['2026-04-18', 12, 15],
    ['2026-06-01', 17, 18],
    ['2026-08-24', 18, 18],
    ['2026-10-05', 21, 23],
    ['2026-11-02', 23, 23],
    ['2026-11-20', 19, 23],
  ].map(([date, held, of], index) => ({
    commit: `${index + 1}`.repeat(40),
    date: String(date),
    held: Number(held),
    of: Number(of),
    required: Number(of),
    protocols: [],
  })),
  policies: {
    adds: ['`tenancy/hook:pre-push` is protected'],
    takesAway: ['`protocol-005/token:agent` protects less: its pattern accepts fewer tokens'],
  },
  weakenings: [
    { protection: 'protocol-005/column:api_tokens.agent_id', what: 'the column dropped', caught: true, by: ['schema/column-dropped'] },
    { protection: 'protocol-005/token:agent', what: 'one letter fewer', caught: true, by: ['token/narrowed'] },
    {
      protection: 'protocol-005/code:src/api/lease.rs',
      what: 'its condition made constant',
      caught: false,
      by: [],
      diff: '--- src/api/lease.rs\n+++ src/api/lease.rs\n-    if lease.expired() {\n+    if false && lease.expired() {',
    },
  ],
  drill: { caught: 2, of: 3, missed: [{ protection: 'protocol-005/code:src/api/lease.rs', what: 'its condition made constant' }] },
}

/** A check that could not decide all, with what it found before. */
export const undecided: Report = {
  verb: 'check',
  verdict: 'unknown',
  findings: [dropped],
  amended: [],
  refusals: [{ message: 'no protection is called `colum`; did you mean `column`?', path: 'policies/db.yaml', line: 7, column: 8 }],
  limits: [],
  looked: { migrations: 0, protections: 41, protocols: 4, files: 12 },
  ms: 412,
}

/** A check that found nothing. */
export const quiet: Report = { ...undecided, verdict: 'held', findings: [], refusals: [] }
