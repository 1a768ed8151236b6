import { expect, test } from 'vitest'
import { told } from '../acceptance/room.ts'

const policy = (items: string, more = '') => `protocol: vault\nstatus: irreversible\nprotect:\n${items}${more}`
const standing = {
  'policies/vault.yaml': policy('  - document: docs/a.md\n    headings: [One]\n  - document: docs/b.md\n'),
  'docs/a.md': '# A\n\n## One\n\nText.\n\n## Two\n\nText.\n',
  'docs/b.md': '# B\n\nText.\n',
  'docs/c.md': '# C\n\nText.\n',
}

test('an edited policy is told by what it adds and what it takes away', async () => {
  const edited = policy('  - document: docs/a.md\n    headings: [One, Two]\n  - document: docs/c.md\n')
  const { json, exit } = await told(standing, { 'policies/vault.yaml': edited })
  expect(exit).toBe(1)
  expect(json.policies).toEqual({
    adds: ['`vault/document:docs/a.md` asks more: `headings`', '`vault/document:docs/c.md` is protected'],
    takesAway: ['`vault/document:docs/b.md` is no longer protected'],
  })
})

test('an amendment is told as what it will let slip, and its end as what it adds', async () => {
  const amendment = 'amendment: allow-b\nrelaxes: [vault/document:docs/b.md]\nreason: It moves.\napproved-by: [dba]\nexpires: 2027-03-01\n'
  const coming = await told(standing, { 'policies/allow-b.yaml': amendment })
  expect(coming.json.policies).toEqual({
    adds: [],
    takesAway: ['amendment `allow-b` lets `vault/document:docs/b.md` slip once it stands in the base, until 2027-03-01'],
  })
  const going = await told({ ...standing, 'policies/allow-b.yaml': amendment }, { 'policies/allow-b.yaml': undefined })
  expect(going.json.policies).toEqual({ adds: ['amendment `allow-b` ends'], takesAway: [] })
})

test('a change that edits no policy, or its comments alone, has nothing to tell of policies', async () => {
  const elsewhere = await told(standing, { 'docs/c.md': '# C\n\nMore.\n' })
  expect(elsewhere.json.policies).toBeUndefined()
  const comment = await told(standing, { 'policies/vault.yaml': `# A word.\n${standing['policies/vault.yaml']}` })
  expect(comment.json.policies ?? { adds: [], takesAway: [] }).toEqual({ adds: [], takesAway: [] })
})

test('a file that is broken takes away all that it held', async () => {
  const { json, exit } = await told(standing, { 'policies/vault.yaml': 'protocol: [\n' })
  expect(exit).toBe(1)
  expect(json.policies.takesAway).toHaveLength(2)
})
