/** A small repository that is guarded: a document, a column of an SQLite database, and a format of tokens. */
export const vault: Readonly<Record<string, string>> = {
  'policies/vault.yaml': `protocol: vault
title: Sealed vault
status: irreversible
owners: [platform]
why: Keys that were issued have no place in the older schema.
protect:
  - document: docs/sealed.md
    headings: [Decision]
    layer: documents
  - column: keys.agent_id
    layer: database
  - token: key
    pattern: ^key_[A-Za-z0-9]{40}$
    layer: token-format
`,
  'policies/database.yaml': 'databases:\n  main: { engine: sqlite, migrations: migrations, format: golang-migrate }\n',
  'docs/sealed.md': '# Sealed\n\n## Decision\n\nThe vault is never opened again.\n',
  'migrations/0001_keys.up.sql': 'CREATE TABLE keys (\n  id INTEGER PRIMARY KEY,\n  agent_id TEXT\n);\n',
  'migrations/0001_keys.down.sql': 'DROP TABLE keys;\n',
  'README.md': '# Vault\n',
}

export const dropsColumn = { 'migrations/0002_simplify.up.sql': 'ALTER TABLE keys DROP COLUMN agent_id;\n' }
