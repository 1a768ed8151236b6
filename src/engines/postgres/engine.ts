import { availableParallelism } from 'node:os'
import type { Engine } from '../engine.ts'

/** How many databases are held beside each other at most. */
const mostAtOnce = 4

/** Disposable Postgres databases: embedded, or on a server that the caller's environment names. */
export const postgres: Engine = {
  version: 'postgres 18.6 pglite 0.5.14 image 1',
  open: async (ground, limits, from) => {
    if (ground.server !== undefined) return (await import('../server-postgres/open.ts')).openServer(ground, limits)
    const { openEmbedded } = await import('./embedded.ts')
    return openEmbedded(ground, limits, from)
  },
  // Each is a thread of its own, and may come to hold all that it may. Databases of one server share its roles.
  atOnce: ({ server }, { memoryBytes }) =>
    server === undefined ? Math.min(mostAtOnce, availableParallelism(), Math.floor(process.availableMemory() / memoryBytes)) : 1,
}
