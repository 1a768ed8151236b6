import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Forge, forge } from '../action/forge.ts'
import { dropsColumn, vault } from '../action/vault.ts'
import { commands } from './commands.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'ci', 'server.md'), 'utf8')
const scripts = [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, text]) => text!)

/** A server with the hook as the page shows it, and a branch `main` that is guarded. */
function server(hook: 'pre-receive' | 'update'): Forge {
  const place = forge()
  place.work.commit(vault)
  place.push('main')
  const script = scripts.find((text) => text.includes(`pawl hook ${hook}`))!
  place.bare.hook(hook, script.replace('/usr/local/bin', commands()).replace(/^#!.*\n/, ''))
  return place
}

/** Pushes, and gives what the pusher sees. */
function push(place: Forge, ...words: string[]): { status: number; screen: string } {
  const { status, stderr } = place.work.tryGit('push', 'origin', ...words)
  return { status, screen: stderr.replace(/[ \t]+$/gm, '') }
}

const tip = (place: Forge, branch: string) => place.bare.tryGit('rev-parse', '-q', '--verify', branch).stdout.trim()

describe.each(['pre-receive', 'update'] as const)('a server with the hook %s', (hook) => {
  test('turns away a push that slips, with the finding on the screen of who pushes', () => {
    const place = server(hook)
    const stood = tip(place, 'main')
    place.work.commit(dropsColumn)
    const { status, screen } = push(place, 'main')
    expect(status).not.toBe(0)
    const shown = /^```text\n([\s\S]*?)^```$/m.exec(page)![1]!
    expect(screen).toContain(shown.trim())
    expect(screen).toMatch(/\[remote rejected\] main -> main/)
    expect(tip(place, 'main')).toBe(stood)
  })

  test('takes a push that weakens nothing', () => {
    const place = server(hook)
    const head = place.work.commit({ 'docs/more.md': '# More\n' })
    expect(push(place, 'main').status).toBe(0)
    expect(tip(place, 'main')).toBe(head)
  })
})

test('another branch is judged against the default branch, a forced push as the branch moves, and the deletion of the default branch is turned away', () => {
  const place = server('pre-receive')
  place.bare.git('config', 'receive.denyDeleteCurrent', 'ignore')
  const stood = tip(place, 'main')
  place.work.git('checkout', '-q', '-b', 'simplify')
  place.work.commit(dropsColumn)
  expect(push(place, 'simplify').screen).toContain('column `keys.agent_id` is dropped')
  place.work.git('checkout', '-q', '--orphan', 'anew')
  place.work.git('rm', '-q', '--cached', 'docs/sealed.md')
  place.work.commit({}, 'a history of its own')
  expect(push(place, '--force', 'anew:main').screen).toContain('remote: error[document/missing]')
  expect(push(place, '--delete', 'main').screen).toContain('remote: error[branch/default-deleted]')
  expect(tip(place, 'main')).toBe(stood)
})

test('one branch that slips turns a whole push away by pre-receive, and itself alone by update', () => {
  for (const [hook, taken] of [
    ['pre-receive', false],
    ['update', true],
  ] as const) {
    const place = server(hook)
    place.work.git('checkout', '-q', '-b', 'words')
    const words = place.work.commit({ 'docs/more.md': '# More\n' })
    place.work.git('checkout', '-q', '-b', 'simplify', 'main')
    place.work.commit(dropsColumn)
    expect(push(place, 'words', 'simplify').status).not.toBe(0)
    expect([tip(place, 'words') === words, tip(place, 'simplify')]).toEqual([taken, ''])
  }
})
