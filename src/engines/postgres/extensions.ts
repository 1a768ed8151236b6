import { standIns } from './stand-ins.ts'

/** What the embedded server can be given, and the name of the archive that holds it. */
const shipped: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'amcheck auto_explain bloom btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore intarray isn lo ltree',
    'pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto seg tablefunc tcn',
    'tsm_system_rows tsm_system_time unaccent uuid-ossp',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, `${name}.tar.gz`]),
)

/** Extensions that come in one archive of another name. */
const inSpi = ['autoinc', 'insert_username', 'moddatetime', 'refint']

/** Extensions that a package of their own brings. */
const packages: Readonly<Record<string, { package: string; archive: string }>> = {
  vector: { package: '@electric-sql/pglite-pgvector', archive: 'vector.tar.gz' },
}

/** Always there, without an archive. */
const builtIn = new Set(['plpgsql'])

/** How an extension can be had: part of the engine, a stand-in, an archive of the engine's package, an archive of another, or not at all. */
export type Source = { from: 'engine' } | { from: 'stand-in' } | { from: 'package'; package: string; archive: string } | { from: 'nowhere' }

export function sourceOf(extension: string): Source {
  if (builtIn.has(extension)) return { from: 'engine' }
  if (Object.hasOwn(standIns, extension)) return { from: 'stand-in' }
  if (inSpi.includes(extension)) return { from: 'package', package: '@electric-sql/pglite', archive: 'spi.tar.gz' }
  const archive = shipped[extension]
  if (archive) return { from: 'package', package: '@electric-sql/pglite', archive }
  const own = packages[extension]
  return own ? { from: 'package', ...own } : { from: 'nowhere' }
}
