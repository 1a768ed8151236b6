import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { openObjects } from './objects.ts'
import type { ObjectSource, Repository } from './repository.ts'
import { makeTemporary } from './temporary.ts'

/**
 * A temporary repository that sees the objects of another and keeps what git writes.
 * It has a configuration of its own, so no merge driver or filter of the other can run.
 */
export function openRoom(repo: Repository): ObjectSource | undefined {
  const room = makeTemporary('merge')
  if (!room) return undefined
  const env = { ...repo.place.env }
  const store = env.GIT_OBJECT_DIRECTORY ?? join(repo.commonDir, 'objects')
  const shallow = env.GIT_SHALLOW_FILE ?? join(repo.commonDir, 'shallow')
  for (const name of ['GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_SHALLOW_FILE']) delete env[name]
  mkdirSync(join(room.path, 'objects', 'info'), { recursive: true })
  mkdirSync(join(room.path, 'refs'))
  writeFileSync(join(room.path, 'HEAD'), 'ref: refs/heads/none\n')
  writeFileSync(join(room.path, 'config'), configuration[repo.hash])
  writeFileSync(join(room.path, 'objects', 'info', 'alternates'), `${quoted(store)}\n`)
  if (existsSync(shallow)) copyFileSync(shallow, join(room.path, 'shallow'))
  const place = { cwd: room.path, env: { ...env, GIT_DIR: room.path, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' } }
  const objects = openObjects(place)
  repo.held.push(() => {
    objects.close()
    room.remove()
  })
  return { place, objects }
}

const configuration = {
  sha1: '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
  sha256: '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n',
}

/** A path as git reads it between double quotes. */
function quoted(path: string): string {
  const octal = (character: string) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
  return `"${path.replace(/["\\\x00-\x1f\x7f]/g, octal)}"`
}
