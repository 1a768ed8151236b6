import { describe, expect, it } from 'vitest'
import { categoryOf } from '../../src/catalog/category.ts'
import { diffCatalogs } from '../../src/catalog/diff.ts'
import { addsColumns, sameExpression } from '../../src/catalog/expressions.ts'
import { nameParts } from '../../src/catalog/names.ts'
import { normalType, widens } from '../../src/catalog/types.ts'
import { catalogOf } from './built.ts'

const base = [
  ['table', 'public.scores', { owner: 'a' }, '10'],
  ['column', 'public.scores.id', { type: 'integer', notNull: true, position: 1 }, '10.1'],
  ['column', 'public.scores.name', { type: 'character varying(20)', position: 2 }, '10.2'],
  ['constraint', 'public.scores.scores_pkey', { type: 'primary key', columns: ['id'], definition: 'PRIMARY KEY (id)' }, '11'],
  ['policy', 'public.scores.tenant', { command: 'ALL', using: '(a = b)' }, '12'],
] as const
const before = catalogOf('postgres', ...base)
const says = (after: typeof before, identities = true) => diffCatalogs(before, after, { identities }).map((each) => each.says)

describe('the difference of two catalogs', () => {
  it('is nothing for a catalog and itself', () => {
    expect(says(before)).toEqual([])
  })
  it('names what is missing, left over, renamed and new under an old name', () => {
    expect(says(catalogOf('postgres', ...base.slice(0, 4)))).toEqual(['policy `tenant` on `public.scores` is missing'])
    expect(says(catalogOf('postgres', ...base, ['table', 'public.more', { rowSecurity: true }, '20']))).toEqual([
      'table `public.more` is left over, with row security on',
    ])
    const renamed = base.map((line) => (line[1].endsWith('name') ? (['column', 'public.scores.title', line[2], line[3]] as const) : line))
    expect(says(catalogOf('postgres', ...renamed))).toEqual(['column `public.scores.name` is renamed to `title`'])
    const again = base.map((line) => (line[1].endsWith('name') ? ([line[0], line[1], line[2], '10.3'] as const) : line))
    expect(says(catalogOf('postgres', ...again))).toEqual(['column `public.scores.name` is a new one: what it held is gone'])
    expect(says(catalogOf('postgres', ...again), false)).toEqual([])
  })
  it('names a missing table once, without its columns', () => {
    expect(says(catalogOf('postgres'))).toEqual(['table `public.scores` is missing', 'policy `tenant` on `public.scores` is missing'])
  })
  it('tells comments, the order of columns and roles apart', () => {
    const after = catalogOf(
      'postgres',
      ...base.map((line) =>
        line[0] === 'column' ? ([line[0], line[1], { ...line[2], position: 9, comment: 'x' }, line[3]] as const) : line,
      ),
      ['role', 'app', {}],
    )
    expect(new Set(diffCatalogs(before, after, { identities: true }).map(({ apart }) => apart))).toEqual(
      new Set(['position', 'comment', 'role']),
    )
  })
})

describe('the category of a change', () => {
  const category = (...lines: Parameters<typeof catalogOf> extends [unknown, ...infer L] ? L : never) =>
    categoryOf(before, catalogOf('postgres', ...lines), [], true)
  const withType = (type: string) =>
    base.map((line) => (line[1].endsWith('name') ? ([line[0], line[1], { type, position: 2 }, line[3]] as const) : line))

  it('is the highest of what is in it', () => {
    expect(category(...base)).toBe('additive')
    expect(category(...base, ['column', 'public.scores.note', { type: 'text' }, '10.4'])).toBe('additive')
    expect(category(...base, ['column', 'public.scores.note', { type: 'text', notNull: true }, '10.4'])).toBe('breaking')
    expect(
      category(...base, ['constraint', 'public.scores.c', { type: 'check', expression: 'true', columns: ['id'], validated: true }, '13']),
    ).toBe('modification')
    expect(category(...base, ['constraint', 'public.scores.u', { type: 'unique', columns: ['name'] }, '13'])).toBe('structural')
    expect(category(...withType('text'))).toBe('modification')
    expect(category(...withType('integer'))).toBe('breaking')
    expect(category(...base.filter(([, name]) => !name.endsWith('name')))).toBe('breaking')
    expect(category(...base.slice(0, 4))).toBe('structural')
  })
})

describe('a table under another name', () => {
  const alone = catalogOf('postgres', ['table', 'public.scores', {}, '10'])
  it.each([
    ['public.games', 'breaking', 'table `public.scores` is renamed to `games`'],
    ['vault.scores', 'structural', 'table `public.scores` is moved to `vault.scores`'],
  ])('%s is %s', (name, category, told) => {
    const after = catalogOf('postgres', ['table', name, {}, '10'])
    expect(categoryOf(alone, after, [], true)).toBe(category)
    expect(diffCatalogs(alone, after, { identities: true }).map(({ says }) => says)).toEqual([told])
  })
})

describe('types, expressions and names', () => {
  it('knows the closed table of widenings', () => {
    const pairs = [
      'varchar(20) varchar(30)',
      'varchar(20) text',
      'char(3) text',
      'int2 bigint',
      'integer numeric',
      'integer numeric(12,0)',
      'bigint numeric(19)',
      'numeric(5,2) numeric(9,2)',
      'real float8',
    ]
    for (const pair of pairs) expect(widens(...(pair.split(' ') as [string, string])), pair).toBe(true)
    const others = [
      'varchar(30) varchar(20)',
      'text varchar',
      'bigint integer',
      'json jsonb',
      'numeric(5,2) numeric(9,3)',
      'integer real',
      'integer numeric(3)',
      'integer numeric(5,0)',
      'bigint numeric(12,0)',
      'integer numeric(12,2)',
    ]
    for (const pair of others) expect(widens(...(pair.split(' ') as [string, string])), pair).toBe(false)
    expect(normalType('TIMESTAMPTZ')).toBe(normalType('timestamp with time zone'))
    expect(normalType('int[]')).toBe('integer[]')
  })
  it('compares expressions by meaning', () => {
    expect(sameExpression('(a > 1)', 'A>1')).toBe(true)
    expect(sameExpression('(length((token)::text) > 3)', '(length(token) > 3)', true)).toBe(true)
    expect(sameExpression("x = 'A'", "x = 'a'")).toBe(false)
    expect(sameExpression('"A" > 1', 'a > 1')).toBe(false)
    expect(sameExpression('(a OR b) AND c', 'a OR (b AND c)')).toBe(false)
    expect(addsColumns('SELECT a, b FROM t WHERE c', 'select a, b, d from t where c')).toBe(true)
    expect(addsColumns('SELECT a, b FROM t WHERE c', 'SELECT a, d, b FROM t WHERE c')).toBe(false)
    expect(addsColumns('SELECT a FROM t WHERE c', 'SELECT a, b FROM t')).toBe(false)
  })
  it('reads names as people write them', () => {
    expect(nameParts('public."Odd.name".id').map(({ text }) => text)).toEqual(['public', 'Odd.name', 'id'])
    expect(nameParts('pay(numeric(3,2), text)').map(({ text }) => text)).toEqual(['pay'])
  })
})
