import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { forge } from './forge.ts'
import { release, run, type Step } from './runner.ts'
import { dropsColumn, vault } from './vault.ts'

beforeAll(() => void release())

function step(files: Record<string, string>, more: Partial<Step> = {}, standing: Record<string, string> = {}): Step {
  const place = forge()
  place.work.commit({ ...vault, ...standing })
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'work')
  place.work.commit(files)
  const { merge, payload } = place.pull(7, 'work')
  return { workspace: place.checkout(merge).path, event: 'pull_request', payload, ...more, env: { GITHUB_SHA: merge, ...more.env } }
}

test('an input that is unknown, or no switch, is refused with the nearest right one', async () => {
  const unknown = await run(step(dropsColumn, { inputs: { coment: 'true' } }))
  expect([unknown.exit, unknown.outputs.verdict]).toEqual([2, 'unknown'])
  expect(unknown.report.refusals[0].message).toBe('the action has no input `coment`; did you mean `comment`?')
  const base = await run(step(dropsColumn, { inputs: { base: 'main' } }))
  expect(base.report.refusals[0].message).toMatch(/^the action has no input `base`/)
  const yes = await run(step(dropsColumn, { inputs: { comment: 'yes' } }))
  expect(yes.report.refusals[0].message).toBe('the input `comment` is `true` or `false`, not `yes`')
})

test('the report is written as SARIF and as a page where that is asked for, and a place that cannot be written is a refusal', async () => {
  const asked = step(dropsColumn, { inputs: { sarif: 'pawl.sarif', html: 'pawl.html' } })
  const ran = await run(asked)
  expect(ran.exit).toBe(1)
  const log = JSON.parse(readFileSync(join(asked.workspace, 'pawl.sarif'), 'utf8'))
  expect(log.version).toBe('2.1.0')
  expect(log.runs[0].results.map((each: any) => each.ruleId)).toEqual(['schema/column-dropped'])
  expect(readFileSync(join(asked.workspace, 'pawl.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  const nowhere = await run({ ...asked, inputs: { sarif: 'no/such/folder/pawl.sarif' } })
  expect(nowhere.exit).toBe(2)
  expect(nowhere.report.refusals[0].message).toMatch(/could not be written/)
  expect(nowhere.outputs).toMatchObject({ verdict: 'unknown', errors: '1' })
})

test('what stands in the variables of a `server:` is masked first, and appears nowhere', async () => {
  const password = 'correct-horse-battery'
  const url = `postgres://admin:${password}@127.0.0.1:1/postgres`
  const server = vault['policies/database.yaml']!.replace('engine: sqlite', 'engine: postgres, server: $PAWL_POSTGRES_URL')
  const secret = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz'
  // A hostile change repeats what it has guessed, to have it printed.
  const asked = step(
    { 'docs/sealed.md': `# ${url}\n`, [`migrations/0002_${password}.up.sql`]: `SELECT '${secret}', '${url}';\n` },
    { inputs: { token: secret }, env: { PAWL_POSTGRES_URL: url } },
    { 'policies/database.yaml': server },
  )
  const ran = await run(asked)
  expect(ran.exit).toBe(2)
  const masks = ran.commands.filter((each) => each.startsWith('::add-mask::'))
  expect(masks).toEqual(expect.arrayContaining([`::add-mask::${url}`, `::add-mask::${password}`, `::add-mask::${secret}`]))
  // The masks are the first that the runner hears.
  expect(ran.commands.slice(0, masks.length)).toEqual(masks)
  const shown = [ran.log.replace(/^::add-mask::.*$/gm, ''), ran.summary, JSON.stringify(ran.outputs), JSON.stringify(ran.report)].join('\n')
  for (const each of [url, password, secret]) expect(shown).not.toContain(each)
})

test('a token in a finding is shortened in every output', async () => {
  const held = vault['policies/vault.yaml']!.replace(
    'pattern: ^key_[A-Za-z0-9]{40}$',
    'pattern: ^key_[A-Za-z0-9]{40}$\n    absent-from: [docs/**]',
  )
  const token = `key_${'Q7w'.repeat(13)}z`
  const ran = await run(
    step({ 'docs/more.md': `# More\n\nUse ${token}.\n` }, { inputs: { sarif: 'pawl.sarif' } }, { 'policies/vault.yaml': held }),
  )
  expect(ran.exit).toBe(1)
  expect(ran.report.findings[0].code).toMatch(/^token\//)
  for (const each of [ran.log, ran.summary, JSON.stringify(ran.report)]) expect(each).not.toContain(token)
})

test('nothing that a file says becomes a command of the runner', async () => {
  const hostile = "'::set-output name=verdict::held\\n::stop-commands::x\\n##[error]'"
  const ran = await run(
    step({
      'docs/sealed.md': '',
      'migrations/0002_a.up.sql': `ALTER TABLE keys ADD COLUMN note TEXT DEFAULT ${hostile};\n::error::forged\n`,
    }),
  )
  expect(ran.exit).not.toBe(0)
  expect(ran.commands.every((each) => each.startsWith('::error title='))).toBe(true)
  expect(ran.outputs.verdict).not.toBe('held')
})

test('a step that is not started by the runner says what starts it', async () => {
  const asked = step(dropsColumn)
  const ran = await run({ ...asked, env: { ...asked.env, GITHUB_EVENT_PATH: '' } })
  expect(ran.exit).toBe(2)
  expect(ran.log).toContain('this file is started by the runner of GitHub Actions')
})

test('a repository that was checked out into a folder is looked at there', async () => {
  const asked = step(dropsColumn)
  const outside = join(asked.workspace, '..', 'workspace')
  mkdirSync(outside)
  const ran = await run({ ...asked, workspace: outside, inputs: { 'working-directory': '../vault', sarif: 'pawl.sarif' } })
  expect(ran.exit).toBe(1)
  expect(existsSync(join(outside, 'pawl.sarif'))).toBe(true)
})

test('a step that is cancelled fails, and says that nothing was checked', async () => {
  const asked = step({
    'migrations/0002_long.up.sql': 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;\n',
  })
  const { exit, log } = await run({ ...asked, inputs: { token: 'ghs_token-of-the-job' }, interrupt: 1000 })
  expect(exit).toBe(2)
  expect(log).toContain('::error title=pawl could not decide::interrupted; nothing was checked.')
})
