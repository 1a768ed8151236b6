import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noStore, openStore } from '../../src/git/store.ts'
import { makeTemporary, sweepTemporary } from '../../src/git/temporary.ts'
import { temporaryFolder } from './repository.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const entries = (commonDir: string) => join(commonDir, 'pawl/entries')
const only = (commonDir: string) => join(entries(commonDir), readdirSync(entries(commonDir))[0]!)

test('what is put is got again, byte for byte, by its key alone', async () => {
  const commonDir = temporaryFolder()
  const every = Uint8Array.from({ length: 3000 }, (_, at) => at % 256)
  await openStore({ commonDir }).put('a\nkey', every)
  const store = openStore({ commonDir })
  expect(await store.get('a\nkey')).toEqual(every)
  expect(await store.get('another')).toBeUndefined()
  await store.put('a\nkey', bytes(''))
  expect(await store.get('a\nkey')).toEqual(new Uint8Array(0))
  expect(store.problem()).toBeUndefined()
})

test('an entry with any byte changed, cut, longer, or put under another key was never there', async () => {
  const commonDir = temporaryFolder()
  const store = openStore({ commonDir })
  await store.put('key', bytes('content'))
  const path = only(commonDir)
  const whole = readFileSync(path)
  const broken = [...whole.keys()].map((at) => Buffer.from(whole.map((byte, index) => (index === at ? byte ^ 1 : byte))))
  for (const bad of [...broken, whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]), Buffer.alloc(0)]) {
    writeFileSync(path, bad)
    expect(await store.get('key')).toBeUndefined()
    expect(existsSync(path)).toBe(false)
  }
  await store.put('other', bytes('other'))
  const there = only(commonDir)
  writeFileSync(path, readFileSync(there))
  expect(await store.get('key')).toBeUndefined()
})

test('an entry that is a folder, a pipe or a link is thrown away unread', async () => {
  const commonDir = temporaryFolder()
  const store = openStore({ commonDir })
  const made: ((path: string) => void)[] = [
    (path) => mkdirSync(join(path, 'x'), { recursive: true }),
    (path) => spawnSync('mkfifo', [path]),
    (path) => symlinkSync('/etc/passwd', path),
  ]
  for (const make of made) {
    await store.put('key', bytes('x'))
    const path = only(commonDir)
    await openStore({ commonDir }, 0).put('key', bytes(''))
    spawnSync('rm', ['-rf', path])
    make(path)
    expect(await store.get('key')).toBeUndefined()
    expect(readdirSync(entries(commonDir))).toEqual([])
  }
})

test('the entries longest unused go first when the bound is reached', async () => {
  const commonDir = temporaryFolder()
  const store = openStore({ commonDir }, 3000)
  const content = new Uint8Array(900)
  for (const [age, key] of [...'abc'].entries()) {
    await store.put(key, content)
    for (const name of readdirSync(entries(commonDir))) {
      const path = join(entries(commonDir), name)
      if (statSync(path).mtimeMs > Date.now() - 10_000) utimesSync(path, new Date(), new Date(Date.now() - (100 - age) * 60_000))
    }
  }
  expect(await store.get('a')).toEqual(content)
  await store.put('d', content)
  expect(await store.get('b')).toBeUndefined()
  for (const key of 'acd') expect(await store.get(key), key).toEqual(content)
  await store.put('huge', new Uint8Array(4000))
  expect(await store.get('huge')).toBeUndefined()
})

test('where nothing can be written all goes on, and the reason is told', async () => {
  const commonDir = temporaryFolder()
  writeFileSync(join(commonDir, 'pawl'), 'a file')
  const store = openStore({ commonDir })
  await store.put('key', bytes('x'))
  expect(await store.get('key')).toBeUndefined()
  expect(store.problem()).toMatch(/^nothing is kept between runs: /)
  const closed = openStore({ commonDir: '/proc/nowhere' })
  await closed.put('key', bytes('x'))
  expect(await closed.get('key')).toBeUndefined()
  expect(await noStore.get('key')).toBeUndefined()
})

test('twenty at once on one key and on many are all right', async () => {
  const commonDir = temporaryFolder()
  const program = `
    import { openStore } from '${join(import.meta.dirname, '../../src/git/store.ts')}'
    const store = openStore({ commonDir: '${commonDir}' }, 60000)
    const same = new Uint8Array(5000).fill(7)
    for (let at = 0; at < 10; at++) {
      await store.put('same', same)
      const got = await store.get('same')
      if (got && Buffer.compare(got, same)) process.exit(1)
      await store.put(process.pid + ':' + at, new Uint8Array(5000).fill(at))
      const own = await store.get(process.pid + ':' + at)
      if (own && own.some((byte) => byte !== at)) process.exit(1)
    }`
  const { spawn } = await import('node:child_process')
  const runs = Array.from({ length: 20 }, () =>
    spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: 'ignore' }),
  )
  const codes = await Promise.all(runs.map((run) => new Promise((done) => run.on('close', done))))
  expect(codes).toEqual(Array(20).fill(0))
  const left = readdirSync(entries(commonDir))
  expect(left.filter((name) => name.startsWith('.'))).toEqual([])
  expect(left.length).toBeLessThanOrEqual(12)
})

test('a temporary folder names its process, and is gone with it, however it ends', () => {
  const made = makeTemporary('test')!
  expect(made.path).toContain(`pawl-${process.pid}-`)
  made.remove()
  expect(existsSync(made.path)).toBe(false)
  const program = `
    import { makeTemporary } from '${join(import.meta.dirname, '../../src/git/temporary.ts')}'
    console.log(makeTemporary('test').path)
    if (process.env.HOW === 'throw') throw new Error('x')
    if (process.env.HOW === 'kill') process.kill(process.pid, 'SIGKILL')`
  const run = (how: string) =>
    spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], { env: { ...process.env, HOW: how }, encoding: 'utf8' })
  for (const how of ['end', 'throw']) expect(existsSync(run(how).stdout.trim()), how).toBe(false)
  const left = run('kill').stdout.trim()
  expect(existsSync(left)).toBe(true)
  const alive = makeTemporary('test')!
  expect(existsSync(left)).toBe(false)
  sweepTemporary()
  expect(existsSync(alive.path)).toBe(true)
  alive.remove()
})

test('what another wrote beside is not swept', () => {
  const other = join(tmpdir(), 'pawl-999999-')
  mkdirSync(other, { recursive: true })
  sweepTemporary()
  expect(existsSync(other)).toBe(true)
  chmodSync(other, 0o700)
  spawnSync('rmdir', [other])
})
