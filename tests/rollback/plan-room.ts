import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

/** A repository whose index holds these files, and `plan` run in it. */
export interface Planned {
  repository: CaseRepository
  plan(...words: string[]): Promise<{ exit: number; plan: any; codes: string[]; messages: string; refusals: string; limits: string[] }>
  text(...words: string[]): Promise<{ exit: number; out: string; err: string }>
}

export type Texts = Readonly<Record<string, string | undefined>>

export function planned(files: Texts): Planned {
  const repository = caseRepository()
  repository.stage(treeOf(files))
  const text = (...words: string[]) => pawl(repository.folder, ['plan', ...words])
  return {
    repository,
    text,
    plan: async (...words) => {
      const { exit, out } = await text(...words, '--format', 'json')
      const { plan, findings, refusals, limits } = JSON.parse(out)
      const said = (all: { message: string }[]) => all.map(({ message }) => message).join('\n')
      const codes = findings.map(({ level, code }: { level: string; code: string }) => `${level} ${code}`).sort()
      return { exit, plan, codes, messages: said(findings), refusals: said(refusals), limits }
    },
  }
}

function treeOf(files: Texts): TreeFiles {
  const tree: TreeFiles = new Map()
  for (const [path, text] of Object.entries(files))
    if (text !== undefined) tree.set(path, { content: new TextEncoder().encode(text), mode: 'file' })
  return tree
}

/** Three versions of a service on SQLite: an optional column, and then a column that goes with its data. */
export const service: Texts = {
  'policies/database.yaml': `databases:
  main: { engine: sqlite, migrations: migrations, format: golang-migrate, transaction: statement }
rollback: main
document: docs/rollback/{migration}.md
categories:
  breaking: { document: required, within: 60m, tested-within: 90d, approvals: 1 }
`,
  'policies/versions.yaml': `versions:
  - { version: 1.2.2, through: 0039_traces, known-good: true }
  - { version: 1.2.5, through: 0040_name, services: [processor], restart: rolling, known-good: true, steps: [{ name: deploy, at: restart, run: "deploy v{to}", timeout: 60s }] }
  - version: 1.3.0
    through: 0042_drop_score
    services: [ingester, processor]
    restart: rolling
    emergency: { available: true, contact: on-call@example.com }
    steps:
      - { name: validate, at: verify, run: "validate --target={to}", timeout: 120s }
      - { name: resume ingestion, at: resume, run: scale 3, timeout: 60s }
      - { name: deploy, at: restart, run: "deploy v{to} # {id}", timeout: 600s }
      - { name: update the registry, at: after, run: "curl -X PUT $REGISTRY/versions/{to}", timeout: 30s }
      - { name: stop ingestion, at: before, run: scale 0, timeout: 60s, undo: scale 3 }
      - { name: verify the backup, at: ready, run: ./ops/backup_verified.sh, timeout: 60s, blocks: true }
`,
  'policies/tiers.yaml': `tiers:
  tenant-1000: { within: 15m, approvals: [lead, success], notify: [slack, pager], validation: full }
  tenant-9999: { within: 60m, approvals: [], notify: [slack], validation: basic }
  banking: { audit: required, approvals: [regulator], retain: data }
  saas: { downtime: avoid, canary: 10%, triggers: [error_rate > 5%, latency > 2s] }
validations:
  basic: [validate]
  full: [validate, health]
`,
  'migrations/0039_traces.up.sql': 'CREATE TABLE traces (id integer PRIMARY KEY, score integer);\n',
  'migrations/0039_traces.down.sql': 'DROP TABLE traces;\n',
  'migrations/0040_name.up.sql': 'ALTER TABLE traces ADD COLUMN name text;\n',
  'migrations/0040_name.down.sql': 'ALTER TABLE traces DROP COLUMN name;\n',
  'migrations/0041_span.up.sql': 'CREATE TABLE spans (id integer PRIMARY KEY);\n',
  'migrations/0041_span.down.sql': 'DROP TABLE spans;\n',
  'migrations/0042_drop_score.up.sql': 'ALTER TABLE traces DROP COLUMN score;\n',
  'migrations/0042_drop_score.down.sql': 'ALTER TABLE traces ADD COLUMN score integer;\n',
  'docs/rollback/0042_drop_score.md': `---
rollback: lossy
estimate: 30-45 minutes
downtime: 10-15 minutes
last-tested: 2026-10-01
approved-by: [Ada]
services: [ingester, processor]
loses: [traces.score]
---
# Back to scores

**Warning**: what stood in \`traces.score\` is lost.

## Backup

\`\`\`sh
sqlite3 main.db ".backup main.bak"
\`\`\`

## Steps

1. \`migrate goto 41\`

## Verify

\`\`\`sql verify
SELECT 1 FROM traces WHERE score IS NOT NULL
\`\`\`

## Recover

Restore the column from \`main.bak\`.
`,
}
