import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

const policy = `databases:
  main: { engine: sqlite, migrations: migrations, format: golang-migrate }
rollback: main
document: docs/rollback/{migration}.md
categories:
  additive: { document: required, tested-within: 90d }
`

const document = (tested: string) => `---
rollback: reversible
last-tested: ${tested}
---
# Back

1. Run the down.
2. Verify that the table is gone.
`

/** A repository that holds one migration, its document last tested on a day. */
function standing(tested: string, down = 'DROP TABLE more;\n'): CaseRepository {
  const files = {
    'policies/database.yaml': policy,
    'migrations/0001_more.up.sql': 'CREATE TABLE more (id INTEGER PRIMARY KEY);\n',
    'migrations/0001_more.down.sql': down,
    'docs/rollback/0001_more.md': document(tested),
  }
  const tree: TreeFiles = new Map(
    Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' as const }]),
  )
  const made = caseRepository()
  made.stage(tree)
  made.commit('all')
  return made
}

const codes = (out: string): string[] =>
  JSON.parse(out).findings.map(({ code, level }: { code: string; level: string }) => `${level} ${code}`)

describe('rollback rules of what stands', () => {
  it('are silent in check and told by audit', async () => {
    repository = standing('2025-10-19')
    const check = await pawl(repository.folder, ['check', 'HEAD..HEAD', '--format', 'json'])
    expect([check.exit, codes(check.out)]).toEqual([0, []])
    const audit = await pawl(repository.folder, ['audit', '--format', 'json'])
    expect([audit.exit, codes(audit.out)]).toEqual([1, ['error rollback/tested-long-ago']])
    expect(audit.out).toContain('398 days ago')
  })

  it('warn in an audit alone of a test that counts for less than 30 days more', async () => {
    repository = standing('2026-09-10')
    const audit = await pawl(repository.folder, ['audit', '--format', 'json'])
    expect([audit.exit, codes(audit.out)]).toEqual([0, ['warning rollback/test-runs-out']])
    const rehearse = await pawl(repository.folder, ['rehearse', '--format', 'json'])
    expect([rehearse.exit, codes(rehearse.out)]).toEqual([0, []])
  })

  it('judge what rehearse shows, and name the document', async () => {
    repository = standing('2026-11-01', '-- nothing\n')
    const rehearse = await pawl(repository.folder, ['rehearse', '--format', 'json'])
    expect([rehearse.exit, codes(rehearse.out)]).toEqual([1, ['error rollback/partial']])
    const [migration] = JSON.parse(rehearse.out).databases[0].migrations
    expect(migration).toMatchObject({ id: '0001_more', verdict: 'partial', category: 'additive', document: 'docs/rollback/0001_more.md' })
  })
})
