import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkpointsIn } from '../../src/cli/checkpoints.ts'
import { openStore } from '../../src/git/store.ts'

it('tells in one line why nothing can be kept between runs', async () => {
  const commonDir = mkdtempSync(join(tmpdir(), 'pawl-unkept-'))
  try {
    writeFileSync(join(commonDir, 'pawl'), 'a file where a folder should be')
    const told: string[] = []
    const host = { now: () => new Date(0), err: (text: string) => void told.push(text) }
    const checkpoints = checkpointsIn(openStore({ commonDir }), host, () => {})
    await checkpoints.put(['a'], new Uint8Array(3))
    expect(told.join('')).toMatch(/^nothing is kept between runs: [^\n]+\n$/)
    expect(await checkpoints.longest(['a'])).toBeUndefined()
  } finally {
    rmSync(commonDir, { recursive: true, force: true })
  }
})
