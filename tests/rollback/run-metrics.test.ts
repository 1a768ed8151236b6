import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { counted, metricsText, nothing, readMetrics } from '../../src/rollback/metrics.ts'
import { room, step, twoVersions } from './run-room.ts'

const rules = join(import.meta.dirname, '..', '..', 'monitoring', 'rollback-alerts.yml')
const promtool = (words: readonly string[], input?: string) => execFileSync('promtool', words, { input, encoding: 'utf8', stdio: 'pipe' })

function samples(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

describe('the metrics of runs', () => {
  it('have the four names with their types, at every moment whole', async () => {
    const here = room(
      twoVersions(step('watched', 'before', { run: 'cp m.prom during.prom' }), step('valid', 'verify', { run: 'test -f ok' })),
    )
    await here.plan('1.3.0', '1.2.5')
    const run = () => here.execute(['--metrics', 'm.prom', ...(here.has('ok') ? ['--log', 'second.jsonl'] : [])])
    expect((await run()).exit).toBe(1)
    for (const [name, type] of [
      ['schema_rollback_in_progress', 'gauge'],
      ['rollback_execution_time', 'histogram'],
      ['rollback_success_rate', 'counter'],
      ['post_rollback_validation_failures', 'counter'],
    ])
      expect(here.read('m.prom')).toContain(`# TYPE ${name} ${type}\n`)
    expect(here.read('m.prom').endsWith('# EOF\n')).toBe(true)
    expect(samples(here.read('during.prom')).schema_rollback_in_progress).toBe(1)
    expect(samples(here.read('m.prom'))).toMatchObject({
      schema_rollback_in_progress: 0,
      rollback_execution_time_count: 1,
      'rollback_execution_time_bucket{le="+Inf"}': 1,
      'rollback_success_rate_total{status="failed"}': 1,
      post_rollback_validation_failures_total: 1,
    })
    here.write('ok', '')
    expect((await run()).exit).toBe(0)
    // Counters only grow, from one run to the next.
    expect(samples(here.read('m.prom'))).toMatchObject({
      rollback_execution_time_count: 2,
      'rollback_success_rate_total{status="success"}': 1,
      'rollback_success_rate_total{status="failed"}': 1,
    })
    // In the older form of the text a counter is named as its samples are.
    promtool(
      ['check', 'metrics'],
      here.read('m.prom').replace(/# (TYPE|HELP) (rollback_success_rate|post_rollback_validation_failures) /g, '# $1 $2_total '),
    )
  })

  it('are there after a dry run, with nothing counted', async () => {
    const here = room(twoVersions(step('one', 'before')))
    await here.plan('1.3.0', '1.2.5')
    expect((await here.pawl(['rollback', 'run', 'plan.json', '--metrics', 'm.prom'])).exit).toBe(0)
    expect(samples(here.read('m.prom'))).toMatchObject({ schema_rollback_in_progress: 0, rollback_execution_time_count: 0 })
  })

  it('that cannot be written keep a run from beginning', async () => {
    const here = room(twoVersions(step('one', 'before')))
    await here.plan('1.3.0', '1.2.5')
    const { exit, err } = await here.execute(['--metrics', 'no/such/m.prom'])
    expect([exit, err, here.trace()]).toEqual([2, expect.stringContaining('cannot be written: ENOENT'), []])
  })

  it('are read back as they were written, and a file of another kind counts nothing', () => {
    const totals = counted(counted(nothing, { seconds: 7, well: true, invalid: false }), { seconds: 4000, well: false, invalid: true })
    expect(readMetrics(metricsText(totals, { inProgress: true, startedAt: 1 }))).toEqual(totals)
    expect(readMetrics('something else 1\n')).toEqual(nothing)
  })
})

describe('the alerts over them', () => {
  it('are rules that Prometheus takes', () => {
    expect(promtool(['check', 'rules', rules])).toContain('SUCCESS: 4 rules found')
  })

  it('fire for a run that fails, is not valid or takes too long, and stay quiet for one that goes well', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-alerts-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const series = (name: string, values: string) => `      - { series: '${name}', values: '${values}' }\n`
    writeFileSync(
      join(folder, 'tests.yml'),
      `rule_files: [${rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
${series('rollback_success_rate_total{status="failed"}', '0 0 1 1 1 1 1 1 1 1')}${series('schema_rollback_in_progress', '1x90')}${series('rollback_start_time', '0x90')}${series('post_rollback_validation_failures_total', '0x90')}    promql_expr_test:
      - { expr: 'count(ALERTS{alertname="RollbackFailed"})', eval_time: 3m, exp_samples: [{ labels: '{}', value: 1 }] }
      - { expr: 'count(ALERTS{alertname="RollbackTakingTooLong"})', eval_time: 30m, exp_samples: [] }
      - { expr: 'count(ALERTS{alertname="RollbackTakingTooLong"})', eval_time: 70m, exp_samples: [{ labels: '{}', value: 1 }] }
      - { expr: 'count(ALERTS{alertname="RollbackNotValid"})', eval_time: 70m, exp_samples: [] }
`,
    )
    expect(promtool(['test', 'rules', join(folder, 'tests.yml')])).toContain('SUCCESS')
  })
})
