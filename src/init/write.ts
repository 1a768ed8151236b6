import { chmodSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import type { FileDraft } from './draft.ts'

/** How files are written: a new one through no symlink and over nothing, any other whole or not at all. */
export interface Pen {
  fresh(top: string, path: string, text: string): boolean
  whole(top: string, path: string, text: string): void
}

/** Throws a Refusal where a file of a proposal could not be written: its way is no folder, or something stands where nothing did. */
export function mayWrite(top: string, { path, before }: FileDraft): void {
  let way = top
  const parts = path.split('/')
  for (const [index, part] of parts.entries()) {
    way = join(way, part)
    const state = lstatSync(way, { throwIfNoEntry: false })
    if (!state) {
      if (before !== undefined) throw new Refusal(`\`${path}\` is gone since it was read`, { path })
      return
    }
    if (index < parts.length - 1 && !state.isDirectory())
      throw new Refusal(
        `\`${path}\` is not written: \`${parts.slice(0, index + 1).join('/')}\` is ${state.isSymbolicLink() ? 'a symlink' : 'no folder'}`,
        { path },
      )
    if (index === parts.length - 1 && (before === undefined || !state.isFile()))
      throw new Refusal(`\`${path}\` stands already and was left as it is`, { path })
  }
  if (before !== undefined && readFileSync(way, 'utf8') !== before)
    throw new Refusal(`\`${path}\` has changed since it was read, and was left as it is`, { path })
}

/** Writes one file of a proposal; what stands otherwise than it did when it was shown is left as it is, and refused. */
export function writeDraft(top: string, file: FileDraft, pen: Pen): void {
  const { path, before, text, executable } = file
  mayWrite(top, file)
  const target = join(top, path)
  if (before === undefined) {
    if (!pen.fresh(top, path, text)) throw new Refusal(`\`${path}\` stands already and was left as it is`, { path })
  } else {
    const { mode } = statSync(target)
    pen.whole(top, path, text)
    chmodSync(target, mode & 0o777)
  }
  if (executable) chmodSync(target, 0o755)
}
