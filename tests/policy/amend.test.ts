import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import type { Place } from '../../src/model/place.ts'
import { amend, auditAmendments, standingAmendments } from '../../src/policy/amend.ts'
import { loadBoth, loadPolicies } from '../../src/policy/load.ts'
import { ratchet } from '../../src/policy/ratchet.ts'
import { watched } from '../../src/policy/watch.ts'
import { amendment, register, type Tree, tree } from './room.ts'

const today = '2026-11-21'
const p = 'databases: { main: { engine: sqlite, migrations: migrations } }\nprotocol: p\nprotect:\n  - document: a.md\n  - column: t.c\n'
const rules = 'rollback: main\ndocument: docs/rb/{migration}.md\n'
const base = (text = amendment(), more: Tree = {}): Tree => ({
  'policies/p.yaml': p,
  'policies/r.yaml': rules,
  'policies/x.yaml': text,
  ...more,
})

const finding = (protection: string, code = 'schema/column-dropped', path = 'migrations/0043_x.up.sql'): Finding<Place> => ({
  code,
  level: 'error',
  protection,
  kind: 'column',
  subject: 't.c',
  what: '',
  message: 'm',
  help: 'h',
  docs: '',
  places: [{ side: 'after', path }],
})

async function told(before: Tree, after: Tree, findings: readonly Finding<Place>[]) {
  const files = { before: tree(before), after: tree(after) }
  const policies = await loadBoth(files, register)
  const weakened = await ratchet(policies.before, policies.after, files, register)
  const { findings: left, amended, limits } = amend([...findings, ...weakened], policies, today)
  return { left: left.map(({ code }) => code), amended: amended.map(({ code, amendment: by }) => `${code} by ${by}`), limits }
}
const standing = (text: string, findings = [finding('p/column:t.c')], more: Tree = {}) => told(base(text, more), base(text, more), findings)

describe('an amendment of the base', () => {
  it('allows what it names, and nothing else', async () => {
    expect(await standing(amendment())).toMatchObject({ left: [], amended: ['schema/column-dropped by x'] })
    expect(await standing(amendment(), [finding('p/document:a.md')])).toMatchObject({ left: ['schema/column-dropped'], amended: [] })
    expect((await standing(amendment({ codes: '[schema/column-dropped]' }))).left).toEqual([])
    expect((await standing(amendment({ codes: '[schema/type-changed]' }))).left).toEqual(['schema/column-dropped'])
    expect((await standing(amendment({ for: '0043_x' }))).left).toEqual([])
    expect((await standing(amendment({ for: '0043' }))).left).toEqual(['schema/column-dropped'])
    expect((await standing(amendment({ for: '0044_y' }))).left).toEqual(['schema/column-dropped'])
  })

  it.each([
    ['it is past its last day', { expires: '2026-11-20' }],
    ['its first day is to come', { from: '2026-11-22' }],
    ['it states no reason', { reason: undefined }],
    ['its reason is empty', { reason: '""' }],
    ['nobody approved it', { 'approved-by': undefined }],
    ['it has no last day', { expires: undefined }],
    ['one code is that of no finding', { codes: '[schema/column-dropped, schema/nothing]' }],
    ['one entry names nothing', { relaxes: '[p/column:t.c, p/column:t.d]' }],
    ['it names a wildcard', { relaxes: '["p/*"]' }],
    ['it relaxes rollback rules for all', { relaxes: '[p/column:t.c, "rollback:main"]' }],
  ])('allows nothing where %s, and is silent where the change did not touch it', async (_, lines) => {
    expect(await standing(amendment(lines))).toMatchObject({ left: ['schema/column-dropped'], amended: [] })
  })

  it('counts on its last day and on its first', async () => {
    expect((await standing(amendment({ expires: today, from: today }))).left).toEqual([])
  })

  it('counts from the base alone', async () => {
    const without = { 'policies/p.yaml': p, 'policies/r.yaml': rules }
    const brought = await told(without, base(), [finding('p/column:t.c')])
    expect(brought).toMatchObject({ left: ['schema/column-dropped'], amended: [] })
    expect(brought.limits[0]).toContain('counts once it stands in the base')
    expect((await told(base(), without, [finding('p/column:t.c')])).left).toEqual([])
  })

  it('needs a name that counts where approvers are named', async () => {
    const approvers = (names: string) => ({ 'policies/a.yaml': `approvers: { dba: [${names}] }\n` })
    expect((await standing(amendment(), undefined, approvers('Ann'))).left).toEqual([])
    expect((await standing(amendment({ 'approved-by': 'ANN' }), undefined, approvers('Ann'))).left).toEqual([])
    expect((await standing(amendment({ 'approved-by': '[Bob]' }), undefined, approvers('Ann'))).left).toEqual(['schema/column-dropped'])
  })

  it('relaxes rollback rules for one migration', async () => {
    const one = amendment({ relaxes: '["rollback:main"]', for: '0043_x' })
    expect((await standing(one, [finding('rollback:main', 'rollback/document-missing')])).left).toEqual([])
    expect((await standing(one, [finding('rollback:main', 'rollback/document-missing', 'migrations/0044.sql')])).left).toHaveLength(1)
  })

  it('lets the protection go with its subject, and not without', async () => {
    const removed = p.replace('  - column: t.c\n', '')
    const narrow = amendment({ codes: '[schema/column-dropped]' })
    const gone = await told(base(narrow), { 'policies/p.yaml': removed, 'policies/r.yaml': rules }, [finding('p/column:t.c')])
    expect(gone).toMatchObject({ left: [], amended: ['schema/column-dropped by x', 'policy/weakened by x'] })
    expect((await told(base(narrow), { ...base(narrow), 'policies/p.yaml': removed }, [])).left).toEqual(['policy/weakened'])
    const other = p.replace('column: t.c', 'column: t.c\n    level: warning')
    expect((await told(base(narrow), { ...base(narrow), 'policies/p.yaml': other }, [finding('p/column:t.c')])).left).toEqual([
      'policy/weakened',
    ])
  })
})

describe('an amendment that a change brings', () => {
  it.each([
    [{ expires: '2026-11-20' }, 'amendment/expired'],
    [{ from: '2026-11-22' }, 'amendment/future-dated'],
    [{ reason: undefined }, 'amendment/unreasoned'],
    [{ 'approved-by': '[]' }, 'amendment/unapproved'],
    [{ expires: undefined }, 'amendment/endless'],
    [{ relaxes: '[p/column:t.d]' }, 'amendment/names-nothing'],
    [{ relaxes: '["p/*"]' }, 'amendment/wildcard'],
    [{ codes: '[schema/colum-dropped]' }, 'amendment/allows-nothing'],
    [{ codes: '[column-dropped]' }, 'amendment/allows-nothing'],
    [{ codes: '["schema/*"]' }, 'amendment/allows-nothing'],
    [{ codes: '[schema/column-dropped, policy/weakened]' }, undefined],
    [{ relaxes: '["rollback:main"]' }, 'amendment/needs-migration'],
    [{}, undefined],
  ])('with %o is told as %s', async (lines, code) => {
    const without = { 'policies/p.yaml': p, 'policies/r.yaml': rules }
    expect((await told(without, base(amendment(lines)), [])).left).toEqual(code ? [code] : [])
  })
})

describe('an amendment and its approver in one change', () => {
  const approvers = (names: string) => ({ 'policies/a.yaml': `approvers: { dba: [${names}] }\n` })
  const without = { 'policies/p.yaml': p, 'policies/r.yaml': rules }
  const brought = async (before: Tree, by: string, names: string) =>
    (await told({ ...without, ...before }, base(amendment({ 'approved-by': `[${by}]` }), approvers(names)), [])).left
  it('count for nothing where the base has approvers', async () => {
    expect(await brought(approvers('Ann'), 'Eve', 'Ann, Eve')).toEqual(['amendment/unapproved'])
    expect(await brought(approvers('Ann'), 'Ann', 'Ann, Eve')).toEqual([])
    expect(await brought(approvers('Ann, Bob'), 'Bob', 'Ann')).toEqual(['amendment/unapproved'])
    expect(await brought({}, 'Eve', 'Eve')).toEqual([])
  })
})

describe('an audit', () => {
  const audit = async (text: string, used: readonly Finding<Place>[] = [], migrations: string[] = []) => {
    const policies = await loadPolicies(tree(base(text)), { register })
    const { amended } = amend(used, { before: policies, after: policies }, today)
    return auditAmendments(policies, today, amended, new Set(migrations)).map(({ code, level }) => `${level} ${code}`)
  }

  it('tells of amendments that have had their day, or soon will', async () => {
    expect(await audit(amendment())).toEqual([])
    expect(await audit(amendment(), [finding('p/column:t.c')])).toEqual(['error amendment/stale'])
    expect(await audit(amendment({ for: '0043_x' }), [], ['0043_x'])).toEqual(['error amendment/unused'])
    expect(await audit(amendment({ for: '0043_x' }), [], ['0042'])).toEqual([])
    expect(await audit(amendment({ expires: '2026-12-21' }))).toEqual(['warning amendment/expires-soon'])
    expect(await audit(amendment({ expires: '2026-12-22' }))).toEqual([])
    expect(await audit(amendment({ expires: '2026-11-20' }))).toEqual(['error amendment/expired'])
    expect(await audit(amendment({ relaxes: '[p/column:gone]' }))).toEqual(['error amendment/names-nothing'])
  })
})

describe('what is watched', () => {
  it('is all that a change could touch', async () => {
    const text =
      'databases:\n  main: { engine: postgres, migrations: db/m, before: db/b.sql, rows: db/r.sql, rendered: "db/sql/{id}.{direction}.sql" }\n'
    const policies = await loadPolicies(tree({ 'policies/db.yaml': `${text}${rules}protocol: p\nprotect:\n  - document: docs/a.md\n` }), {
      register,
    })
    expect(await watched(policies, register)).toMatchObject({
      literals: ['db/b.sql', 'db/r.sql', 'docs/a.md'],
      globs: ['db/sql/*.*.sql', 'docs/rb/*.md'],
      folders: ['db/m', 'policies'],
    })
  })
})

describe('the amendments that count today', () => {
  it('are told soonest to end first, with the days that are left, and no other', async () => {
    const more = {
      'policies/a.yaml': amendment({ expires: '2026-11-24' }).replace('amendment: x', 'amendment: a'),
      'policies/b.yaml': amendment({ expires: '2026-11-24', for: '0043_x' }).replace('amendment: x', 'amendment: b'),
      'policies/c.yaml': amendment({ expires: '2026-11-20' }).replace('amendment: x', 'amendment: c'),
    }
    const told = standingAmendments(await loadPolicies(tree(base(amendment(), more)), register), today)
    expect(told.map(({ id, daysLeft, for: migration }) => [id, daysLeft, migration])).toEqual([
      ['a', 3, undefined],
      ['b', 3, '0043_x'],
      ['x', 100, undefined],
    ])
    expect(told[0]).toEqual({
      id: 'a',
      relaxes: ['p/column:t.c'],
      reason: 'r',
      approvedBy: ['dba'],
      expires: '2026-11-24',
      daysLeft: 3,
    })
  })

  it('may relax a database, a version and a tier', async () => {
    const more = { 'policies/v.yaml': 'versions: [{ version: 1.0.0 }]\ntiers: { banking: { audit: required } }\n' }
    const all = amendment({ relaxes: '["database:main", "version:1.0.0", "tier:banking"]' })
    expect(standingAmendments(await loadPolicies(tree(base(all, more)), register), today)).toHaveLength(1)
    const none = amendment({ relaxes: '["database:other"]' })
    expect(standingAmendments(await loadPolicies(tree(base(none, more)), register), today)).toHaveLength(0)
  })
})
