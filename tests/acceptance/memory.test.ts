import { describe, expect, it } from 'vitest'
import { type Edits, folder, told } from './room.ts'

const id = '20251019_memory'
const downPath = `db/sql/${id}.down.sql`
const documentPath = `docs/rollback/${id}.md`

const example = folder('examples/memory-service')
const down = example[downPath]!
const steps = `BEGIN;
DROP POLICY IF EXISTS own_memory ON memory_chunks;
ALTER TABLE memory_chunks DISABLE ROW LEVEL SECURITY;
DROP TABLE memory_chunks;
DROP EXTENSION vector;
COMMIT;`
const document = (more = '', fields = 'Last Tested: 2026-10-19') =>
  example[documentPath]!.replace('**Last Tested:** 2026-10-19', `**${fields.replace(': ', ':** ')}`) + more
const fence = (info: string, sql: string) => `\n\`\`\`${info}\n${sql}\n\`\`\`\n`

const database = example['policies/database.yaml']!
const revision = example[`alembic/versions/${id}.py`]!
const before: Edits = { 'policies/database.yaml': database, 'alembic/env.py': example['alembic/env.py'] }
const change = (edits: Edits = {}): Edits => ({ ...example, ...edits })
const checked = (edits: Edits = {}) => told(before, change(edits))
const rehearsed = (edits: Edits = {}) => told({ ...before, ...change(edits) }, {}, ['rehearse', 'main'])

describe('row security and vectors, back and forth', () => {
  it('is reversible with ten thousand rows, and tells what a way back discards', async () => {
    const { exit, json } = await rehearsed()
    const [migration] = json.databases[0].migrations
    expect([exit, migration.verdict, migration.discards]).toEqual([0, 'reversible', ['public.memory_chunks']])
  })

  it('holds when it is added with its document', async () => {
    expect((await checked()).messages).toBe('')
  })

  it('is reversible though the down names neither policy nor row security, which go with their table', async () => {
    const { json } = await rehearsed({ [downPath]: 'DROP TABLE memory_chunks;\nDROP EXTENSION vector;\n' })
    expect(json.databases[0].migrations[0].verdict).toBe('reversible')
  })

  it('is partial where the down takes the indexes alone', async () => {
    const { exit, json } = await rehearsed({
      [downPath]: 'DROP INDEX memory_by_meaning;\nDROP INDEX memory_by_list;\nDROP INDEX memory_of_user;\n',
    })
    const [{ verdict, left }] = json.databases[0].migrations
    expect([exit, verdict]).toEqual([1, 'partial'])
    expect(left.join('\n')).toMatch(/table `public\.memory_chunks`/)
    expect(left.join('\n')).toMatch(/policy `own_memory`/)
    expect(left.join('\n')).toMatch(/row security/)
  })

  it('tells of manual steps that leave the table, at their fence', async () => {
    const text = document(
      fence('sql rehearse', 'DROP POLICY own_memory ON memory_chunks;\nALTER TABLE memory_chunks DISABLE ROW LEVEL SECURITY;'),
    )
    const { exit, messages, json } = await checked({ [documentPath]: text })
    expect(exit).toBe(1)
    expect(messages).toContain('the manual steps leave table `memory_chunks`, which `down` removes')
    const at = json.findings.find(({ code }: any) => code === 'rollback/steps-differ').places[0]
    expect([at.path, at.line]).toEqual([documentPath, text.split('\n').indexOf('```sql rehearse') + 1])
  })

  it('tells of manual steps that cannot be run again once they stopped', async () => {
    const loose = steps.replace('BEGIN;\n', '').replace('\nCOMMIT;', '')
    const { exit, messages } = await checked({ [documentPath]: document(fence('sql rehearse', loose)) })
    expect(exit).toBe(1)
    expect(messages).toMatch(
      /stopped after statement \d, the manual steps fail when run again: relation "memory_chunks" does not exist \(42P01\)/,
    )
    expect((await checked({ [documentPath]: document(fence('sql rehearse', down.trim())) })).messages).toBe('')
  })

  it('tells of a query to verify that does not run, with the words of the engine', async () => {
    const { exit, messages, json } = await checked({ [documentPath]: document(fence('sql verify', 'SELECT polname FROM pg_policies;')) })
    expect(exit).toBe(1)
    expect(messages).toContain('column "polname" does not exist')
    expect(json.findings[0].places.some(({ path }: any) => path === documentPath)).toBe(true)
  })

  it('tells of an answer that is not the one expected', async () => {
    const query = "SELECT count(*) FROM pg_class WHERE relname = 'memory_chunks'; -- Expected result: 0"
    expect((await checked({ [documentPath]: document(fence('sql verify', query)) })).messages).toBe('')
    const { exit, messages } = await checked({ [downPath]: 'SELECT 1;\n', [documentPath]: document(fence('sql verify', query)) })
    expect(exit).toBe(1)
    expect(messages).toContain('expected 0, got 1')
  })

  it('tells of an item that is gone from the checklist', async () => {
    const standing = { ...before, ...change() }
    const { exit } = await told(standing, { [documentPath]: document().replace('- [ ] Backup verified\n', '') })
    expect(exit).toBe(1)
  })

  it('leaves the age of a test to the audit', async () => {
    const standing = { ...before, ...change({ [documentPath]: document('', 'Last Tested: 2025-10-19') }) }
    expect((await told(standing, {})).exit).toBe(0)
    const { exit, messages } = await told(standing, {}, ['audit'])
    expect(exit).toBe(1)
    expect(messages).toContain('tested 398 days ago')
  })

  it('refuses an extension that nobody declares, and says the ways out', async () => {
    const { exit, messages } = await told(
      { ...before, ...change(), 'policies/database.yaml': database.replace('[vector]', '[postgis]') },
      {},
      ['rehearse'],
    )
    expect(exit).toBe(2)
    expect(messages).toMatch(/postgis|vector/)
    expect(messages).toContain('PAWL_POSTGRES_URL')
  })

  it('refuses code that changed where its rendering did not', async () => {
    const standing = { ...before, 'policies/database.yaml': database.replace('frozen: true\n', ''), ...change() }
    const { exit } = await told(standing, { [`alembic/versions/${id}.py`]: revision.replace('.up.sql', '.newer.sql') })
    expect(exit).toBe(2)
  })
})
