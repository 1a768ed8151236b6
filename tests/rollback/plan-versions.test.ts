import { describe, expect, it } from 'vitest'
import { told } from '../acceptance/room.ts'

const files = {
  'policies/databases.yaml': `databases:
  main: { engine: sqlite, migrations: migrations, format: golang-migrate, transaction: statement }
`,
  'policies/versions.yaml': `versions:
  - { version: 1.0.0, through: 0001_a }
  - { version: 1.1.0, through: 0002_b }
`,
  'migrations/0001_a.up.sql': 'CREATE TABLE a (id text);\n',
  'migrations/0002_b.up.sql': 'CREATE TABLE b (id text);\n',
  'migrations/0002_b.down.sql': 'DROP TABLE b;\n',
}
const versions = files['policies/versions.yaml']
const next = (line: string) => ({ 'policies/versions.yaml': `${versions}  - { version: 1.2.0, through: 0003_c${line} }\n` })
const up = { 'migrations/0003_c.up.sql': 'CREATE TABLE c (id text);\nCREATE TABLE d (id text);\n' }

describe('a version that lacks a way back', () => {
  it.each([
    ['because there is no down', {}, '`0003_c` has no down'],
    ['because its down fails', { 'migrations/0003_c.down.sql': 'DROP TABLE gone;\n' }, 'the down of `0003_c` fails: no such table: gone'],
    [
      'because its down leaves something',
      { 'migrations/0003_c.down.sql': 'DROP TABLE c;\n' },
      'after the down of `0003_c` table `d` is left',
    ],
  ])('is an error at the commit that brings it, %s', async (_, down, why) => {
    const { exit, codes, messages, json } = await told(files, { ...next(''), ...up, ...down })
    expect({ exit, codes, messages }).toMatchObject({ exit: 1, codes: ['version/no-way-back'] })
    expect(messages).toContain(`version \`1.2.0\` has no way back to \`1.1.0\`: ${why}`)
    expect(json.findings[0].places[0]).toMatchObject({ path: 'policies/versions.yaml', line: 4 })
  })

  it('is an error at the commit that spoils the down', async () => {
    const { exit, codes } = await told(files, { 'migrations/0002_b.down.sql': 'SELECT 1;\n' })
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['version/no-way-back'] })
  })

  it('is an error in an audit, for as long as it stands', async () => {
    const { exit, messages } = await told({ ...files, 'migrations/0002_b.down.sql': 'SELECT 1;\n' }, {}, ['audit'])
    expect(exit).toBe(1)
    expect(messages).toContain('version `1.1.0` has no way back to `1.0.0`')
  })
})

it('a migration whose up fails is told of once', async () => {
  const { exit, codes } = await told(files, {
    ...next(''),
    'migrations/0003_c.up.sql': 'DROP TABLE gone;\n',
    'migrations/0003_c.down.sql': 'SELECT 1;\n',
  })
  expect({ exit, codes }).toEqual({ exit: 1, codes: ['migration/up-fails'] })
})

it('what rollback rules have rehearsed already is judged from that', async () => {
  const rules = 'rollback: main\ncategories:\n  additive: { rehearsal: any }\n'
  const ruled = { ...files, 'policies/rules.yaml': rules }
  expect(await told(ruled, { ...next(''), ...up })).toMatchObject({ exit: 1, codes: ['version/no-way-back'] })
  expect(await told(ruled, { ...next(''), ...up, 'migrations/0003_c.down.sql': 'DROP TABLE d;\nDROP TABLE c;\n' })).toMatchObject({
    exit: 0,
  })
  const ungraded = { ...files, 'policies/rules.yaml': rules.replace('any', 'none') }
  expect(await told(ungraded, { ...next(''), ...up, 'migrations/0003_c.down.sql': 'DROP TABLE c;\n' })).toMatchObject({ exit: 0 })
})

describe('what is quiet', () => {
  it.each([
    ['a version with a proven way back', files, { ...next(''), ...up, 'migrations/0003_c.down.sql': 'DROP TABLE d;\nDROP TABLE c;\n' }],
    ['a version that states that there is none', files, { ...next(', rollback-to: none'), ...up }],
    [
      'a way back that loses data',
      files,
      { ...next(''), 'migrations/0003_c.up.sql': 'DROP TABLE b;\n', 'migrations/0003_c.down.sql': 'CREATE TABLE b (id text);\n' },
    ],
    ['a migration that is in no version yet', files, up],
    ['the first version, which nothing stands ahead of', files, { 'migrations/0001_a.up.sql': 'CREATE TABLE a (id text, name text);\n' }],
    [
      'what already stood, in a change of something else',
      { ...files, 'migrations/0002_b.down.sql': 'SELECT 1;\n' },
      { ...next(''), ...up, 'migrations/0003_c.down.sql': 'DROP TABLE d;\nDROP TABLE c;\n' },
    ],
    [
      'versions without a database',
      { ...files, 'policies/versions.yaml': 'versions:\n  - { version: a }\n' },
      { 'policies/versions.yaml': 'versions:\n  - { version: a }\n  - { version: b }\n' },
    ],
    ['a database under another name', files, { 'policies/databases.yaml': files['policies/databases.yaml'].replace('main', 'core') }],
  ])('%s', async (_, standing, change) => {
    const { exit, messages } = await told(standing, change)
    expect({ exit, messages: messages.trim() }).toEqual({ exit: 0, messages: '' })
  })
})

describe('a migration that a version names', () => {
  it.each([
    ['and that is not there', 'through: 0003_c', 'no migration of `main` is called `0003_c`; did you mean `0001_a`?'],
    ['and that is like no other', 'through: v77_all_of_it', 'no migration of `main` is called `v77_all_of_it`; the last one is `0002_b`'],
    ['and that goes backwards', 'through: 0001_a', '`1.2.0` ends with `0001_a`, which stands ahead of `0002_b`, where `1.1.0` ends'],
  ])('is refused %s', async (_, through, says) => {
    const { exit, json } = await told(files, { 'policies/versions.yaml': `${versions}  - { version: 1.2.0, ${through} }\n` })
    expect(exit).toBe(2)
    expect(json.refusals).toMatchObject([{ path: 'policies/versions.yaml', line: 4, message: expect.stringContaining(says) }])
  })

  it('is refused when the change takes it away', async () => {
    const { exit, messages } = await told(files, { 'migrations/0002_b.up.sql': undefined, 'migrations/0002_b.down.sql': undefined })
    expect(exit).toBe(2)
    expect(messages).toContain('no migration of `main` is called `0002_b`')
  })
})

describe('the last migration of a version', () => {
  const more = { ...files, ...up, 'migrations/0003_c.down.sql': 'DROP TABLE d;\nDROP TABLE c;\n', ...next('') }
  it('may not be an earlier one than it was, which would hide those behind it', async () => {
    const { exit, messages } = await told(more, { 'policies/versions.yaml': more['policies/versions.yaml'].replace('0003_c', '0002_b') })
    expect(exit).toBe(1)
    expect(messages).toContain('version `1.2.0` asks less: `through` was 0003_c and is 0002_b')
  })

  it('may be a later one, and one that was renamed before it landed', async () => {
    const later = { 'policies/versions.yaml': versions.replace('0002_b', '0003_c') }
    expect((await told({ ...more, 'policies/versions.yaml': versions }, later)).exit).toBe(0)
    const renamed = {
      'policies/versions.yaml': more['policies/versions.yaml'].replace('0003_c', '0003_a'),
      'migrations/0003_c.up.sql': undefined,
      'migrations/0003_c.down.sql': undefined,
      'migrations/0003_a.up.sql': more['migrations/0003_c.up.sql'],
      'migrations/0003_a.down.sql': more['migrations/0003_c.down.sql'],
    }
    expect((await told(more, renamed)).exit).toBe(0)
  })

  it('and what else a version promises may go by an amendment that stands', async () => {
    const amendment = `amendment: let-it-go
relaxes: [version:1.2.0]
reason: The version was never handed out.
approved-by: [lead]
expires: 2027-01-31
`
    const { exit, json } = await told({ ...more, 'policies/amendment.yaml': amendment }, { 'policies/versions.yaml': versions })
    expect({ exit, amended: json.amended.map(({ message }: { message: string }) => message) }).toEqual({
      exit: 0,
      amended: ['version `1.2.0` is no longer defined'],
    })
  })
})
