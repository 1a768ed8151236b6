import type { Explained } from './explained.ts'

/** Changes for codes that no case of one change can say: those of an audit, a drill, a push, and of commands that are run. */
export const byHand: Readonly<Record<string, Pick<Explained, 'bad' | 'good'>>> = {
  'amendment/expires-soon': {
    bad: '--- policies/drop-legacy.yaml\n amendment: drop-legacy\n expires: 2026-12-01        # ten days from today',
    good: '--- policies/drop-legacy.yaml\n amendment: drop-legacy\n-expires: 2026-12-01\n+expires: 2027-03-01',
  },
  'amendment/stale': {
    bad: '--- (nothing)\n+++ migrations/0043_drop_legacy_id.up.sql\n+ALTER TABLE api_tokens DROP COLUMN legacy_id;\n the amendment that allowed it stays under policies/',
    good: '--- policies/drop-legacy.yaml\n+++ (nothing)\n-amendment: drop-legacy\n-relaxes: [protocol-005/column:api_tokens.legacy_id]',
  },
  'amendment/unused': {
    bad: '--- policies/drop-legacy.yaml\n amendment: drop-legacy\n for: 0043_drop_legacy_id     # which stands, and dropped nothing',
    good: '--- policies/drop-legacy.yaml\n+++ (nothing)\n-amendment: drop-legacy\n-for: 0043_drop_legacy_id',
  },
  'branch/default-deleted': {
    bad: 'git push origin --delete main',
    good: 'git push origin --delete an-old-branch',
  },
  'drill/not-caught': {
    bad: '--- policies/protocol-005.yaml\n protect:\n   - code: src/**/*.rs\n     contains: check_agent($T)        # a second call of it elsewhere hides the loss of the first',
    good: '--- policies/protocol-005.yaml\n protect:\n-  - code: src/**/*.rs\n+  - code: src/validate.rs\n     contains: check_agent($T)',
  },
  'migration/rendered-stale': {
    bad: '--- alembic/versions/0007_scopes.py\n-    op.add_column("tokens", sa.Column("scope", sa.Text()))\n+    op.add_column("tokens", sa.Column("scopes", sa.Text()))\n db/sql/0007_scopes.up.sql stays as it was',
    good: '--- alembic/versions/0007_scopes.py\n+    op.add_column("tokens", sa.Column("scopes", sa.Text()))\n--- db/sql/0007_scopes.up.sql\n+ALTER TABLE tokens ADD COLUMN scopes text;',
  },
  'protocol/coverage-below-required': {
    bad: '--- policies/protocol-005.yaml\n required-coverage: 16/16        # and 14 of them hold',
    good: '--- (nothing)\n+++ docs/enforcement/migration_complete.md\n+# Migration complete\n+\n+All five layers are in place.',
  },
  'rollback/test-runs-out': {
    bad: '--- docs/rollback/0007_scopes.md\n **Last Tested:** 2026-09-01     # with `tested-within: 90d`, and today is 2026-11-21',
    good: '--- docs/rollback/0007_scopes.md\n-**Last Tested:** 2026-09-01\n+**Last Tested:** 2026-11-20',
  },
  'document/not-text': {
    bad: '--- docs/rollback.md\n a text in UTF-8\n+the same, saved as UTF-16',
    good: '--- docs/rollback.md\n+a further line, saved as UTF-8',
  },
  'hook/not-a-file': {
    bad: '--- .husky/pre-commit\n-a regular file\n+a symlink to ../tools/pre-commit',
    good: '--- .husky/pre-commit\n pawl hook pre-commit\n+npx lint-staged',
  },
  'rollback/approvals-missing': {
    bad: '--- docs/rollback/0007_scopes.md\n **Approved By:** DBA          # with `approvals: 2`',
    good: '--- docs/rollback/0007_scopes.md\n-**Approved By:** DBA\n+**Approved By:** DBA, platform lead',
  },
  'rollback/backup-late': {
    bad: "--- docs/rollback/0007_scopes.md\n ## Steps\n 1. psql -c 'ALTER TABLE tokens DROP COLUMN scope'\n 2. pg_dump -Fc app > before.dump",
    good: "--- docs/rollback/0007_scopes.md\n ## Steps\n+1. pg_dump -Fc app > before.dump\n 2. psql -c 'ALTER TABLE tokens DROP COLUMN scope'\n-3. pg_dump -Fc app > before.dump",
  },
  'rollback/backup-silent': {
    bad: '--- docs/rollback/0007_scopes.md\n+pg_dump -Fc app > before.dump || true',
    good: '--- docs/rollback/0007_scopes.md\n+set -euo pipefail\n+pg_dump -Fc app > before.dump',
  },
  'rollback/backup-unreadable': {
    bad: '--- docs/rollback/0007_scopes.md\n+pg_dump app > before.sql\n+pg_restore -d app before.sql',
    good: '--- docs/rollback/0007_scopes.md\n+pg_dump -Fc app > before.dump\n+pg_restore -d app before.dump',
  },
  'rollback/document-unreadable': {
    bad: '--- docs/rollback/0007_scopes.md\n a text in UTF-8\n+the same, with bytes that are no UTF-8',
    good: '--- docs/rollback/0007_scopes.md\n+---\n+rollback: reversible\n+---',
  },
  'rollback/field-contradicts': {
    bad: '--- docs/rollback/0007_scopes.md\n **Estimate:** 5 minutes\n+**Estimate:** 20 minutes',
    good: '--- docs/rollback/0007_scopes.md\n-**Estimate:** 5 minutes\n+**Estimate:** 20 minutes',
  },
  'rollback/field-missing': {
    bad: '--- docs/rollback/0007_scopes.md\n # Way back of 0007_scopes\n+**Rollback:** reversible        # with `within: 15m`, and no estimate is stated',
    good: '--- docs/rollback/0007_scopes.md\n+**Rollback:** reversible\n+**Estimate:** 5 minutes',
  },
  'rollback/field-unreadable': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Estimate:** a while',
    good: '--- docs/rollback/0007_scopes.md\n+**Estimate:** 10-15 minutes',
  },
  'rollback/loses-incomplete': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Rollback:** lossy\n+**Loses:** sessions.owner        # and the rehearsal loses sessions.token, too',
    good: '--- docs/rollback/0007_scopes.md\n+**Rollback:** lossy\n+**Loses:** sessions.owner, sessions.token',
  },
  'rollback/lossy': {
    bad: '--- (nothing)\n+++ migrations/0007_drop_owner.up.sql\n+ALTER TABLE sessions DROP COLUMN owner;\n--- (nothing)\n+++ migrations/0007_drop_owner.down.sql\n+ALTER TABLE sessions ADD COLUMN owner text;',
    good: '--- (nothing)\n+++ migrations/0007_owner_note.up.sql\n+ALTER TABLE sessions ADD COLUMN owner_note text;\n--- (nothing)\n+++ migrations/0007_owner_note.down.sql\n+ALTER TABLE sessions DROP COLUMN owner_note;',
  },
  'rollback/recovery-missing': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Rollback:** lossy\n ## Backup\n ## Steps',
    good: '--- docs/rollback/0007_scopes.md\n+**Rollback:** lossy\n ## Backup\n ## Steps\n+## Recover what was lost\n+Restore before.dump beside the database, and copy `sessions.owner` back by its id.',
  },
  'rollback/tested-in-future': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Last Tested:** 2027-01-10        # and today is 2026-11-21',
    good: '--- docs/rollback/0007_scopes.md\n+**Last Tested:** 2026-11-20',
  },
  'rollback/tested-long-ago': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Last Tested:** 2025-10-19        # with `tested-within: 90d`',
    good: '--- docs/rollback/0007_scopes.md\n+**Last Tested:** 2026-11-20',
  },
  'rollback/too-long': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Estimate:** 45 minutes        # with `within: 15m`',
    good: '--- docs/rollback/0007_scopes.md\n+**Estimate:** 12 minutes (tested)',
  },
  'rollback/warning-missing': {
    bad: '--- docs/rollback/0007_scopes.md\n+**Rollback:** lossy\n+**Loses:** sessions.owner',
    good: '--- docs/rollback/0007_scopes.md\n+**Rollback:** lossy\n+**Loses:** sessions.owner\n+> **Warning:** `sessions.owner` is lost for good.',
  },
  'snapshot/not-canonical': {
    bad: '--- evidence/0014.json\n-{"pawl":1, …}\n+{ "pawl": 1, … }        # formatted by hand',
    good: 'pawl snapshot main --at 0014_stage --output evidence/0014.json',
  },
  'snapshot/taken-elsewhere': {
    bad: '--- evidence/0014.json\n-"taken": "0014_stage"\n+"taken": "0013_roles"',
    good: 'pawl snapshot main --at 0014_stage --output evidence/0014.json',
  },
  'workflow/runs-head': {
    bad: "--- .github/workflows/pawl.yml\n on: pull_request_target\n+      - uses: actions/checkout@<sha>\n+        with: { ref: '${{ github.event.pull_request.head.sha }}' }\n       - run: npm ci && npx pawl check --base origin/main",
    good: '--- .github/workflows/pawl.yml\n-on: pull_request_target\n+on: pull_request\n       - uses: actions/checkout@<sha>\n       - run: npm ci && npx pawl check --base origin/main',
  },
  'workflow/target-alone': {
    bad: '--- .github/workflows/pawl.yml\n-on: pull_request\n+on: pull_request_target',
    good: '--- .github/workflows/pawl.yml\n-on: pull_request\n+on: [pull_request, merge_group]',
  },
  'run/blocked': {
    bad: 'versions:\n  - version: 1.3.0\n    steps:\n      - { name: verify the backup, at: ready, run: ./ops/backup_verified.sh, timeout: 60s, blocks: true }\n# and the script ends with 1',
    good: './ops/backup.sh && ./ops/backup_verified.sh    # then the same `pawl rollback run` again',
  },
  'run/step-failed': {
    bad: '      - { name: stop ingestion, at: before, run: kubectl scale deployment/gone --replicas=0, timeout: 60s }',
    good: '      - { name: stop ingestion, at: before, run: kubectl scale deployment/ingester --replicas=0, timeout: 60s }',
  },
  'run/timed-out': {
    bad: '      - { name: drain, at: before, run: ./ops/drain.sh, timeout: 5s }        # which takes a minute',
    good: '      - { name: drain, at: before, run: ./ops/drain.sh, timeout: 5m }',
  },
  'run/not-valid': {
    bad: '      - { name: no orphans, at: verify, sql: SELECT 1 FROM checks WHERE passed, timeout: 5s }\n# and no check has passed',
    good: '      - { name: run the checks, at: after, run: ./ops/checks.sh, timeout: 60s }\n      - { name: no orphans, at: verify, sql: SELECT 1 FROM checks WHERE passed, timeout: 5s }',
  },
  'plan/no-path': {
    bad: 'pawl plan 1.3.0 1.2.5\n      rollback-to: none        # as 1.3.0 states',
    good: 'pawl plan 1.2.5 1.2.2',
  },
  'plan/over-tier': {
    bad: 'pawl plan 1.3.0 1.2.5 --tier tenant-1000\n tenant-1000: { within: 15m }\n **Estimate:** 30-45 minutes',
    good: 'pawl plan 1.3.0 1.2.5 --tier tenant-9999\n tenant-9999: { within: 60m }\n **Estimate:** 30-45 minutes',
  },
  'plan/loses-retained': {
    bad: 'pawl plan 1.3.0 1.2.5 --tier banking\n 0042_drop_score.down.sql: ALTER TABLE traces ADD COLUMN score integer;',
    good: 'pawl plan 1.2.5 1.2.2 --tier banking\n 0040_name.down.sql: ALTER TABLE traces DROP COLUMN name;',
  },
  'plan/downtime': {
    bad: 'saas: { downtime: avoid }\n restart: stop        # of the version that is left',
    good: 'saas: { downtime: avoid }\n restart: rolling\n **Downtime:** none',
  },
  'plan/no-emergency': {
    bad: 'pawl plan 1.2.5 1.2.2 --emergency\n   - { version: 1.2.5, through: 0040_name }',
    good: 'pawl plan 1.2.5 1.2.2 --emergency\n   - { version: 1.2.5, through: 0040_name, emergency: { available: true } }',
  },
  'plan/not-known-good': {
    bad: 'pawl plan 1.3.0 1.2.5 --emergency\n   - { version: 1.2.5, through: 0040_name }',
    good: 'pawl plan 1.3.0 1.2.5 --emergency\n   - { version: 1.2.5, through: 0040_name, known-good: true }',
  },
  'plan/validation-missing': {
    bad: 'validations: { full: [validate, health] }\n      - { name: validate, at: verify, run: ops/validate.sh, timeout: 60s }',
    good: 'validations: { full: [validate, health] }\n      - { name: validate, at: verify, run: ops/validate.sh, timeout: 60s }\n      - { name: health, at: verify, run: ops/health.sh, timeout: 60s }',
  },
  'plan/approver-missing': {
    bad: 'banking: { approvals: [regulator] }\n approvers: { lead: [Ada] }',
    good: 'banking: { approvals: [regulator] }\n approvers: { lead: [Ada], regulator: [Yara] }',
  },
  'plan/restart-by-hand': {
    bad: 'services: [processor]\n    restart: rolling\n    steps: []',
    good: 'services: [processor]\n    restart: rolling\n    steps:\n      - { name: deploy, at: restart, run: "ops/deploy.sh v{to}", timeout: 10m }',
  },
  'plan/services-contradict': {
    bad: '1.2.5: services: [processor, ingester]\n 1.3.0: services: [ingester, processor]',
    good: '1.2.5: services: [processor]\n 1.3.0: services: [ingester, processor]',
  },
  'plan/service-unlisted': {
    bad: '1.3.0: services: [ingester]\n **Services:** ingester, pages        # in the document of a migration of 1.3.0',
    good: '1.3.0: services: [ingester, pages]\n **Services:** ingester, pages',
  },
  'plan/data-lost': {
    bad: 'pawl plan 1.3.0 1.2.5 --ready\n 0042_drop_score.down.sql: ALTER TABLE traces ADD COLUMN score integer;',
    good: 'pawl plan 1.2.5 1.2.2 --ready\n 0040_name.down.sql: ALTER TABLE traces DROP COLUMN name;',
  },
  'plan/backup-missing': {
    bad: 'pawl plan 1.3.0 1.2.5 --ready        # which loses traces.score',
    good: '--- policies/versions.yaml\n+      - { name: the backup is there, at: ready, run: ops/backup.sh check, timeout: 60s, blocks: true }',
  },
  'plan/backup-unreadable': {
    bad: '--- docs/rollback/0042_drop_score.md\n backup: main.sql        # of which the last lines are gone',
    good: 'pg_dump app > main.sql        # whole, then the same `pawl plan 1.3.0 1.2.5 --ready`',
  },
  'plan/protected-goes': {
    bad: 'pawl plan 1.3.0 1.2.5 --ready        # and 1.3.0 brought `agent_budgets`, which protocol-005 protects',
    good: 'pawl plan 1.4.0 1.3.0 --ready        # back to the version that brought it, and no further',
  },
  'plan/evidence-missing': {
    bad: '--- migrations/0042_cutover.down.sql\n ALTER FUNCTION apply() OWNER TO legacy;        # and no `snapshot` covers it',
    good: '--- policies/cutover.yaml\n protect:\n+  - snapshot: evidence/privileges.json\n+    of: [function apply]\n+    taken: 0041_stage',
  },
  'plan/backup-age': {
    bad: '--- docs/rollback/0042_drop_score.md\n backup: main.dump        # of two days ago',
    good: '--- docs/rollback/0042_drop_score.md\n backup: main.dump\n+backup-within: 3d',
  },
  'version/no-way-back': {
    bad: '--- policies/versions.yaml\n+  - { version: 1.3.0, through: 0042_drop_score }\n+++ migrations/0042_drop_score.up.sql        # and no down beside it',
    good: '--- policies/versions.yaml\n+  - { version: 1.3.0, through: 0042_drop_score, rollback-to: none }\n+++ migrations/0042_drop_score.up.sql',
  },
}

/** The case whose change stands beside the bad one, where the most alike is not the most telling. */
export const like: Readonly<Record<string, string>> = {
  'schema/column-dropped': 'table/grown',
  'document/changed': 'document/quiet-sealed-append',
}
