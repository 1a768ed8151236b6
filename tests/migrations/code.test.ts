import { expect, test } from 'vitest'
import { chain, told } from './folder.ts'

const revision = (name: string, previous: string) =>
  `"""doc\n\nRevises: nothing\n"""\nfrom alembic import op\n\nrevision: str = '${name}'\ndown_revision: Union[str, None] = ${previous}\nbranch_labels = None\n\ndef upgrade():\n    pass\n`
const rendered = 'db/sql/{id}.{direction}.sql'

test('Alembic: revisions in the order that they name, with what they amount to', async () => {
  const read = await chain(
    {
      'a_late.py': revision('c3', "('a1', 'b2')"),
      'b_second.py': revision('b2', "'a1'"),
      'z_first.py': revision('a1', 'None'),
      '__init__.py': '',
      '/db/sql/z_first.up.sql': 'BEGIN;\nA;\nUPDATE alembic_version SET version_num = 1;\nCOMMIT;',
      '/db/sql/z_first.down.sql': 'a;',
      '/db/sql/b_second.up.sql': 'B;',
      '/db/sql/a_late.up.sql': 'C;',
    },
    { rendered },
  )
  expect(read.format).toBe('alembic')
  expect(told(read)).toEqual([
    'up z_first (statement): BEGIN; A; UPDATE alembic_version SET version_num = 1; COMMIT;',
    'down z_first (transaction): a;',
    'up b_second (transaction): B;',
    'up a_late (transaction): C;',
  ])
  expect(read.migrations[2]!.code).toMatchObject({ path: 'migrations/a_late.py', revision: 'c3', previous: ['a1', 'b2'] })
  expect(read.migrations[0]!.up.path).toBe('db/sql/z_first.up.sql')
  expect(read.bookkeeping?.text).toContain('CREATE TABLE alembic_version')
})

test('Alembic: a revision that nothing renders is refused with both ways out, unless code is run', async () => {
  const files = { 'x_one.py': revision('a1', 'None') }
  await expect(chain(files, { rendered })).rejects.toMatchObject({
    message:
      '`migrations/x_one.py` is code, and pawl runs none by itself: commit its SQL as `db/sql/x_one.up.sql`, or give `run:` and call pawl with `--allow-run`',
    at: { path: 'migrations/x_one.py' },
  })
  await expect(chain(files)).rejects.toThrow('with `rendered:`')
  expect((await chain(files, {}, { runsCode: true })).migrations[0]!.code).toMatchObject({ unrendered: true, revision: 'a1', previous: [] })
})

test('Alembic: histories that do not hold together', async () => {
  const all = { runsCode: true }
  await expect(chain({ 'a.py': revision('a1', "'gone'") }, {}, all)).rejects.toThrow('`migrations/a.py` builds on `gone`')
  await expect(chain({ 'a.py': revision('a1', 'None'), 'b.py': revision('a1', 'None') }, {}, all)).rejects.toThrow('have one version')
  const two = await chain({ 'a.py': revision('a1', 'None'), 'b.py': revision('b2', "'a1'"), 'c.py': revision('c3', "'a1'") }, {}, all)
  expect(two.limits).toEqual(['`migrations` has 2 heads (`b2`, `c3`), which were run one after another'])
})

test('Alembic: offline SQL is cut where it says which step runs', async () => {
  const read = await chain({
    'all.sql':
      "BEGIN;\n\nCREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);\n\n-- Running upgrade  -> a1\n\nA;\n\nINSERT INTO alembic_version (version_num) VALUES ('a1');\n\n-- Running upgrade a1 -> b2, second\n\nB;\n\nCOMMIT;\n",
    'back.sql': 'BEGIN;\n-- Running downgrade b2 -> a1\nb;\n-- Running downgrade a1 -> \na;\nCOMMIT;\n',
  })
  expect(told(read)).toEqual([
    "up a1 (transaction): A; INSERT INTO alembic_version (version_num) VALUES ('a1');",
    'down a1 (transaction): a;',
    'up b2 (transaction): B;',
    'down b2 (transaction): b;',
  ])
  expect(read.bookkeeping).toBeDefined()
  const pairs = await chain(
    {
      '2_b.up.sql': '-- Running upgrade a1 -> b2\nB;',
      '2_b.down.sql': '-- Running downgrade b2 -> a1\nb;',
      '9_a.up.sql': '-- Running upgrade  -> a1\nA;',
    },
    { format: 'alembic' },
  )
  expect(told(pairs)).toEqual(['up 9_a (transaction): A;', 'up 2_b (transaction): B;', 'down 2_b (transaction): b;'])
})

test('Rails and numbered code are judged by their rendering', async () => {
  const files = { '20240101000000_make_a.rb': 'class MakeA', '20240102000000_make_b.sql': 'B', '/db/sql/20240101000000_make_a.up.sql': 'A' }
  expect(told(await chain(files, { rendered, format: 'rails' }))).toEqual([
    'up 20240101000000_make_a (transaction): A',
    'up 20240102000000_make_b (transaction): B',
  ])
  const numbered = { '0001_a.py': 'code', '0002_b.sql': 'B', '/db/sql/0001_a.up.sql': 'A' }
  expect(told(await chain(numbered, { rendered }))).toEqual(['up 0001_a (transaction): A', 'up 0002_b (transaction): B'])
})
