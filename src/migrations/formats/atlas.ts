import { chainOf } from '../chain.ts'
import { byText, type Format, hasMarkers, pathOf, textOf, topNames } from '../format.ts'
import { pairUp, wholeFiles } from '../pairs.ts'

const shape = /^([^_.]+)(_.*)?\.sql$/

/** Atlas: a folder with `atlas.sum`, its files in the order of their names, each in a transaction unless `-- atlas:txmode none` heads it. */
export const atlas: Format = {
  name: 'atlas',
  // Other tools' layouts may have an `atlas.sum` as well.
  fits: async (folder) =>
    folder.names.includes('atlas.sum') &&
    !topNames(folder).some((name) => /\.(up|down)\.sql$|^V\d.*__/.test(name)) &&
    !(await hasMarkers(folder)),
  read: async (folder) => {
    const limits: string[] = []
    const names: string[] = []
    for (const name of topNames(folder).filter((each) => shape.test(each))) {
      if (/^--\s*atlas:checkpoint\b/m.test(head(await textOf(folder, name))))
        limits.push(`\`${pathOf(folder, name)}\` is a checkpoint, which new databases alone begin with, and was not run`)
      else names.push(name)
    }
    const steps = pairUp(
      folder,
      names,
      (name) => ({ version: shape.exec(name)![1]!, id: name.replace(/\.sql$/, ''), side: 'up' }),
      limits,
      byText,
    )
    const migrations = await wholeFiles(folder, steps, (text) =>
      /^--\s*atlas:txmode\s+none\b/m.test(head(text)) ? 'statement' : 'transaction',
    )
    return chainOf(folder, 'atlas', migrations, limits, {
      table: 'atlas_schema_revisions',
      sql: 'CREATE TABLE atlas_schema_revisions (version varchar(255) NOT NULL PRIMARY KEY, description varchar(255) NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamp NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text, hash varchar(255) NOT NULL, partial_hashes text, operator_version varchar(255) NOT NULL)',
    })
  },
}

/** The comments at the head of a file, where directives stand. */
function head(text: string): string {
  return /^(?:\s*--[^\n]*(?:\n|$)|\s*\n)*/.exec(text)![0]
}
