import { Refusal } from '../../model/refusal.ts'
import { chainOf } from '../chain.ts'
import { byText, type Folder, type Format, pathOf, subfolders, textOf, topNames } from '../format.ts'
import { wholeFiles } from '../pairs.ts'

const journal = 'meta/_journal.json'

/** Drizzle: files in the order of `meta/_journal.json`, or a folder for each with `migration.sql` and `snapshot.json`; run in one transaction. */
export const drizzle: Format = {
  name: 'drizzle',
  fits: (folder) =>
    folder.names.includes(journal) ||
    [...subfolders(folder).values()].some((files) => files.includes('migration.sql') && files.includes('snapshot.json')),
  read: async (folder) => {
    const steps = folder.names.includes(journal) ? await journaled(folder) : inFolders(folder)
    const read = new Set(steps.map(({ up }) => up))
    const limits = topNames(folder)
      .filter((name) => name.endsWith('.sql') && !read.has(name))
      .map((name) => `\`${pathOf(folder, name)}\` is not in \`${pathOf(folder, journal)}\`, and was not read`)
    return chainOf(folder, 'drizzle', await wholeFiles(folder, steps, () => 'transaction'), limits)
  },
}

async function journaled(folder: Folder) {
  const path = pathOf(folder, journal)
  let entries: unknown
  try {
    entries = (JSON.parse(await textOf(folder, journal)) as { entries?: unknown }).entries
  } catch (error) {
    throw new Refusal(`\`${path}\` is no JSON: ${(error as Error).message}`, { path })
  }
  if (!Array.isArray(entries) || !entries.every((entry) => typeof entry?.tag === 'string' && typeof entry?.idx === 'number'))
    throw new Refusal(`\`${path}\` holds no \`entries\`, each with an \`idx\` and a \`tag\``, { path })
  const listed = entries as { idx: number; tag: string }[]
  return [...listed]
    .sort((a, b) => a.idx - b.idx)
    .map(({ tag }) => {
      const up = `${tag}.sql`
      if (!folder.names.includes(up))
        throw new Refusal(`\`${path}\` lists \`${tag}\`, and \`${pathOf(folder, up)}\` is not there`, { path })
      return { version: tag, id: tag, up }
    })
}

function inFolders(folder: Folder) {
  return [...subfolders(folder)]
    .filter(([, files]) => files.includes('migration.sql'))
    .map(([id]) => ({ version: id, id, up: `${id}/migration.sql` }))
    .sort((a, b) => byText(a.id, b.id))
}
