import { createHash } from 'node:crypto'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder } from '../acceptance/room.ts'
import { planned, service, type Texts } from './plan-room.ts'

const document = 'docs/rollback/0042_drop_score.md'
const says = (line: string): Texts => ({ ...service, [document]: service[document]!.replace('\n---\n#', `\n${line}\n---\n#`) })
const dump = '--\n-- PostgreSQL database dump\n--\nSELECT 1;\n--\n-- PostgreSQL database dump complete\n--\n'
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** A plan whose readiness is asked for, with a file beside the repository's own. */
async function ready(
  files: Texts,
  words: readonly string[] = ['1.3.0', '1.2.5'],
  backup?: { file?: string; text: string; hours?: number },
) {
  const other = planned(files)
  try {
    if (backup) {
      const file = join(other.repository.folder, backup.file ?? 'main.bak')
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, backup.text)
      const written = new Date(Date.parse('2026-11-21T12:00:00Z') - (backup.hours ?? 1) * 36e5)
      utimesSync(file, written, written)
    }
    return await other.plan(...words, '--ready')
  } finally {
    other.repository.close()
  }
}

/** The same versions without a step that asks for the backup. */
const unasked = (files: Texts): Texts => ({
  ...files,
  'policies/versions.yaml': files['policies/versions.yaml']!.replace(/ {6}- \{ name: verify the backup.*\n/, ''),
})

describe('readiness', () => {
  it('is there where documents, approvals and the backup are, and tells what is lost', async () => {
    const { exit, codes, plan, limits } = await ready(service)
    expect({ exit, codes, blockers: plan.blockers }).toEqual({ exit: 0, codes: ['warning plan/data-lost'], blockers: [] })
    expect(plan.warnings).toMatchObject([{ message: 'going back from 1.3.0 to 1.2.5 loses the data of `traces.score`' }])
    expect(limits).toContain('`verify the backup`: asked once the plan is run, and not here')
    expect(limits).toContain('the live database was not looked at; `pawl rollback run` reads it ahead of its first step')
  })

  it('asks nothing of a hop that loses nothing', async () => {
    expect(await ready(service, ['1.2.5', '1.2.2'])).toMatchObject({ exit: 0, codes: [] })
  })

  it.each([
    ['the document is not there', { ...service, [document]: undefined }, 'error rollback/document-missing'],
    [
      'its last test is long ago',
      { ...service, [document]: service[document]!.replace('2026-10-01', '2026-01-01') },
      'error rollback/tested-long-ago',
    ],
    [
      'nobody has approved it',
      { ...service, [document]: service[document]!.replace('approved-by: [Ada]\n', '') },
      'error rollback/field-missing',
    ],
    [
      'it promises more than the rehearsal shows',
      { ...service, [document]: service[document]!.replace('lossy', 'reversible') },
      'error rollback/promises-more',
    ],
  ])('is not there where %s', async (_, files, code) => {
    const { exit, codes, plan } = await ready(files)
    expect(exit).toBe(1)
    expect(codes).toContain(code)
    expect(plan.blockers.length).toBeGreaterThan(0)
  })

  it('is not asked for without `--ready`', async () => {
    const other = planned({ ...service, [document]: undefined })
    expect(await other.plan('1.3.0', '1.2.5')).toMatchObject({ exit: 0, codes: [] })
    other.repository.close()
  })
})

describe('a backup', () => {
  it('is asked for where data is lost and nothing else asks for it', async () => {
    const { exit, codes, messages } = await ready(unasked(service))
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['error plan/backup-missing', 'warning plan/data-lost'] })
    expect(messages).toContain('no document names a backup file, and no step `at: ready` that blocks asks for one')
  })

  it('that a document names is found with its age and its hash', async () => {
    const { exit, codes, plan } = await ready(unasked(says('backup: main.bak')), undefined, { text: dump })
    expect({ exit, codes }).toEqual({ exit: 0, codes: ['warning plan/data-lost'] })
    expect(plan.backups).toEqual([{ file: 'main.bak', bytes: dump.length, written: '2026-11-21T11:00:00.000Z', sha256: hash(dump) }])
  })

  it.each([
    ['is not there', 'backup: main.bak', undefined, 'is not there, or cannot be read'],
    ['is empty', 'backup: main.bak', { text: '' }, 'is empty'],
    ['was cut', 'backup: main.bak', { text: dump.slice(0, 60) }, 'ends ahead of its last line'],
    ['is of no known kind', 'backup: main.bak', { text: 'hello' }, 'is of no kind that is known'],
    [
      'has another hash',
      `backup: main.bak\nbackup-sha256: ${hash('another')}`,
      { text: dump },
      `has the sha256 ${hash(dump)}, and the document states ${hash('another')}`,
    ],
    [
      'is older than it may be',
      'backup: main.bak\nbackup-within: 12 hours',
      { text: dump, hours: 13 },
      'is 13h old, and the document allows 12h',
    ],
  ])('that %s blocks', async (_, lines, backup, why) => {
    const { exit, messages, plan } = await ready(says(lines), undefined, backup)
    expect(exit).toBe(1)
    expect(messages).toContain(`the backup \`main.bak\` ${why}`)
    expect(plan.backups).toBeUndefined()
  })

  it.each([
    ['of another kind whose hash is stated', `backup: main.bak\nbackup-sha256: ${hash('hello').toUpperCase()}`, { text: 'hello' }],
    ['that pg_dump -Fc wrote', 'backup: main.bak', { text: 'PGDMP\u0001\u000e' }],
    ['that sqlite3 wrote', 'backup: main.bak', { text: 'SQLite format 3\0' }],
    ['in a folder that pg_dump -Fd wrote', 'backup: dumps/main', { file: 'dumps/main/toc.dat', text: 'PGDMP' }],
    ['as old as it may be', 'backup: main.bak\nbackup-within: 12 hours', { text: dump, hours: 12 }],
  ])('%s is taken', async (_, lines, backup) => {
    expect(await ready(says(lines), undefined, backup)).toMatchObject({ exit: 0, codes: ['warning plan/data-lost'] })
  })

  it('of more than a day is a warning where nothing says how old it may be', async () => {
    const { exit, codes, messages } = await ready(says('backup: main.bak'), undefined, { text: dump, hours: 30 })
    expect({ exit, codes }).toEqual({ exit: 0, codes: ['warning plan/backup-age', 'warning plan/data-lost'] })
    expect(messages).toContain(`the backup \`main.bak\` is 30h old, with the sha256 ${hash(dump)}`)
  })
})

describe('what a tier asks', () => {
  it('blocks where a step that its word names is not there', async () => {
    const { exit, codes, messages } = await ready(service, ['1.2.5', '1.2.2', '--tier', 'tenant-1000'])
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['error plan/validation-missing'] })
    expect(messages).toBe('tenant-1000 asks for `full`, and 1.2.5 has no step `validate`, `health`')
  })

  it('blocks where nobody may approve in a role', async () => {
    const files = { ...service, 'policies/people.yaml': 'approvers: { lead: [Ada] }\n' }
    const { exit, messages } = await ready(files, ['1.2.5', '1.2.2', '--tier', 'banking'])
    expect({ exit, messages }).toEqual({
      exit: 1,
      messages: 'banking asks for the approval of `regulator`, and nobody under `approvers` has it',
    })
    expect(
      await ready({ ...files, 'policies/people.yaml': 'approvers: { lead: [Ada], regulator: [Yara] }\n' }, [
        '1.2.5',
        '1.2.2',
        '--tier',
        'banking',
      ]),
    ).toMatchObject({ exit: 0 })
  })
})

it('warns of a service that a document names and the version does not', async () => {
  const { codes, messages } = await ready({
    ...service,
    [document]: service[document]!.replace('[ingester, processor]', '[ingester, processor, pages]'),
  })
  expect(codes).toEqual(['warning plan/data-lost', 'warning plan/service-unlisted'])
  expect(messages).toContain('names the service `pages`, which 1.3.0 does not list')
})

describe('what a version has brought, and a protocol protects', () => {
  const protects = (status: string, item: string): Texts => ({
    ...service,
    'policies/p.yaml': `protocol: p\nstatus: ${status}\nprotect:\n  - { ${item} }\n`,
  })
  const lost = 'warning plan/data-lost'

  it('goes with it: no way to be ready for where the protocol is irreversible, and told of else', async () => {
    const irreversible = protects('irreversible', 'table: spans')
    const { exit, codes, plan } = await ready(irreversible)
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['error plan/protected-goes', lost] })
    expect(plan.blockers).toMatchObject([
      { message: 'going back from 1.3.0 to 1.2.5 takes away `spans`, which p protects (irreversible)', path: 'policies/versions.yaml' },
    ])
    expect(await ready(protects('lossy', 'column: spans.id'))).toMatchObject({ exit: 0, codes: [lost, 'warning plan/protected-goes'] })
    const other = planned(irreversible)
    expect(await other.plan('1.3.0', '1.2.5')).toMatchObject({ exit: 0, codes: ['warning plan/protected-goes'] })
    other.repository.close()
  })

  it('stays where another version brought it', async () => {
    expect(await ready(protects('irreversible', 'table: traces'), ['1.2.5', '1.2.2'])).toMatchObject({ exit: 0, codes: [] })
  })
})

describe('evidence of owners and privileges', () => {
  it('is asked for ahead of the run, which does not begin without it', async () => {
    const versions =
      'versions:\n  - { version: 1.0.0, database: plane, through: S03_stage }\n  - { version: 1.1.0, database: plane, through: S06_mark }\n'
    const example: Texts = { ...folder('examples/owner-cutover'), 'policies/versions.yaml': versions }
    const policy = 'policies/cutover.yaml'
    expect(await ready(example, ['1.1.0', '1.0.0'])).toMatchObject({ exit: 0, codes: [] })
    const bare = { ...example, [policy]: example[policy]!.replace(', table unit]', ']') }
    const { exit, codes, plan } = await ready(bare, ['1.1.0', '1.0.0'])
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['error plan/evidence-missing'] })
    expect(plan.blockers[0].message).toMatch(
      /^`reader` may SELECT on column `unit\.id` before, and not then when `S05_readers` is taken back/,
    )
  })
})
