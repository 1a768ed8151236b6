import { chmodSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import type { FileDraft } from './draft.ts'

/** How files are written: a new one through no symlink and over nothing, any other whole or not at all. */
export interface Pen {
  fresh(top: string, path: string, text: string): boolean
  whole(top: string, path: string, text: string): void
}

/** Writes one file of a proposal; what stands otherwise than it did when it was shown is left as it is, and refused. */
export function writeDraft(top: string, { path, before, text, executable }: FileDraft, pen: Pen): void {
  const target = join(top, path)
  if (before === undefined) {
    if (!pen.fresh(top, path, text)) throw new Refusal(`\`${path}\` stands already and was left as it is`, { path })
  } else {
    mustStand(top, path, before)
    const { mode } = statSync(target)
    pen.whole(top, path, text)
    chmodSync(target, mode & 0o777)
  }
  if (executable) chmodSync(target, 0o755)
}

function mustStand(top: string, path: string, before: string): void {
  let way = top
  for (const part of path.split('/')) {
    way = join(way, part)
    if (lstatSync(way, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new Refusal(`\`${path}\` is reached through a symlink and was left as it is`, { path })
  }
  if (readFileSync(way, 'utf8') !== before) throw new Refusal(`\`${path}\` has changed since it was shown, and was left as it is`, { path })
}
