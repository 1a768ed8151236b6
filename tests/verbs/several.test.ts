import { expect, it } from 'vitest'
import { rangeChange } from '../../src/git/changes.ts'
import { openRepository } from '../../src/git/repository.ts'
import { type Changes, check } from '../../src/verbs/check.ts'
import { branchDeleted } from '../../src/verbs/hook.ts'
import { temporaryRepository } from '../git/repository.ts'

const policy = 'protocol: p\ntitle: P\nprotect:\n  - document: docs/a.md\n'

it('a branch that cannot be judged hides nothing of what the others of a push came to', async () => {
  const repository = temporaryRepository()
  const base = repository.commit({ 'policies/p.yaml': policy, 'docs/a.md': '# A\n\nIt stands.\n' })
  const off = (files: Record<string, string>) => {
    repository.git('checkout', '-q', '--detach', base)
    return `${base}..${repository.commit(files)}`
  }
  const [broken, weakened, harmless] = [off({ 'policies/q.yaml': 'protocol: [\n' }), off({ 'docs/a.md': '' }), off({ 'b.md': 'b' })]
  const repo = await openRepository(repository.path, repository.env)
  const judged = async (ranges: string[], more: Partial<Changes> = {}) => {
    const changes = await Promise.all(ranges.map((range) => rangeChange(repo, range)))
    const asked = { verb: 'hook', today: '2026-11-21', branch: async () => 'main', env: {}, elapsed: () => 0 }
    const report = await check({ changes, findings: [], limits: [], ...more }, asked)
    return [report.verdict, report.findings.map(({ code }) => code).join(' '), report.refusals.map(({ path }) => path).join(' ')]
  }
  try {
    const both = ['unknown', 'document/says-nothing', 'policies/q.yaml']
    expect(await judged([broken, weakened])).toEqual(both)
    expect(await judged([weakened, broken, harmless])).toEqual(both)
    expect(await judged([broken], { findings: [branchDeleted('refs/heads/main')] })).toEqual([
      'unknown',
      'branch/default-deleted',
      'policies/q.yaml',
    ])
    expect(await judged([weakened], { refusals: [{ message: 'x', path: 'y' }] })).toEqual(['unknown', 'document/says-nothing', 'y'])
    expect(await judged([], { refusals: [{ message: 'x', path: 'y' }] })).toEqual(['unknown', '', 'y'])
    expect(await judged([harmless, harmless])).toEqual(['held', '', ''])
    await expect(judged([broken])).rejects.toThrow('this is not YAML')
  } finally {
    repo.close()
  }
})
