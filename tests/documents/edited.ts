import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edit } from '../../src/model/files.ts'

const common = join(import.meta.dirname, '..', 'guards', 'document', 'common', 'before')

/** A document that the cases of `document` share, as an edit leaves it. The edit must change something. */
export function edited(path: string, edit: (text: string) => string): Record<string, Edit> {
  const text = readFileSync(join(common, path), 'utf8')
  const changed = edit(text)
  if (changed === text) throw new Error(`the edit leaves ${path} as it is`)
  return { [path]: changed }
}

/** The same with one stretch of text replaced by another. */
export function replaced(path: string, from: string, to: string): Record<string, Edit> {
  return edited(path, (text) => text.replace(from, () => to))
}
