import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withProgress } from '../../src/cli/progress.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** What is told while work of two steps goes on. */
async function told(host: { terminal: { out: boolean; err: boolean }; env: Record<string, string> }, ms: number): Promise<string> {
  const parts: string[] = []
  const heard = { ...host, err: (text: string) => void parts.push(text) }
  await withProgress(heard, 'pawl audit', async (tell) => {
    tell('commit 1 of 2')
    await wait(ms)
    tell('commit 2 of 2')
    await wait(100)
  })
  return parts.join('')
}

describe('work that takes longer than a second', () => {
  it('is told to a person on one line that goes away', async () => {
    const err = await told({ terminal: { out: true, err: true }, env: {} }, 1500)
    expect(err).toContain(' pawl audit: commit 1 of 2, 1 s\u001b[K')
    expect(err.endsWith('\r\u001b[K')).toBe(true)
    expect(err).not.toContain('\n')
  })

  it('is told to the log of a CI job in plain lines', async () => {
    expect(await told({ terminal: { out: false, err: false }, env: { CI: 'true' } }, 1500)).toBe('pawl audit: commit 1 of 2, 1 s\n')
  })

  it('is told to no pipe, and shorter work to nobody', async () => {
    expect(await told({ terminal: { out: false, err: false }, env: {} }, 1300)).toBe('')
    expect(await told({ terminal: { out: true, err: true }, env: { CI: 'true' } }, 100)).toBe('')
  })
})

describe('Ctrl-C', () => {
  let repository: CaseRepository | undefined
  let temporary = ''
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'ctrl-c-'))
  })
  afterEach(() => {
    repository?.close()
    rmSync(temporary, { recursive: true, force: true })
  })

  /** Processes whose environment has this folder as the temporary one. */
  const alive = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${temporary}`)
        } catch {
          return false
        }
      })

  it.each([
    ['postgres', 'CREATE TABLE notes (id int PRIMARY KEY);\nSELECT pg_sleep(20);\n'],
    [
      'sqlite',
      'CREATE TABLE notes (id INTEGER PRIMARY KEY);\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;\n',
    ],
  ])('ends with 2 and leaves nothing behind of %s: no process, no file, no lock', async (engine, endless) => {
    repository = caseRepository()
    const files = {
      'policies/a.yaml': 'protocol: a\nstatus: irreversible\nprotect:\n  - table: notes\n',
      'policies/b.yaml': `databases:\n  main: { engine: ${engine}, migrations: migrations, format: plain }\n`,
      'migrations/001_notes.sql': endless,
    }
    repository.stage(
      new Map(Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' as const }])),
    )
    repository.commit('all')
    const { folder } = repository
    const before = readdirSync(folder)
    const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
    const child = spawn(process.execPath, [program, 'audit'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const err: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => void err.push(text))
    const ended = new Promise<number | null>((done) => child.on('exit', (status) => done(status)))
    await wait(2500)
    child.kill('SIGINT')
    expect(await ended).toBe(2)
    expect(err.join('')).toBe('refused: interrupted; nothing was checked.\n')
    for (let tries = 0; tries < 20 && alive().length; tries++) await wait(100)
    expect(alive()).toEqual([])
    expect(readdirSync(temporary)).toEqual([])
    expect(readdirSync(folder)).toEqual(before)
    expect(existsSync(join(folder, '.git', 'index.lock'))).toBe(false)
    const kept = join(folder, '.git', 'pawl', 'entries')
    expect(existsSync(kept) ? readdirSync(kept).filter((name) => name.startsWith('.')) : []).toEqual([])
  })
})
