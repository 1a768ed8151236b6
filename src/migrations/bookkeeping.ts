const tables = new Set([
  'schema_migrations',
  'goose_db_version',
  'gorp_migrations',
  '__diesel_schema_migrations',
  '_sqlx_migrations',
  'pgmigrations',
  'alembic_version',
  'ar_internal_metadata',
  'django_migrations',
  'knex_migrations',
  'knex_migrations_lock',
  '_prisma_migrations',
  'flyway_schema_history',
  'refinery_schema_history',
  'schema_version',
  'databasechangelog',
  'databasechangeloglock',
  'atlas_schema_revisions',
])
const schemas: readonly string[] = ['sqitch', 'hdb_catalog', 'drizzle', 'supabase_migrations', 'atlas_schema_revisions']

/** Whether a table or column, by its name in a catalog, is one that a migration tool keeps for itself. */
export function isBookkeeping(name: string): boolean {
  const bare = name.replace(/^(public|main)\./, '')
  return tables.has(bare) || [...tables].some((table) => bare.startsWith(`${table}.`)) || schemas.includes(bare.split('.')[0]!)
}

/** Whether a key of a catalog is of a table that a migration tool keeps for itself, or of what belongs to one. */
export function isBookkeepingKey(key: string): boolean {
  const name = key.slice(key.indexOf(':') + 1)
  if (isBookkeeping(name)) return true
  const bare = name.replace(/^(public|main)\./, '')
  return /^(sequence|index|constraint)$/.test(key.slice(0, key.indexOf(':'))) && [...tables].some((table) => bare.startsWith(`${table}_`))
}
