import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startPostgres, type TestServer } from '../engines/server/machine.ts'
import { type Files, told } from '../engines/server/repository.ts'
import { folder } from './room.ts'

let server: TestServer
beforeAll(async () => {
  server = await startPostgres()
}, 60_000)
afterAll(() => server?.stop())

/** The same example, its Postgres databases on a real server. */
function onServer(example: Files): Files {
  return Object.fromEntries(
    Object.entries(example).map(([path, text]) => [
      path,
      path.startsWith('policies/')
        ? text
            .replace(/^( +)engine: postgres$/gm, '$&\n$1server: $$PAWL_TEST_URL')
            .replace('{ engine: postgres,', '{ engine: postgres, server: $$PAWL_TEST_URL,')
        : text,
    ]),
  )
}

/** What a rehearsal tells of each migration, whatever it ran on and how long it took. */
async function rehearsed(files: Files) {
  const { exit, json } = await told(['rehearse'], files, `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`)
  const migrations = (json.databases ?? []).map(({ migrations: all }) =>
    all.map(({ id, category, verdict, loses, discards, rewrites, left }) => ({ id, category, verdict, loses, discards, rewrites, left })),
  )
  return {
    engines: json.databases?.map(({ engine }) => engine.replace(/[^a-z()]+/g, ' ')),
    same: { exit, refusals: json.refusals, migrations },
  }
}

describe('an example on a real Postgres server', () => {
  it.each([
    ['schema-versions', ['postgres (server)']],
    ['hashed-keys', ['postgres (server)']],
    ['owner-cutover', ['postgres (server)']],
    ['token-service', ['sqlite (embedded)', 'postgres (server)']],
  ])('%s: each migration comes to what it does on the embedded one', { timeout: 120_000 }, async (name, engines) => {
    const example = folder(`examples/${name}`)
    const [embedded, real] = [await rehearsed(example), await rehearsed(onServer(example))]
    expect(real.engines).toEqual(engines)
    expect(real.same).toEqual(embedded.same)
    expect([real.same.exit, real.same.refusals]).toEqual([0, []])
  })

  it('memory-service: likewise, or a refusal that names the extension where the server has it not', { timeout: 120_000 }, async () => {
    const example = folder('examples/memory-service')
    const real = await rehearsed(onServer(example))
    if (server.sql("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").length)
      expect(real.same).toEqual((await rehearsed(example)).same)
    else expect([real.same.exit, real.same.refusals[0]?.message]).toEqual([2, expect.stringContaining('vector')])
  })
})
