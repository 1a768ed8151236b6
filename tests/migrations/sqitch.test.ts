import { expect, test } from 'vitest'
import { chain, told } from './folder.ts'

const who = '2024-01-01T00:00:00Z A Person <a@example.com>'

test('the plan states the order, scripts keep their own transactions, verify runs too', async () => {
  const read = await chain({
    'sqitch.plan': `%syntax-version=1.0.0\n%project=shop\n\n# first\nschema ${who} # makes it\nusers [schema !old other:x] ${who} # people\n@v1 ${who} # out\n  a/nested [users@v1] ${who} # deep\n`,
    'deploy/schema.sql': 'BEGIN; S; COMMIT;',
    'revert/schema.sql': 's',
    'verify/schema.sql': 'check',
    'deploy/users.sql': 'U',
    'deploy/a/nested.sql': 'N',
  })
  expect(told(read)).toEqual([
    'up schema (statement): BEGIN; S; COMMIT;',
    'down schema (statement): s',
    'verify schema (statement): check',
    'up users (statement): U',
    'up a/nested (statement): N',
  ])
})

test('a reworked change keeps its older scripts under the name of a tag', async () => {
  const read = await chain({
    'sqitch.plan': `%project=x\nf ${who}\ng ${who}\n@v1 ${who}\n@v2 ${who}\nf [f@v2] ${who}\n`,
    'deploy/f@v1.sql': 'old',
    'revert/f@v1.sql': 'gone',
    'deploy/g.sql': 'G',
    'deploy/f.sql': 'new',
    'revert/f.sql': 'old again',
  })
  expect(told(read)).toEqual([
    'up f@v1 (statement): old',
    'down f@v1 (statement): gone',
    'up g (statement): G',
    'up f (statement): new',
    'down f (statement): old again',
  ])
})

test('sqitch.conf says where scripts stand', async () => {
  const read = await chain({
    'sqitch.conf': '[core]\n\tengine = pg\n\ttop_dir = db\n\textension = ddl\n[deploy]\n\tverify = true\n',
    'db/sqitch.plan': `%project=x\na ${who}\n`,
    'db/deploy/a.ddl': 'A',
    'db/revert/a.ddl': 'a',
  })
  expect(told(read)).toEqual(['up a (statement): A', 'down a (statement): a'])
})

test('what Sqitch would not deploy is refused at its line', async () => {
  const plan = (text: string, files = {}) =>
    chain({ 'sqitch.plan': `%project=x\n${text}`, 'deploy/a.sql': '', 'deploy/b.sql': '', ...files })
  await expect(plan(`a [b] ${who}\nb ${who}\n`)).rejects.toMatchObject({
    message: 'the change `a` requires `b`, which does not stand ahead of it',
    at: { line: 2 },
  })
  await expect(plan(`a ${who}\na ${who}\n`)).rejects.toThrow('stands twice in the plan')
  await expect(plan(`gone ${who}\n`)).rejects.toThrow('`migrations/deploy/gone.sql` is not there')
  await expect(plan(`a ${who}\n-a ${who}\n`)).rejects.toThrow('reverts `a`')
  await expect(plan('[what]\n')).rejects.toMatchObject({ at: { path: 'migrations/sqitch.plan', line: 2 } })
})
