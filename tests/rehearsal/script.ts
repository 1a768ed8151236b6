import type { Script } from '../../src/model/script.ts'

/** One way of a migration, run in a transaction. */
export const script = (migration: string, direction: 'up' | 'down', text: string): Script => ({
  migration,
  path: `migrations/${migration}.${direction}.sql`,
  text,
  direction,
  wrap: 'transaction',
})
