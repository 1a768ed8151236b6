import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { folderTree } from '../../src/git/folder-tree.ts'

const folder = mkdtempSync(join(tmpdir(), 'pawl-folder-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a folder is a tree of what stands in it, and nothing is followed out of it', async () => {
  mkdirSync(join(folder, 'a', '.git'), { recursive: true })
  writeFileSync(join(folder, 'a', '.git', 'config'), '')
  writeFileSync(join(folder, 'a', 'x.md'), 'text')
  writeFileSync(join(folder, 'run'), '#!/bin/sh\n')
  chmodSync(join(folder, 'run'), 0o755)
  symlinkSync('/etc', join(folder, 'out'))
  const tree = folderTree(folder)
  expect([...(await tree.entries())].map(([path, { mode }]) => [path, mode])).toEqual([
    ['a/x.md', 'file'],
    ['out', 'symlink'],
    ['run', 'executable'],
  ])
  expect(new TextDecoder().decode(await tree.bytes('out'))).toBe('/etc')
  expect(await tree.bytes('a/.git/config')).toBeUndefined()
})
