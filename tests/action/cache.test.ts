import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Forge, forge, payloadOf } from './forge.ts'
import { startGithub } from './github.ts'
import { release, run } from './runner.ts'
import { vault } from './vault.ts'

beforeAll(() => void release())

const caches = 'GET /repos/{owner}/{repo}/actions/caches'

interface Entry {
  key: string
  version: string
  bytes: Buffer
}

/** The cache service of the runner, as @actions/cache speaks with it: entries of one scope. */
async function cacheService(): Promise<{ env: Record<string, string>; entries: Entry[]; asked: string[] }> {
  const entries: Entry[] = []
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    const url = new URL(request.url!, 'http://localhost')
    const [, , , method] = url.pathname.split('/')
    const json = (value: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    const blob = `${env.ACTIONS_RESULTS_URL}account/container/`
    if (!url.pathname.startsWith('/twirp/')) {
      const entry = entries[Number(url.pathname.split('/').at(-1))]!
      if (request.method === 'PUT') {
        entry.bytes = body
        response
          .writeHead(201, { etag: '"1"', 'last-modified': new Date().toUTCString(), 'x-ms-request-id': '1', 'x-ms-version': '2024-01-01' })
          .end()
      } else response.writeHead(200, { 'content-length': entry.bytes.length }).end(request.method === 'HEAD' ? undefined : entry.bytes)
      return
    }
    const given = JSON.parse(body.toString())
    asked.push(method!)
    if (method === 'CreateCacheEntry') {
      entries.push({ key: given.key, version: given.version, bytes: Buffer.alloc(0) })
      json({ ok: true, signed_upload_url: `${blob}${entries.length - 1}` })
    } else if (method === 'FinalizeCacheEntryUpload') json({ ok: true, entry_id: String(entries.length) })
    else {
      const keys: string[] = [given.key, ...(given.restore_keys ?? given.restoreKeys ?? [])]
      const at = entries.findLastIndex((entry) => entry.version === given.version && keys.some((key) => entry.key.startsWith(key)))
      json(at === -1 ? { ok: false } : { ok: true, signed_download_url: `${blob}${at}`, matched_key: entries[at]!.key })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  const env = {
    ACTIONS_RESULTS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job',
  }
  return { env, entries, asked }
}

/** Takes long enough to replay that its end is worth keeping. */
const worthKeeping = {
  'policies/database.yaml': vault['policies/database.yaml']!.replace('sqlite', 'postgres'),
  'migrations/0000_slow.up.sql': 'SELECT pg_sleep(0.3);\n',
  'migrations/0000_slow.down.sql': 'SELECT 1;\n',
}

function guarded(more: Record<string, string> = {}): Forge {
  const place = forge()
  place.work.commit({ ...vault, ...more })
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'more')
  place.work.commit({
    'migrations/0002_more.up.sql': 'ALTER TABLE keys ADD COLUMN note TEXT;\n',
    'migrations/0002_more.down.sql': 'ALTER TABLE keys DROP COLUMN note;\n',
  })
  place.push('more')
  return place
}

const kept = (workspace: string) => {
  try {
    return readdirSync(join(workspace, '.git/pawl/entries')).length
  } catch {
    return 0
  }
}

/** A push to the default branch, which keeps what it made. */
async function pushed(place: Forge, env: Record<string, string>) {
  const after = place.bare.git('rev-parse', 'main')
  const payload = payloadOf({ ref: 'refs/heads/main', before: '0'.repeat(40), after })
  return run({
    workspace: place.checkout(after).path,
    event: 'push',
    payload,
    env: { ...env, GITHUB_SHA: after, GITHUB_REF: 'refs/heads/main' },
  })
}

test('a push to the default branch keeps its databases once, and a pull request begins with them and keeps nothing', async () => {
  const service = await cacheService()
  const github = await startGithub({ [caches]: () => ({ status: 200, body: { total_count: 0, actions_caches: [] } }) })
  onTestFinished(github.stop)
  const place = guarded(worthKeeping)
  const first = await pushed(place, service.env)
  expect(first.exit).toBe(0)
  expect(service.entries.map(({ key }) => key)).toEqual([expect.stringMatching(/^pawl-\d+\.\d+\.\d+-linux-\w+-[0-9a-f]{32}$/)])
  expect(service.entries[0]!.bytes.length).toBeGreaterThan(100)
  // The same content again has nothing new to keep.
  await pushed(place, service.env)
  expect(service.entries).toHaveLength(1)

  const { merge, payload } = place.pull(7, 'more')
  const workspace = place.checkout(merge).path
  const env = { ...service.env, GITHUB_SHA: merge, GITHUB_REF: 'refs/pull/7/merge', GITHUB_API_URL: github.url }
  const ran = await run({ workspace, event: 'pull_request', payload, env })
  expect(ran.exit).toBe(0)
  expect(ran.log).toContain('Cache hit for restore-key: pawl-')
  expect(kept(workspace)).toBeGreaterThan(0)
  expect(service.entries).toHaveLength(1)
  expect(github.violations).toEqual([])
})

test('where a pull request could have written what would be brought back, nothing is', async () => {
  const service = await cacheService()
  const place = guarded()
  const { merge, payload } = place.pull(7, 'more')
  const planted = await startGithub({
    [caches]: ({ query }) => ({ status: 200, body: { total_count: query.get('ref') === 'refs/pull/7/merge' ? 1 : 0, actions_caches: [] } }),
  })
  const silent = await startGithub({})
  for (const { stop } of [planted, silent]) onTestFinished(stop)
  for (const github of [planted, silent]) {
    service.asked.length = 0
    const env = { ...service.env, GITHUB_SHA: merge, GITHUB_REF: 'refs/pull/7/merge', GITHUB_API_URL: github.url }
    const ran = await run({ workspace: place.checkout(merge).path, event: 'pull_request', payload, env })
    expect([ran.exit, service.asked]).toEqual([0, []])
    expect(github.violations).toEqual([])
  }
})

test('a cache service that is broken changes no verdict', async () => {
  const place = guarded()
  const env = {
    ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/',
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job',
  }
  const ran = await pushed(place, env)
  expect([ran.exit, ran.outputs.verdict]).toEqual([0, 'held'])
})
