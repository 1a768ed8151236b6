/** Where the worker and the prepared cluster lie: beside the source, or beside the bundle that holds this module. */
const fromSource = import.meta.url.endsWith('.ts')

export const workerUrl = new URL(fromSource ? './worker.ts' : './postgres-worker.cjs', import.meta.url)
export const clusterUrl = new URL(fromSource ? '../../../data/postgres.cluster' : './postgres.cluster', import.meta.url)
