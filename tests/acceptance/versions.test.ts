import { afterAll, describe, expect, it } from 'vitest'
import { planned } from '../rollback/plan-room.ts'
import { folder, told } from './room.ts'

const example = folder('examples/schema-versions')
const main = planned(example)
afterAll(() => main.repository.close())

const types = (plan: any, from: string) => plan.steps.filter((step: any) => step.hop.from === from).map((step: any) => step.type)

describe('the service of three versions', () => {
  it('has the ways back that its versions state', async () => {
    const { exit, messages } = await told(example, {}, ['audit'])
    expect({ exit, messages }).toEqual({ exit: 0, messages: '' })
  })

  it('goes back over two versions, each by database, registry, restart and validation', async () => {
    const { exit, plan } = await main.plan('3.0.0', '2.0.3')
    expect(exit).toBe(0)
    expect(plan.path).toEqual([
      { from: '3.0.0', to: '2.1.0' },
      { from: '2.1.0', to: '2.0.3' },
    ])
    expect(types(plan, '2.1.0')).toEqual(['database', 'registry', 'services', 'validation'])
    expect(types(plan, '3.0.0').filter((type: string) => type !== 'command')).toEqual([
      'validation',
      'database',
      'registry',
      'services',
      'validation',
      'validation',
    ])
    expect(plan).toMatchObject({
      category: 'breaking',
      complexity: 'complex',
      estimateMinutes: 45,
      downtime: true,
      services: ['collector', 'indexer'],
      loses: ['public.spans.rank'],
      discards: ['public.spans.note'],
    })
  })

  it('is too slow for one tier, loses what another retains, and is ready for a third', async () => {
    expect((await main.plan('3.0.0', '2.1.0', '--tier', 'premium')).messages).toBe("45m is over premium's 15m")
    expect((await main.plan('3.0.0', '2.1.0', '--tier', 'bank')).messages).toContain('bank retains data')
    expect(await main.plan('3.0.0', '2.1.0', '--tier', 'trial', '--ready')).toMatchObject({ exit: 0, codes: ['warning plan/data-lost'] })
  })

  it('lets no version lose its way back, and no tier be asked less', async () => {
    expect(await told(example, { 'migrations/0009_state.down.sql': undefined })).toMatchObject({
      exit: 1,
      codes: expect.arrayContaining(['version/no-way-back']),
    })
    const ring = { 'policies/versions.yaml': example['policies/versions.yaml']!.replace('rollback-to: none', 'rollback-to: 3.0.0') }
    const { exit, messages } = await told(example, ring)
    expect({ exit, messages }).toMatchObject({ exit: 2, messages: expect.stringContaining('lead back round in a ring') })
    const slower = { 'policies/tiers.yaml': example['policies/tiers.yaml']!.replace('within: 15m', 'within: 60m') }
    expect(await told(example, slower)).toMatchObject({ exit: 1, codes: ['policy/weakened'] })
  })
})
