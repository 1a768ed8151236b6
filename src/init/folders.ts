import type { Files } from '../model/tree.ts'
import { aside } from './words.ts'

const named = /^(?:migrations?|migrate|alembic|versions|changelogs?|changesets?|patches|drizzle)$/i
const maybe = /^(?:sql|ddl|schema|db|database|changes|deploy|updates|evolutions)$/i
const numbered = /^(?:[VUR]?\d[\w.]*__?|\d{3,}|\d+[_-])/i
const step = /\.(?:sql|plan|py|rb)$/

/** Folders that look like those of migrations, the likeliest first; of two, one within the other, the likelier alone. */
export async function migrationFolders(files: Files): Promise<string[]> {
  const folders = new Map<string, { files: string[]; below: string[] }>()
  for (const [path, { mode }] of await files.entries()) {
    if (mode === 'symlink' || mode === 'gitlink' || !step.test(path) || aside.test(path) || isTest(path)) continue
    const parts = path.split('/')
    for (let depth = parts.length - 1; depth > 0; depth--) {
      const folder = parts.slice(0, depth).join('/')
      const known = folders.get(folder) ?? { files: [], below: [] }
      folders.set(folder, known)
      known[depth === parts.length - 1 ? 'files' : 'below'].push(parts.slice(depth).join('/'))
    }
  }
  const ranked = [...folders]
    .map(([folder, found]) => ({ folder, rank: rankOf(folder.slice(folder.lastIndexOf('/') + 1), found) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.folder.length - b.folder.length || (a.folder < b.folder ? -1 : 1))
  const taken: string[] = []
  for (const { folder } of ranked)
    if (!taken.some((each) => folder.startsWith(`${each}/`) || each.startsWith(`${folder}/`))) taken.push(folder)
  return taken
}

const isTest = (path: string): boolean => /(?:^|\/)(?:tests?|specs?|__tests__|examples?|docs?)\//i.test(path)

function rankOf(name: string, { files, below }: { files: readonly string[]; below: readonly string[] }): number {
  const sql = files.filter((file) => file.endsWith('.sql'))
  const steps = files.filter((file) => numbered.test(file))
  if (files.includes('sqitch.plan')) return 5
  const scripts = below.filter((file) => /(?:^|\/)(?:up|down|migration)\.sql$/.test(file) || numbered.test(file))
  if (named.test(name) && (sql.length || scripts.length || files.some((file) => /\.(?:py|rb)$/.test(file))))
    return name === 'alembic' ? 1 : 4
  if (maybe.test(name) && (sql.length ? steps.length === sql.length : false)) return 3
  return sql.length >= 2 && steps.length === files.length ? 2 : 0
}
