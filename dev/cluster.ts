/**
 * Makes the empty cluster that the embedded Postgres starts from (`data/postgres.cluster`): initdb inside the engine takes
 * a second and a gigabyte, reading this takes neither. Run it after every change of the engine's version.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { startBackend } from '../src/engines/postgres/backend.ts'
import { noBirths, pack } from '../src/engines/postgres/image.ts'
import { clusterUrl } from '../src/engines/postgres/place.ts'

const memoryBytes = 2 ** 31
const first = await startBackend({ files: [], settings: {}, extensions: {}, declared: [], memoryBytes })
for (const sql of [
  'UPDATE pg_database SET datistemplate = false',
  'DROP DATABASE template0',
  'DROP DATABASE template1',
  'VACUUM (FULL, FREEZE)',
  'ANALYZE',
  'CHECKPOINT',
]) {
  const { error } = await first.send(sql)
  if (error) throw new Error(`${sql}: ${error.message}`)
}
// Once more from its own files, so that what is stored ends with an orderly shutdown.
const second = await startBackend({ files: await first.dump(), settings: {}, extensions: {}, declared: [], memoryBytes })
const files = await second.shutdown()
const log = files.filter(({ path }) => /^pg_wal\/[0-9A-F]{24}$/.test(path)).map(({ path }) => path)
const used = log.sort()[0]
const kept = files.filter(({ path }) => !log.includes(path) || path === used)
const bytes = pack({ files: kept, births: noBirths, made: [] }, 19)
await mkdir(new URL('.', clusterUrl), { recursive: true })
await writeFile(clusterUrl, bytes)
console.log(`${bytes.length} bytes, ${kept.length} files, log ${log.join(' ')}`)
process.exit(0)
