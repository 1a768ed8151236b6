import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Database, Engine } from '../../src/engines/engine.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { type Printed, pawl } from '../cases/command.ts'
import type { CaseRepository } from '../cases/repository.ts'
import { repositoryOf, type Tree } from './room.ts'

type Way = 'refuses' | 'throws' | 'is dead'

/** Which call of an engine fails, and in which way; and the calls that were made. */
const fault: { at: number; way: Way; calls: string[] } = { at: 0, way: 'throws', calls: [] }

/** The real engines, of which one call fails. */
vi.mock('../../src/engines/index.ts', async (original) => {
  const real = await original<typeof import('../../src/engines/index.ts')>()
  const faulty = <T extends object>(of: T, database?: Database): T =>
    new Proxy(of, {
      get(target, name) {
        const method = Reflect.get(target, name)
        // How many databases may work at once is known without asking any.
        if (typeof method !== 'function' || name === 'atOnce') return method
        return async (...words: unknown[]) => {
          fault.calls.push(String(name))
          if (fault.calls.length === fault.at) {
            if (fault.way === 'refuses') throw new Refusal('the database is gone')
            if (fault.way === 'throws') throw new TypeError('oops')
            await database?.close()
          }
          const answer = await method.apply(target, words)
          return name === 'open' ? faulty(answer, answer) : answer
        }
      },
    })
  return { engineOf: async (name: Parameters<typeof real.engineOf>[0]): Promise<Engine> => faulty(await real.engineOf(name)) }
})

const open: CaseRepository[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

const policies = (engine: string) => `protocol: all
databases:
  main: { engine: ${engine}, migrations: db, format: golang-migrate }
rollback: main
categories:
  additive: { rehearsal: reversible }
protect:
  - column: users.key
  - table: posts
`
const before = (engine: string): Tree => ({
  'policies/all.yaml': policies(engine),
  'db/1_users.up.sql': 'CREATE TABLE users (id integer PRIMARY KEY, key text NOT NULL);\nCREATE TABLE posts (id integer PRIMARY KEY);\n',
  'db/1_users.down.sql': 'DROP TABLE posts;\nDROP TABLE users;\n',
})
const changes = {
  weakening: {
    'db/2_next.up.sql': 'ALTER TABLE users DROP COLUMN key;\n',
    'db/2_next.down.sql': "ALTER TABLE users ADD COLUMN key text NOT NULL DEFAULT '';\n",
  },
  harmless: { 'db/2_next.up.sql': 'CREATE TABLE more (id integer);\n', 'db/2_next.down.sql': 'DROP TABLE more;\n' },
}

/** What comes of a change when the call of that number fails: the exit code, and the name of the call, if there was one. */
async function fails(at: CaseRepository, number: number, way: Way): Promise<Printed & { call: string | undefined }> {
  Object.assign(fault, { at: number, way, calls: [] })
  const { exit, out, err } = await pawl(at.folder, ['check', '--staged', '--no-cache'])
  expect(out + err, `call ${number}`).not.toMatch(/\n\s+at .*:\d+/)
  return { exit, out, err, call: fault.calls[number - 1] }
}

function staged(engine: string, change: keyof typeof changes): CaseRepository {
  const made = repositoryOf(before(engine), changes[change])
  open.push(made)
  return made
}

const ways: readonly Way[] = ['refuses', 'throws', 'is dead']

describe('an engine that fails at one of its calls, in one way after the other', () => {
  it('lets no weakening pass', async () => {
    const at = staged('sqlite', 'weakening')
    for (let number = 1; ; number += 5) {
      const { exit, call, err } = await fails(at, number, ways[number % 3]!)
      expect([1, 2], `call ${number}, ${call}: ${err}`).toContain(exit)
      if (call === undefined) return expect([exit, number > 10, err]).toEqual([1, true, ''])
    }
  })

  it('makes no finding of what is harmless, and tells as held only what was asked all the same', async () => {
    const at = staged('sqlite', 'harmless')
    const whole = await fails(at, 0, 'throws')
    expect([whole.exit, whole.err]).toEqual([0, ''])
    for (let number = 1; ; number++) {
      const { exit, call, out, err } = await fails(at, number, ways[number % 3]!)
      if (call === undefined) return expect(out).toBe(whole.out)
      if (exit === 0) expect([number, call, out]).toEqual([number, call, whole.out])
      else expect([number, call, exit, err]).toEqual([number, call, 2, expect.stringContaining('Nothing was checked.')])
    }
  })
})

describe('the embedded Postgres', () => {
  it('that dies lets no weakening pass', async () => {
    const at = staged('postgres', 'weakening')
    const { exit, err } = await fails(at, 0, 'is dead')
    expect([exit, err]).toEqual([1, ''])
    const { length } = fault.calls
    for (const part of [0.2, 0.4, 0.6, 0.8]) {
      const { exit, call, err } = await fails(at, Math.ceil(length * part), 'is dead')
      expect([1, 2], `${call}: ${err}`).toContain(exit)
    }
  })
})
