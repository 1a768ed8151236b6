import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { canonicalHash, stepOf } from '../../src/rollback/plan.ts'
import { planned, service, type Texts } from './plan-room.ts'

const main = planned(service)
afterAll(() => main.repository.close())

const hop = (from: string, to: string) => ({ from, to })
const versions = service['policies/versions.yaml']!
const withVersions = (from: string | RegExp, to: string): Texts => ({ ...service, 'policies/versions.yaml': versions.replace(from, to) })

const policiesOf = (files: Texts) => loadPolicies(remember(overlay(emptyTree, new Map(Object.entries(files)))))

/** One question of another repository. */
async function asked(files: Texts, ...words: string[]) {
  const other = planned(files)
  try {
    return await other.plan(...words)
  } finally {
    other.repository.close()
  }
}

describe('a plan', () => {
  it('leads back hop by hop, in the order of running, and says what it costs', async () => {
    const { exit, plan, codes } = await main.plan('1.3.0', '1.2.2')
    expect({ exit, codes }).toEqual({ exit: 0, codes: [] })
    expect(plan).toMatchObject({
      from: '1.3.0',
      to: '1.2.2',
      path: [hop('1.3.0', '1.2.5'), hop('1.2.5', '1.2.2')],
      category: 'breaking',
      complexity: 'complex',
      estimateMinutes: 45,
      downtime: true,
      services: ['ingester', 'processor'],
      approvals: [],
      notify: [],
      loses: ['traces.score'],
      discards: ['spans', 'traces.name'],
      blockers: [],
      warnings: [],
    })
    const steps = plan.steps.map((step: any) => [step.hop.from, step.at, step.type, step.name])
    expect(steps).toEqual([
      ['1.3.0', 'ready', 'command', 'verify the backup'],
      ['1.3.0', 'before', 'command', 'stop ingestion'],
      ['1.3.0', 'down', 'database', 'take main back to 0040_name'],
      ['1.3.0', 'after', 'registry', 'update the registry'],
      ['1.3.0', 'restart', 'services', 'deploy'],
      ['1.3.0', 'resume', 'command', 'resume ingestion'],
      ['1.3.0', 'verify', 'validation', 'validate'],
      ['1.2.5', 'down', 'database', 'take main back to 0039_traces'],
      ['1.2.5', 'restart', 'services', 'deploy'],
    ])
    expect(plan.steps[2]).toMatchObject({ database: 'main', migrations: ['0042_drop_score', '0041_span'], timeoutSeconds: 3900 })
    expect(plan.steps[4]).toMatchObject({ shows: 'deploy v1.2.5 # {id}', timeoutSeconds: 600 })
    expect(plan.ceilingMinutes).toBe(Math.ceil((60 + 60 + 3900 + 30 + 600 + 60 + 120 + 300 + 60) / 60))
  })

  it('is the same plan of the same tree, under a hash over all of it', async () => {
    const [{ plan: one }, { plan: other }] = [await main.plan('1.3.0', '1.2.2'), await main.plan('1.3.0', '1.2.2')]
    expect(one).toEqual(other)
    expect(one.sha256).toBe(canonicalHash(one))
    expect(canonicalHash({ ...one, estimateMinutes: 5 })).not.toBe(one.sha256)
    expect(canonicalHash(JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(one).reverse()))))).toBe(one.sha256)
  })

  it('names the tree that a commit of the index has, and is the same of the commit', async () => {
    const { plan } = await main.plan('1.3.0', '1.2.2')
    const commit = main.repository.commit('all')
    const tree = execFileSync('git', ['rev-parse', `${commit}^{tree}`], { cwd: main.repository.folder, encoding: 'utf8' }).trim()
    expect(plan.tree).toBe(tree)
    const { plan: ofCommit } = await main.plan('1.3.0', '1.2.2', '--at', 'HEAD')
    expect(ofCommit).toEqual(plan)
  })

  it('finds each of its steps in the policies again, and none that was edited', async () => {
    const policies = await policiesOf(service)
    const { plan } = await main.plan('1.3.0', '1.2.2')
    const found = plan.steps.map((step: any) => stepOf(policies, plan, step))
    expect(found[1]).toMatchObject({ kind: 'step', name: 'stop ingestion', run: 'scale 0', undo: 'scale 3', timeout: 60_000 })
    expect(found[2]).toMatchObject({
      kind: 'database',
      database: 'main',
      migrations: ['0042_drop_score', '0041_span'],
      through: '0040_name',
    })
    const edited = await policiesOf(withVersions('scale 0', 'scale 1'))
    expect(() => stepOf(edited, plan, plan.steps[1])).toThrow('is no longer what the plan was made from')
    expect(() => stepOf(policies, plan, { ...plan.steps[2], migrations: ['0042_drop_score'] })).toThrow('is no longer what')
  })
})

describe('where there is no way', () => {
  it.each([
    [
      'the version states none',
      withVersions('version: 1.3.0\n', 'version: 1.3.0\n    rollback-to: none\n'),
      ['1.3.0', '1.2.2'],
      'no rollback path from 1.3.0: 1.3.0 states none',
    ],
    [
      'one on the way states none',
      withVersions('services: [processor],', 'services: [processor], rollback-to: none,'),
      ['1.3.0', '1.2.2'],
      'no rollback path from 1.3.0: 1.2.5 states none',
    ],
    [
      'the way leads past it',
      withVersions('version: 1.3.0\n', 'version: 1.3.0\n    rollback-to: 1.2.2\n'),
      ['1.3.0', '1.2.5'],
      'no rollback path from 1.3.0 to 1.2.5: 1.3.0 goes back to 1.2.2, and 1.2.5 branches off 1.2.2',
    ],
    [
      'it is ahead, not behind',
      service,
      ['1.2.2', '1.3.0'],
      'no rollback path from 1.2.2 to 1.3.0: 1.3.0 is the newer one, and goes back to 1.2.2',
    ],
    [
      'it is on another branch',
      withVersions(
        '  - version: 1.3.0',
        '  - { version: 1.2.6, through: 0040_name, rollback-to: 1.2.5 }\n  - version: 1.3.0\n    rollback-to: 1.2.5',
      ),
      ['1.3.0', '1.2.6'],
      'no rollback path from 1.3.0 to 1.2.6: 1.3.0 goes back to 1.2.5, and 1.2.6 branches off 1.2.5',
    ],
    [
      'a migration has no way back',
      { ...service, 'migrations/0041_span.down.sql': undefined },
      ['1.3.0', '1.2.5'],
      'no rollback path from 1.3.0: `0041_span` has no way back',
    ],
    [
      'a way back fails',
      { ...service, 'migrations/0041_span.down.sql': 'DROP TABLE gone;\n' },
      ['1.3.0', '1.2.5'],
      'no rollback path from 1.3.0: the way back of `0041_span` fails: no such table: gone',
    ],
    [
      'a way back leaves something',
      { ...service, 'migrations/0041_span.down.sql': 'SELECT 1;\n' },
      ['1.3.0', '1.2.5'],
      'no rollback path from 1.3.0: after the way back of `0041_span` table `spans`',
    ],
  ])('because %s, it is told with exit 1', async (_, files, words, says) => {
    const { exit, plan, codes, messages } = await asked(files, ...words)
    expect({ exit, plan, codes }).toEqual({ exit: 1, plan: undefined, codes: ['error plan/no-path'] })
    expect(messages).toContain(says)
  })

  it('a version of nobody, a tier of nobody and no versions at all are refused', async () => {
    expect(await main.plan('1.3.0', '1.2.3')).toMatchObject({
      exit: 2,
      refusals: expect.stringContaining('no version is called `1.2.3`; did you mean `1.2.2`?'),
    })
    expect(await main.plan('1.3.0', '1.2.2', '--tier', 'bankin')).toMatchObject({
      exit: 2,
      refusals: expect.stringContaining('did you mean `banking`?'),
    })
    const { 'policies/versions.yaml': _, ...none } = service
    expect(await asked(none, '1', '2')).toMatchObject({ exit: 2, refusals: expect.stringContaining('no policy lists `versions`') })
    expect(await main.plan('1.3.0')).toMatchObject({ exit: 2, refusals: expect.stringContaining('is written `pawl plan <from> <to>') })
  })

  it('already there is a plan of no step', async () => {
    const { exit, plan } = await main.plan('1.2.5', '1.2.5')
    expect({ exit, path: plan.path, steps: plan.steps, minutes: plan.estimateMinutes }).toEqual({
      exit: 0,
      path: [],
      steps: [],
      minutes: 0,
    })
    expect((await main.text('1.2.5', '1.2.5')).out).toContain('already there, nothing is to be done')
  })

  it('a version that skips another goes back in one hop, taking back all between', async () => {
    const { exit, plan } = await asked(withVersions('version: 1.3.0\n', 'version: 1.3.0\n    rollback-to: 1.2.2\n'), '1.3.0', '1.2.2')
    expect({ exit, path: plan.path }).toEqual({ exit: 0, path: [hop('1.3.0', '1.2.2')] })
    expect(plan.steps[2].migrations).toEqual(['0042_drop_score', '0041_span', '0040_name'])
  })
})

describe('what a plan comes to', () => {
  it('is simple where optional things are taken back, without downtime', async () => {
    const { plan } = await main.plan('1.2.5', '1.2.2')
    expect(plan).toMatchObject({ category: 'additive', complexity: 'simple', downtime: false, estimateMinutes: 1, services: ['processor'] })
  })

  it('has no database step between versions of the same migrations', async () => {
    const { plan } = await asked(withVersions('through: 0042_drop_score', 'through: 0040_name'), '1.3.0', '1.2.5')
    expect(plan.steps.map((step: any) => step.type)).not.toContain('database')
    expect(plan).toMatchObject({ complexity: 'simple', downtime: false, loses: [] })
  })

  it('has downtime where services stop, and none where the documents say so', async () => {
    const stop = withVersions('restart: rolling, known-good', 'restart: stop, known-good')
    expect((await asked(stop, '1.2.5', '1.2.2')).plan.downtime).toBe(true)
    const document = service['docs/rollback/0042_drop_score.md']!.replace('10-15 minutes', 'none')
    expect((await asked({ ...service, 'docs/rollback/0042_drop_score.md': document }, '1.3.0', '1.2.5')).plan.downtime).toBe(false)
  })

  it('lists services in the order in which each version needs them', async () => {
    const more = withVersions('services: [processor]', 'services: [store, ingester, processor, pages]')
    expect((await asked(more, '1.3.0', '1.2.2')).plan.services).toEqual(['store', 'ingester', 'processor', 'pages'])
    const contrary = await asked(withVersions('services: [processor]', 'services: [processor, ingester]'), '1.3.0', '1.2.2')
    expect(contrary).toMatchObject({ exit: 0, codes: ['warning plan/services-contradict'] })
    expect(contrary.plan.warnings[0].message).toContain('1.3.0 lists `ingester` ahead of `processor`, and 1.2.5 the other way round')
  })

  it('warns of a restart that no step does', async () => {
    const { exit, codes, messages } = await asked(withVersions(/, steps: \[\{ name: deploy.*\] \}/, ' }'), '1.2.5', '1.2.2')
    expect({ exit, codes }).toEqual({ exit: 0, codes: ['warning plan/restart-by-hand'] })
    expect(messages).toContain('1.2.5 says `restart: rolling`, and no step `at: restart` restarts `processor`')
  })
})

describe('a tier', () => {
  it('holds the plan to its time, and hands on who approves and who is told', async () => {
    const { exit, plan, codes, messages } = await main.plan('1.3.0', '1.2.5', '--tier', 'tenant-1000')
    expect({ exit, codes }).toEqual({ exit: 1, codes: ['error plan/over-tier', 'warning plan/validation-missing'] })
    expect(messages).toContain("45m is over tenant-1000's 15m")
    expect(plan).toMatchObject({
      tier: 'tenant-1000',
      approvals: ['lead', 'success'],
      notify: ['slack', 'pager'],
      carried: { validation: 'full' },
    })
    expect(plan.blockers).toMatchObject([{ message: "45m is over tenant-1000's 15m", path: 'policies/tiers.yaml', line: 2 }])
  })

  it('that leaves time is held', async () => {
    const { exit, plan, codes } = await main.plan('1.3.0', '1.2.5', '--tier', 'tenant-9999')
    expect({ exit, codes, approvals: plan.approvals, notify: plan.notify }).toEqual({
      exit: 0,
      codes: [],
      approvals: [],
      notify: ['slack'],
    })
  })

  it('runs the validations that its word names', async () => {
    const more = withVersions('steps:\n      - {', 'steps:\n      - { name: health, at: verify, run: health, timeout: 5s }\n      - {')
    const verified = async (...words: string[]) =>
      (await asked(more, '1.3.0', '1.2.5', ...words)).plan.steps.filter((step: any) => step.at === 'verify').map((step: any) => step.name)
    expect(await verified()).toEqual(['health', 'validate'])
    expect(await verified('--tier', 'tenant-9999')).toEqual(['validate'])
  })

  it('that retains data forbids a hop that loses any, and no other', async () => {
    const { exit, messages } = await main.plan('1.3.0', '1.2.2', '--tier', 'banking')
    expect({ exit, messages }).toEqual({
      exit: 1,
      messages: 'banking retains data, and going back from 1.3.0 to 1.2.5 loses `traces.score`',
    })
    expect(await main.plan('1.2.5', '1.2.2', '--tier', 'banking')).toMatchObject({
      exit: 0,
      plan: { carried: { audit: 'required', retain: 'data' } },
    })
  })

  it('that avoids downtime is warned, and its canary and triggers are handed on', async () => {
    const { exit, codes, plan } = await main.plan('1.3.0', '1.2.5', '--tier', 'saas')
    expect({ exit, codes }).toEqual({ exit: 0, codes: ['warning plan/downtime'] })
    expect(plan.carried).toEqual({ canary: '10%', triggers: ['error_rate > 5%', 'latency > 2s'], downtime: 'avoid' })
    expect((await main.plan('1.2.5', '1.2.2', '--tier', 'saas')).codes).toEqual([])
  })
})

describe('an emergency', () => {
  it('goes to the nearest version that is known to be good', async () => {
    const { exit, plan } = await main.plan('1.3.0', '--emergency')
    expect({ exit, to: plan.to, emergency: plan.emergency, carried: plan.carried }).toEqual({
      exit: 0,
      to: '1.2.5',
      emergency: true,
      carried: { contact: ['on-call@example.com'] },
    })
    expect(await main.plan('1.3.0', '1.2.2', '--emergency')).toMatchObject({ exit: 0, plan: { to: '1.2.2' } })
  })

  it.each([
    [
      'from a version that has no leave',
      service,
      ['1.2.5', '1.2.2'],
      'error plan/no-emergency',
      'no emergency rollback from 1.2.5: 1.2.5 states no `emergency: { available: true }`',
    ],
    [
      'from one that forbids it',
      withVersions('available: true', 'available: false'),
      ['1.3.0', '1.2.5'],
      'error plan/no-emergency',
      '1.3.0 says `available: false`',
    ],
    [
      'through one that forbids it',
      withVersions('services: [processor],', 'services: [processor], emergency: { available: false },'),
      ['1.3.0', '1.2.2'],
      'error plan/no-emergency',
      '1.2.5 says `available: false`',
    ],
    [
      'to one that nobody knows to be good',
      withVersions('restart: rolling, known-good: true', 'restart: rolling'),
      ['1.3.0', '1.2.5'],
      'error plan/not-known-good',
      '1.2.5 is not known good; the nearest that is: 1.2.2',
    ],
    [
      'where none is known to be good',
      withVersions(/, known-good: true/g, ''),
      ['1.3.0'],
      'error plan/no-emergency',
      'no version behind it states `known-good: true`',
    ],
  ])('%s is told with exit 1', async (_, files, words, code, says) => {
    const { exit, codes, messages } = await asked(files, ...words, '--emergency')
    expect({ exit, codes }).toEqual({ exit: 1, codes: [code] })
    expect(messages).toContain(says)
  })
})

describe('a runbook', () => {
  it('keeps to its own lines whatever names and commands hold', async () => {
    const hostile = withVersions(
      '{ name: stop ingestion, at: before, run: scale 0,',
      '{ name: "``` # | <b>x</b> [y](z) \u202e", at: before, run: "echo `id` ```\\n# Approved\\n- [x] all", ',
    )
    const other = planned({
      ...hostile,
      'policies/tiers.yaml': 'tiers: { "a | `b` | ::error::c": { approvals: ["x`y|z"], within: 1h } }\n',
    })
    const { out } = await other.text('1.3.0', '1.2.5', '--tier', 'a | `b` | ::error::c', '--format', 'markdown')
    const { out: text } = await other.text('1.3.0', '1.2.5', '--tier', 'a | `b` | ::error::c')
    other.repository.close()
    expect(out).toContain("--tier 'a | `b` | ::error::c' --format json")
    expect(out).toContain('| tier | ``a \\| `b` \\| ::error::c`` |')
    expect(out).not.toMatch(/^(?:# Approved|- \[x\])/m)
    expect(out).toContain('  ````sh\n  echo `id` ```\n  # Approved\n  - [x] all\n  ````')
    for (const each of [out, text]) expect(each).not.toMatch(/\u202e|^\s*::error/m)
  })

  it('is a list that can be ticked, with everything that is run', async () => {
    const { exit, out } = await main.text('1.3.0', '1.2.2', '--tier', 'banking', '--format', 'markdown')
    expect(exit).toBe(1)
    expect(out).toMatch(/^# Rollback runbook: `1\.3\.0` to `1\.2\.2`\n/)
    for (const part of [
      '## Blockers\n\n- banking retains data, and going back from 1.3.0 to 1.2.5 loses `traces.score`',
      '> **Warning**: the data of `traces.score` is lost by this rollback.',
      '## Prerequisites\n\n- [ ] Approved by `regulator`: ___',
      '- [ ] Maintenance window agreed on',
      '### `1.3.0` to `1.2.5`\n\n- [ ] **1. verify the backup** (ready, command, at most 1m; nothing goes on while it fails)\n\n  ```sh\n  ./ops/backup_verified.sh\n  ```\n',
      '- [ ] **8. take main back to 0039\\_traces** (down, database, at most 5m)',
      '## Afterwards\n\n- [ ] `ingester` runs `1.2.2`',
      '- [ ] The log of the run is kept for the auditor',
      'pawl rollback run plan.json --execute --reason "<why>" --approved-by <name> --log rollback.log --accept-loss traces.score --database main=env:<VAR>\n',
      '- [ ] Plan made for the run: `pawl plan 1.3.0 1.2.2 --tier banking --format json --output plan.json`',
      '`--resume <log>` goes on, and with `--undo` beside it what was done is taken back.',
    ])
      expect(out).toContain(part)
    expect(out).not.toContain('Emergency')
  })

  it('of an emergency begins with whom to call', async () => {
    const { out } = await main.text('1.3.0', '--emergency', '--format', 'markdown')
    expect(out).toMatch(/^# Emergency rollback runbook: `1\.3\.0` to `1\.2\.5`\n/)
    expect(out).toContain('## Immediately\n\n- [ ] Called: `on-call@example.com`')
    expect(out).toContain('- [ ] Traffic restored step by step')
    expect(out).not.toContain('## Prerequisites')
  })

  it('as text names each step once, in the order of running', async () => {
    const { out } = await main.text('1.3.0', '1.2.2')
    expect([...out.matchAll(/^ *(\d+)\. (\w+)/gm)].map(([, number, at]) => `${number} ${at}`)).toEqual([
      '1 ready',
      '2 before',
      '3 down',
      '4 after',
      '5 restart',
      '6 resume',
      '7 verify',
      '8 down',
      '9 restart',
    ])
  })
})
