import type { Engine } from '../engine.ts'

/** Disposable Postgres databases: embedded, or on a server that the caller's environment names. */
export const postgres: Engine = {
  version: 'postgres 18.6 pglite 0.5.14 image 1',
  open: async (ground, limits, from) => {
    if (ground.server !== undefined) return (await import('../server-postgres/open.ts')).openServer(ground, limits)
    const { openEmbedded } = await import('./embedded.ts')
    return openEmbedded(ground, limits, from)
  },
}
