import { describe, expect, it } from 'vitest'
import { told } from './room.ts'

const protocol = (name: string, items: string) => `protocol: ${name}\ntitle: ${name}\nstatus: irreversible\nowners: [a]\nprotect:\n${items}`
const asserts = "import { expect, it } from 'vitest'\nit('doors stay closed', () => { expect(doors()).toBe('closed') })\n"
const twice = protocol(
  'p',
  '  - { test: doors stay closed, in: a/*.test.ts, id: a }\n  - { test: doors stay closed, in: b/*.test.ts, id: b }\n',
)

describe('protections of one subject', () => {
  it('are each told and each counted', async () => {
    const run = await told({ 'policies/p.yaml': twice, 'README.md': '' }, {}, ['audit'])
    expect(
      run.json.findings.map(({ code, protection }: { code: string; protection?: string }) => `${code} ${protection ?? ''}`).sort(),
    ).toEqual(['protocol/coverage-below-required ', 'test/gone p/a', 'test/gone p/b'])
    expect(run.json.protocols[0].coverage).toMatchObject({ held: 0, of: 2 })
    expect(run.json.protocols[0].protections.map(({ state }: { state: string }) => state)).toEqual(['slipped', 'slipped'])
  })
  it('do not excuse each other: what one has lost already is no reason for the other', async () => {
    const standing = { 'policies/p.yaml': twice, 'a/doors.test.ts': asserts }
    expect((await told(standing, { 'a/doors.test.ts': undefined })).codes).toEqual(['test/gone'])
    expect((await told(standing, { 'b/other.test.ts': '' })).codes).toEqual([])
  })
  it('are amended one by one', async () => {
    const standing = {
      'policies/p.yaml': protocol('p', '  - document: docs/a.md\n'),
      'policies/q.yaml': protocol('q', '  - document: docs/a.md\n'),
      'policies/x.yaml':
        'amendment: x\nrelaxes: [p/document:docs/a.md]\nreason: It is told elsewhere by now.\napproved-by: [dba]\nexpires: 2999-01-01\n',
      'docs/a.md': '# A\n\nIt says why.\n',
    }
    const run = await told(standing, { 'docs/a.md': undefined })
    expect(run.codes).toEqual(['document/missing'])
    expect(run.json.findings[0].protection).toBe('q/document:docs/a.md')
    const both = { ...standing, 'policies/x.yaml': standing['policies/x.yaml'].replace('a.md]', 'a.md, q/document:docs/a.md]') }
    expect((await told(both, { 'docs/a.md': undefined })).exit).toBe(0)
  })
})
