import type { Adopted } from './room.ts'
import { page } from './room.ts'

/** One project as people have it: its files, how its hooks are set up, and what happens to it afterwards. */
export interface Layout {
  name: string
  files: Readonly<Record<string, string>>
  /** What is so before pawl comes. */
  before?(project: Adopted): void
  /** What a person does once `init` has written: the manager's own install. */
  install?(project: Adopted): void
  /** What `init` is to write of its own accord. */
  writes: readonly string[]
  /** What it leaves out, for it does not hold. */
  left?: readonly string[]
  /** A change that weakens nothing. */
  harmless: Readonly<Record<string, string>>
  /** Changes that weaken, each with the code that stops it. */
  weakenings: readonly { code: string; files: Readonly<Record<string, string | undefined>> }[]
}

const npm = (more: object) => `${JSON.stringify({ name: 'shop', private: true, ...more }, null, 2)}\n`

const auth = `export const KEY = /^key_live_[a-z0-9]{24}$/
const OTHER = new RegExp('^sess-[0-9a-f]{32}$')
export function check(token: string, agent?: string) {
  if (token.startsWith('key_live_') && agent === undefined) {
    throw new Error('no agent')
  }
  return KEY.test(token) || OTHER.test(token)
}
`

/** Text of a page with a heading taken out, and all that stands under it. */
const withoutSection = (text: string, heading: string) =>
  text.replace(new RegExp(`^## ${heading}\\n[\\s\\S]*?(?=^## |$(?![\\s\\S]))`, 'm'), '')

export const layouts: readonly Layout[] = [
  {
    name: 'golang-migrate on SQLite, no hook manager',
    files: {
      'go.mod': 'module shop\n\nrequire github.com/mattn/go-sqlite3 v1.14.22\n',
      'db/migrations/000001_shops.up.sql': 'CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n',
      'db/migrations/000001_shops.down.sql': 'DROP TABLE shops;\n',
      'db/migrations/000002_prices.up.sql':
        'CREATE TABLE prices (shop_id INTEGER NOT NULL REFERENCES shops (id), cents INTEGER NOT NULL);\n',
      'db/migrations/000002_prices.down.sql': 'DROP TABLE prices;\n',
    },
    writes: [
      'policies/databases.yaml',
      'policies/data.yaml',
      'policies/guard.yaml',
      '.githooks/pre-commit',
      '.githooks/install',
      '.github/workflows/pawl.yml',
    ],
    harmless: {
      'db/migrations/000003_city.up.sql': 'ALTER TABLE shops ADD COLUMN city TEXT;\n',
      'db/migrations/000003_city.down.sql': 'ALTER TABLE shops DROP COLUMN city;\n',
    },
    weakenings: [
      {
        code: 'schema/table-dropped',
        files: { 'db/migrations/000004_x.up.sql': 'DROP TABLE prices;\n', 'db/migrations/000004_x.down.sql': '' },
      },
      { code: 'policy/weakened', files: { 'policies/data.yaml': undefined } },
    ],
  },
  {
    name: 'goose on SQLite, with a lefthook that has other hooks',
    files: {
      'go.mod':
        'module shop\n\nrequire (\n\tgithub.com/pressly/goose/v3 v3.20.0\n\tmodernc.org/sqlite v1.30.0\n)\n\ntool github.com/evilmartians/lefthook\n',
      'lefthook.yml': '# as the team has it\npre-push:\n  commands:\n    vet:\n      run: "true"\n',
      'internal/store/migrations/00001_events.sql':
        '-- +goose Up\nCREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL);\n-- +goose Down\nDROP TABLE events;\n',
    },
    install: (project) => project.run('lefthook', 'install'),
    writes: ['policies/databases.yaml', 'policies/data.yaml', 'policies/guard.yaml', 'lefthook.yml', '.github/workflows/pawl.yml'],
    harmless: {
      'internal/store/migrations/00002_at.sql':
        '-- +goose Up\nALTER TABLE events ADD COLUMN at TEXT;\n-- +goose Down\nALTER TABLE events DROP COLUMN at;\n',
    },
    weakenings: [
      {
        code: 'schema/column-dropped',
        files: {
          'internal/store/migrations/00003_kind.sql':
            '-- +goose Up\nALTER TABLE events DROP COLUMN kind;\n-- +goose Down\nALTER TABLE events ADD COLUMN kind TEXT;\n',
        },
      },
    ],
  },
  {
    name: 'sqlx on SQLite, core.hooksPath set by a Makefile, a document that forbids a way back',
    files: {
      'Cargo.toml': '[package]\nname = "wallet"\n\n[dependencies]\nsqlx = { version = "0.8", features = ["sqlite"] }\n',
      Makefile: 'setup:\n\tgit config core.hooksPath dev/hooks\n',
      'dev/hooks/pre-commit': '#!/bin/sh\necho formatting\n',
      'migrations/0001_owners.sql': 'CREATE TABLE owners (owner_id TEXT PRIMARY KEY, name TEXT NOT NULL);\n',
      'migrations/0002_keys.sql':
        'CREATE TABLE wallet_keys (id INTEGER PRIMARY KEY, secret TEXT NOT NULL, owner_id TEXT REFERENCES owners (owner_id) ON DELETE CASCADE);\nCREATE TABLE signing_limits (owner_id TEXT PRIMARY KEY REFERENCES owners (owner_id) ON DELETE CASCADE, cents INTEGER NOT NULL);\n',
      'src/keys.rs': 'pub const OWNER_KEY: &str = r"^wlt_owner_[0-9a-f]{32}$";\npub const PLAIN_KEY: &str = r"^wlt_[0-9a-f]{32}$";\n',
      'tests/wallets.rs': '#[test]\nfn wallets_keep_their_owner() {\n    assert_eq!(1 + 1, 2);\n}\n',
      'docs/sealed/no-road-back.md': page('sealed-ledger.md'),
      'docs/sealed/inventory.md': page('inventory.md'),
    },
    before: (project) => {
      project.git('update-index', '--chmod=+x', 'dev/hooks/pre-commit')
      project.git('commit', '-qm', 'the hook may run')
      project.git('checkout', '-q', '--', '.')
      project.run('chmod', '+x', 'dev/hooks/pre-commit')
      project.run('make', 'setup')
    },
    writes: [
      'policies/databases.yaml',
      'policies/protocol-012.yaml',
      'policies/data.yaml',
      'policies/guard.yaml',
      'dev/hooks/pre-commit',
      '.github/workflows/pawl.yml',
    ],
    harmless: { 'migrations/0003_note.sql': 'ALTER TABLE owners ADD COLUMN note TEXT;\n' },
    weakenings: [
      { code: 'schema/column-dropped', files: { 'migrations/0004_x.sql': 'ALTER TABLE wallet_keys DROP COLUMN owner_id;\n' } },
      {
        code: 'document/heading-missing',
        files: { 'docs/sealed/no-road-back.md': withoutSection(page('sealed-ledger.md'), 'Who would be hit') },
      },
      { code: 'document/missing', files: { 'docs/sealed/inventory.md': undefined } },
      {
        code: 'token/in-differs',
        files: {
          'src/keys.rs': 'pub const OWNER_KEY: &str = r"^wlt_owner_[0-9a-f]{16}$";\npub const PLAIN_KEY: &str = r"^wlt_[0-9a-f]{32}$";\n',
        },
      },
      {
        code: 'test/',
        files: { 'tests/wallets.rs': '#[test]\n#[ignore]\nfn wallets_keep_their_owner() {\n    assert_eq!(1 + 1, 2);\n}\n' },
      },
    ],
  },
  {
    name: 'drizzle on SQLite, with husky and its own checks',
    files: {
      'package.json': npm({
        scripts: { prepare: 'husky' },
        devDependencies: { husky: '^9.1.7', 'drizzle-orm': '^0.44.0', 'better-sqlite3': '^12.0.0' },
      }),
      '.gitignore': 'node_modules\n.husky/_\n',
      '.husky/pre-commit': 'echo checks\n',
      'drizzle/0000_first.sql': 'CREATE TABLE `carts` (`id` integer PRIMARY KEY NOT NULL, `owner` text NOT NULL);\n',
      'drizzle/meta/_journal.json': `${JSON.stringify({ version: '7', dialect: 'sqlite', entries: [{ idx: 0, version: '6', when: 1, tag: '0000_first', breakpoints: true }] })}\n`,
    },
    install: (project) => project.run('husky'),
    writes: ['policies/databases.yaml', 'policies/data.yaml', 'policies/guard.yaml', '.husky/pre-commit', '.github/workflows/pawl.yml'],
    harmless: { 'README.md': '# shop\n' },
    weakenings: [
      {
        code: 'schema/column-dropped',
        files: {
          'drizzle/0001_x.sql': 'ALTER TABLE `carts` DROP COLUMN `owner`;\n',
          'drizzle/meta/_journal.json': `${JSON.stringify({
            version: '7',
            dialect: 'sqlite',
            entries: [
              { idx: 0, version: '6', when: 1, tag: '0000_first', breakpoints: true },
              { idx: 1, version: '6', when: 2, tag: '0001_x', breakpoints: true },
            ],
          })}\n`,
        },
      },
    ],
  },
  {
    name: 'prisma on Postgres, with simple-git-hooks',
    files: {
      'package.json': npm({
        scripts: { prepare: 'simple-git-hooks' },
        devDependencies: { 'simple-git-hooks': '^2.14.0', prisma: '^6.0.0' },
      }),
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n',
      'prisma/migrations/20260101000000_init/migration.sql':
        'CREATE TABLE "User" (\n  "id" TEXT NOT NULL,\n  "email" TEXT NOT NULL,\n  CONSTRAINT "User_pkey" PRIMARY KEY ("id")\n);\n',
    },
    install: (project) => project.run('simple-git-hooks'),
    writes: [
      'policies/databases.yaml',
      'policies/data.yaml',
      'policies/guard.yaml',
      '.simple-git-hooks.json',
      '.github/workflows/pawl.yml',
    ],
    harmless: { 'prisma/migrations/20260201000000_name/migration.sql': 'ALTER TABLE "User" ADD COLUMN "name" TEXT;\n' },
    weakenings: [
      {
        code: 'schema/column-dropped',
        files: { 'prisma/migrations/20260301000000_x/migration.sql': 'ALTER TABLE "User" DROP COLUMN "email";\n' },
      },
    ],
  },
  {
    name: 'alembic with its SQL committed on Postgres, the pre-commit framework, a document of a way back',
    files: {
      'alembic.ini': '[alembic]\nscript_location = alembic\nsqlalchemy.url = postgresql://localhost/notes\n',
      'alembic/versions/20260101_vectors.py': "revision = '20260101'\ndown_revision = None\n",
      'db/sql/20260101_vectors.up.sql':
        'CREATE TABLE note_vectors (id bigserial PRIMARY KEY, owner text NOT NULL, body text);\nALTER TABLE note_vectors ENABLE ROW LEVEL SECURITY;\nCREATE POLICY note_tenant ON note_vectors USING (owner = current_user);\nCREATE INDEX note_vectors_owner_idx ON note_vectors (owner);\nGRANT SELECT ON note_vectors TO app_reader;\n',
      'db/sql/20260101_vectors.down.sql': 'DROP TABLE note_vectors;\n',
      'docs/backout.md': page('vectors-backout.md'),
      '.pre-commit-config.yaml':
        "# checks of this team\nrepos:\n  - repo: local\n    hooks:\n      - id: words\n        name: words\n        entry: 'true'\n        language: system\n",
    },
    install: (project) => project.run('pre-commit', 'install'),
    writes: [
      'policies/databases.yaml',
      'policies/embeddings-store.yaml',
      'policies/guard.yaml',
      '.pre-commit-config.yaml',
      '.github/workflows/pawl.yml',
    ],
    harmless: { 'docs/more.md': '# More\n\nWords.\n' },
    weakenings: [
      {
        code: 'row-security/',
        files: {
          'alembic/versions/20260201_open.py': "revision = '20260201'\ndown_revision = '20260101'\n",
          'db/sql/20260201_open.up.sql':
            'DROP POLICY note_tenant ON note_vectors;\nCREATE POLICY note_tenant ON note_vectors USING (true);\n',
          'db/sql/20260201_open.down.sql':
            'DROP POLICY note_tenant ON note_vectors;\nCREATE POLICY note_tenant ON note_vectors USING (owner = current_user);\n',
        },
      },
      {
        code: 'document/checklist-item-missing',
        files: { 'docs/backout.md': page('vectors-backout.md').replace('- [ ] Dump taken (by hand)\n', '') },
      },
      { code: 'document/missing', files: { 'docs/backout.md': undefined } },
    ],
  },
  {
    name: 'diesel on SQLite, no hook manager, a document of a way back that loses data',
    files: {
      'Cargo.toml': '[package]\nname = "auth"\n\n[dependencies]\ndiesel = { version = "2", features = ["sqlite"] }\n',
      'migrations/2026-01-01-000000_clients/up.sql':
        "CREATE TABLE clients (id INTEGER PRIMARY KEY, secret TEXT, secret_digest TEXT NOT NULL DEFAULT '');\n",
      'migrations/2026-01-01-000000_clients/down.sql': 'DROP TABLE clients;\n',
      'migrations/2026-02-01-000000_digest/up.sql': 'ALTER TABLE clients DROP COLUMN secret;\n',
      'migrations/2026-02-01-000000_digest/down.sql': 'ALTER TABLE clients ADD COLUMN secret TEXT;\n',
      'docs/undo-hashing.md': page('hashed-secrets.md'),
    },
    writes: [
      'policies/databases.yaml',
      'policies/undoing-hashing-secrets.yaml',
      'policies/data.yaml',
      'policies/guard.yaml',
      '.githooks/pre-commit',
      '.githooks/install',
      '.github/workflows/pawl.yml',
    ],
    left: ['`table: clients` as a whole: 2 values of `clients.secret` are cleared (migrations/2026-02-01-000000_digest/up.sql:1)'],
    harmless: {
      'migrations/2026-03-01-000000_name/up.sql': 'ALTER TABLE clients ADD COLUMN name TEXT;\n',
      'migrations/2026-03-01-000000_name/down.sql': 'ALTER TABLE clients DROP COLUMN name;\n',
    },
    weakenings: [
      {
        code: 'schema/column-dropped',
        files: {
          'migrations/2026-04-01-000000_x/up.sql': 'ALTER TABLE clients DROP COLUMN secret_digest;\n',
          'migrations/2026-04-01-000000_x/down.sql': '',
        },
      },
      {
        code: 'document/placeholder-missing',
        files: { 'docs/undo-hashing.md': page('hashed-secrets.md').replace('<new-secret-here>', 'hunter2') },
      },
    ],
  },
  {
    name: 'plain numbered files on SQLite, core.hooksPath of this clone alone, a document of steps',
    files: {
      'db/schema/001_books.sql': 'CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL);\n',
      'db/schema/002_entries.sql': 'CREATE TABLE entries (book_id INTEGER NOT NULL REFERENCES books (id), cents INTEGER NOT NULL);\n',
      'docs/handing-over.md': page('cutover.md'),
      'hooks/pre-commit': '#!/bin/sh\nset -e\ntrue\n',
    },
    before: (project) => {
      project.run('chmod', '+x', 'hooks/pre-commit')
      project.git('config', 'core.hooksPath', 'hooks')
      project.git('add', '-A')
      project.git('commit', '-qm', 'the hook may run')
    },
    writes: [
      'policies/databases.yaml',
      'policies/handing-books-over.yaml',

      'policies/guard.yaml',
      'hooks/pre-commit',
      'hooks/install',
      '.github/workflows/pawl.yml',
    ],
    left: ['`docs/handing-over.md`: the step T04 has no row, and is not asked for'],
    harmless: { 'db/schema/003_note.sql': 'ALTER TABLE entries ADD COLUMN note TEXT;\n' },
    weakenings: [
      { code: 'document/step-missing', files: { 'docs/handing-over.md': page('cutover.md').replace(/^\| T02.*\n/m, '') } },
      { code: 'document/cell-empty', files: { 'docs/handing-over.md': page('cutover.md').replace('| no books |', '| TBD |') } },
      { code: 'schema/table-dropped', files: { 'db/schema/004_x.sql': 'DROP TABLE entries;\n' } },
    ],
  },
  {
    name: 'a monorepo: Flyway and dbmate in two packages on SQLite, lefthook at the root',
    files: {
      'package.json': npm({ workspaces: ['packages/*'], devDependencies: { lefthook: '^2.0.0' } }),
      'packages/billing/pom.xml': '<project><artifactId>flyway-core</artifactId><artifactId>sqlite-jdbc</artifactId></project>\n',
      'packages/billing/src/main/resources/db/migration/V1__invoices.sql':
        'CREATE TABLE invoices (id INTEGER PRIMARY KEY AUTOINCREMENT, cents INTEGER NOT NULL);\n',
      'packages/auth/package.json': npm({ name: 'auth', devDependencies: { dbmate: '^2.0.0', 'better-sqlite3': '^12.0.0' } }),
      'packages/auth/db/migrations/20260101000000_logins.sql':
        '-- migrate:up\nCREATE TABLE logins (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n-- migrate:down\nDROP TABLE logins;\n',
    },
    install: (project) => project.run('lefthook', 'install'),
    writes: [
      'policies/databases.yaml',
      'policies/rollback-auth.yaml',
      'policies/rollback-billing.yaml',
      'policies/data.yaml',
      'policies/guard.yaml',
      'lefthook.yml',
      '.github/workflows/pawl.yml',
    ],
    harmless: { 'packages/billing/src/main/resources/db/migration/V2__paid.sql': 'ALTER TABLE invoices ADD COLUMN paid TEXT;\n' },
    weakenings: [
      {
        code: 'schema/column-dropped',
        files: { 'packages/billing/src/main/resources/db/migration/V3__x.sql': 'ALTER TABLE invoices DROP COLUMN cents;\n' },
      },
      {
        code: 'schema/table-dropped',
        files: {
          'packages/auth/db/migrations/20260201000000_x.sql':
            '-- migrate:up\nDROP TABLE logins;\n-- migrate:down\nCREATE TABLE logins (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n',
        },
      },
    ],
  },
  {
    name: 'node-pg-migrate on Postgres, GitLab, husky without a hook, a document of classes of change',
    files: {
      'package.json': npm({
        scripts: { prepare: 'husky' },
        devDependencies: { husky: '^9.1.7', 'node-pg-migrate': '^8.0.0', pg: '^8.0.0' },
      }),
      '.gitignore': 'node_modules\n.husky/_\n',
      '.gitlab-ci.yml': 'test:\n  script: npm test\n',
      'migrations/1700000000000_traces.sql':
        '-- Up Migration\nCREATE TABLE traces (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), score numeric NOT NULL);\n-- Down Migration\nDROP TABLE traces;\n',
      'docs/taking-back.md': page('change-classes.md'),
    },
    install: (project) => project.run('husky'),
    writes: [
      'policies/databases.yaml',
      'policies/schema-changes-are-taken.yaml',
      'policies/data.yaml',
      'policies/guard.yaml',
      '.husky/pre-commit',
    ],
    harmless: {
      'migrations/1700000100000_note.sql':
        '-- Up Migration\nALTER TABLE traces ADD COLUMN note text;\n-- Down Migration\nALTER TABLE traces DROP COLUMN note;\n',
    },
    weakenings: [
      {
        code: 'rollback/document-missing',
        files: {
          'migrations/1700000200000_x.sql':
            '-- Up Migration\nALTER TABLE traces DROP COLUMN note;\n-- Down Migration\nALTER TABLE traces ADD COLUMN note text;\n',
        },
      },
      {
        code: 'policy/rules-weakened',
        files: { 'policies/databases.yaml': 'databases:\n  main: { engine: postgres, migrations: migrations }\n' },
      },
    ],
  },
  {
    name: 'TypeScript without migrations, lefthook without a configuration, a document of a one-way door',
    files: {
      'package.json': npm({ devDependencies: { lefthook: '^2.0.0' } }),
      'src/auth.ts': auth,
      'tests/auth.test.ts': "it('keys without an agent are refused', () => {\n  expect(check('key_live_')).toBe(false)\n})\n",
      'docs/keys.md': page('one-way-door.md'),
    },
    install: (project) => project.run('lefthook', 'install'),
    writes: ['policies/live-keys.yaml', 'policies/tokens.yaml', 'policies/guard.yaml', 'lefthook.yml', '.github/workflows/pawl.yml'],
    harmless: { 'src/more.ts': 'export const more = 1\n' },
    weakenings: [
      { code: 'code/', files: { 'src/auth.ts': auth.replace("throw new Error('no agent')", 'return true') } },
      { code: 'token/in-differs', files: { 'src/auth.ts': auth.replace('{24}', '{20}') } },
      {
        code: 'test/',
        files: {
          'tests/auth.test.ts': "it.skip('keys without an agent are refused', () => {\n  expect(check('key_live_')).toBe(false)\n})\n",
        },
      },
    ],
  },
]
