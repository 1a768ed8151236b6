import { expect, it } from 'vitest'
import { told } from './room.ts'

const files = {
  'policies/database.yaml': 'databases:\n  main: { engine: sqlite, migrations: migrations }\n',
  'policies/tokens.yaml': 'protocol: tokens\ntitle: Tokens\nstatus: irreversible\nprotect:\n  - table: tokens\n',
  'migrations/001_tokens.sql': `CREATE TABLE tokens (id INTEGER PRIMARY KEY, budget INTEGER CONSTRAINT whole CHECK (budget >= 0));
CREATE INDEX tokens_by_budget ON tokens (budget);
`,
}
const limits = async (edits = {}) => (await told({ ...files, ...edits }, {}, ['audit'])).json.limits.join('\n')

it('points out in an audit what no protection of a protected table pins', async () => {
  expect(await limits()).toContain('`tokens` is protected, and no protection pins its check `whole`, its index `tokens_by_budget`')
})

it('points out nothing that is pinned', async () => {
  const pinned = `${files['policies/tokens.yaml']}  - constraint: tokens.whole\n  - index: tokens_by_budget\n`
  expect(await limits({ 'policies/tokens.yaml': pinned })).not.toContain('no protection pins')
})
