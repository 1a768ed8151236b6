import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { guards } from '../../src/guards/index.ts'
import { emptyTree, overlay } from '../../src/model/files.ts'
import type { Report } from '../../src/model/report.ts'
import { policyCodes } from '../../src/policy/codes.ts'
import type { Register } from '../../src/policy/policies.ts'
import { drill } from '../../src/verbs/drill.ts'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

const example = join(import.meta.dirname, '..', '..', 'examples', 'token-service')

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

function filesOf(folder: string): TreeFiles {
  const files: TreeFiles = new Map()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    files.set(relative(folder, file), { content: readFileSync(file), mode: statSync(file).mode & 0o100 ? 'executable' : 'file' })
  }
  return files
}

const small = {
  'policies/all.yaml': `protocol: small
status: lossy
required-coverage: 6/6
protect:
  - document: docs/end.md
    headings: [Reasons, Ways out]
    fields: { Status: In force }
  - token: user
    pattern: ^tok_[a-z]{8}$
    accepts: [tok_abcdefgh]
    in: [{ file: src/token.ts, contains: 'user = /$PATTERN/' }]
  - code: src/end.ts
    contains: closeDoors($ALL)
  - test: doors stay closed
    in: test/*.test.ts
  - column: tokens.agent
  - history: ledger
    columns: [amount]
databases:
  main: { engine: sqlite, migrations: migrations, format: plain, transaction: statement }
`,
  'docs/end.md': '# The end\n\n**Status:** In force\n\n## Reasons\n\nThere are two of them.\n\n## Ways out\n\nNone was found.\n',
  'src/token.ts': 'export const user = /^tok_[a-z]{8}$/\n',
  'src/end.ts': 'export function end(all: string[]) {\n  closeDoors(all)\n}\n',
  'test/end.test.ts': "import { expect, it } from 'vitest'\nit('doors stay closed', () => {\n  expect(doors()).toBe('closed')\n})\n",
  'migrations/001_tokens.sql':
    "CREATE TABLE tokens (id integer PRIMARY KEY, agent text NOT NULL DEFAULT '');\nCREATE TABLE ledger (id integer PRIMARY KEY, amount integer);\n",
}

/** The same without what a database is needed for. */
const filesAlone = {
  ...small,
  'policies/all.yaml': small['policies/all.yaml'].replace(/ {2}- column[\s\S]*/, '').replace('6/6', '4/4'),
}

async function drilled(files: Readonly<Record<string, string>>, more: { register?: Register; protocol?: string } = {}): Promise<Report> {
  return drill(overlay(emptyTree, new Map(Object.entries(files))), {
    verb: 'drill',
    today: '2026-11-21',
    branch: async () => undefined,
    env: {},
    elapsed: () => 0,
    tried: () => {},
    ...more,
  })
}

const missed = (report: Report) =>
  report.weakenings!.filter(({ caught }) => !caught).map(({ protection, what, diff }) => ({ protection, what, diff }))

/** The register with one guard that looks at nothing. */
const without = (kind: string): Register => ({ ...guards, [kind]: async () => ({ ...(await guards[kind]!()), uphold: () => {} }) })

describe('pawl drill', () => {
  it('catches every weakening of every protection of the example, and audit shows it', { timeout: 900_000 }, async () => {
    repository = caseRepository()
    repository.stage(filesOf(example))
    repository.commit('all')
    const before = await pawl(repository.folder, ['audit'])
    expect(before.out).toContain('no drill of this tree is kept')
    const printed = await pawl(repository.folder, ['drill', '--format', 'json'])
    const report = JSON.parse(printed.out)
    expect(report.weakenings.filter(({ caught }: { caught: boolean }) => !caught)).toEqual([])
    expect(report).toMatchObject({ verb: 'drill', verdict: 'held', findings: [], refusals: [], looked: { protections: 16, protocols: 1 } })
    const counts = Map.groupBy(report.weakenings as { protection: string }[], ({ protection }) => protection)
    expect([...counts].filter(([protection, each]) => protection.includes('/') && each.length < 5)).toEqual([])
    expect(printed.exit).toBe(0)
    const after = await pawl(repository.folder, ['audit'])
    expect(after.out).toContain(`last drill: ${report.weakenings.length}/${report.weakenings.length} weakenings caught`)
    expect(after.out).not.toContain('no drill of this tree')
  })

  it('catches all in a small repository', { timeout: 120_000 }, async () => {
    const report = await drilled(small)
    expect(missed(report)).toEqual([])
    expect(report.refusals).toEqual([])
    expect(report.verdict).toBe('held')
  })

  it('shows the change of a weakening that is not caught', { timeout: 120_000 }, async () => {
    const report = await drilled(filesAlone, { register: without('document') })
    const removed = missed(report).find(({ what }) => what.includes('heading `Reasons` removed'))!
    expect(removed.diff).toContain('-## Reasons')
  })

  it('drills one protocol where it is named, and knows the nearest', async () => {
    const files = { ...small, 'policies/other.yaml': 'protocol: other\nprotect:\n  - document: docs/end.md\n' }
    const report = await drilled(files, { protocol: 'other' })
    expect(new Set(report.weakenings!.map(({ protection }) => protection.split('/')[0]))).toEqual(new Set(['other']))
    await expect(drilled(files, { protocol: 'othr' })).rejects.toThrow('did you mean `other`?')
  })

  it('weakens the policy by each key that it states', async () => {
    const report = await drilled({
      'policies/all.yaml': small['policies/all.yaml']
        .replace(/ {2}- (token|code|test|column|history)[\s\S]*?(?=databases)/, '')
        .replace('6/6', '1/1'),
      'docs/end.md': small['docs/end.md'],
    })
    const ours = report.weakenings!.filter(({ by }) => by.some((code) => Object.hasOwn(policyCodes, code)))
    expect(missed(report)).toEqual([])
    expect(ours.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'its file removed',
        'its status lowered to reversible',
        'its required coverage lowered to 0/1',
        'the protection removed',
        'its level lowered to warning',
        'its key `headings` removed',
        'item 2 of its key `headings` removed',
        'its key `fields` removed',
        'its definition removed',
      ]),
    )
  })
})
