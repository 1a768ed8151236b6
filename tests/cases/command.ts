import { expect } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { wrongReport } from '../reporters/schemas.ts'

/** What a command printed, and its exit code. */
export interface Printed {
  exit: number
  out: string
  err: string
}

/** The day on which every case is judged. */
const caseDay = new Date('2026-11-21T12:00:00Z')

/** Runs pawl's command line in a folder, with the real machine behind it and a fixed day. */
export async function pawl(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Printed> {
  let out = ''
  let err = ''
  const exit = await run(words, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...env },
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    stdin: async () => '',
    terminal: { out: false, err: false },
    now: () => caseDay,
  })
  // Whatever is asked for as JSON is what the published schema says.
  if (asJson(words) && out) expect(wrongReport(out)).toEqual([])
  return { exit, out, err }
}

const asJson = (words: readonly string[]) => words.includes('--format=json') || words[words.indexOf('--format') + 1] === 'json'
