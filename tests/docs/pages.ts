import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** A file that a page shows, by the path that its first line names, and what becomes of a commit that adds it. */
export interface ShownFile {
  path: string
  text: string
  /** `passes`, or the code that stops it; absent on what stands. */
  fate?: string
}

/** The files of a page: fences whose first line is a comment with a path, as `# policies/a.yaml` or `-- migrations/0003_x.up.sql (passes)`. */
export function filesOf(page: string): ShownFile[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [
    ...text.matchAll(/^(`{3,})\w*\n(?:#|--|\/\/|<!--) (\S+\.\w+)(?: \((passes|stopped by ([\w/-]+))\))?(?: -->)?\n([\s\S]*?)^\1$/gm),
  ].map(([, , path, fate, code, content]) => ({ path: path!, text: content!, ...(fate ? { fate: code ?? fate } : {}) }))
}
