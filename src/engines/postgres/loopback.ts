import type { PGlite } from '@electric-sql/pglite'
import { Refusal } from '../../model/refusal.ts'
import type { Ground, Limits } from '../engine.ts'
import { archivesOf } from './ground.ts'
import { pack } from './image.ts'
import { clusterUrl } from './place.ts'
import { type Process, startProcess } from './thread.ts'
import { message } from './wire.ts'

/** What a program did on a database that it was given, and the database as it left it. */
export interface Left<T> {
  result: T
  /** The database as it left it; absent where it said nothing to it. */
  bytes?: Uint8Array
}

const version = 18
const rollback = message('Q', 'ROLLBACK')

/** Lends a checkpoint's database to a program of another kind, as a server on a port of this machine that nobody else is told of; it starts once it is spoken to. */
export async function lend<T>(
  ground: Ground,
  limits: Limits,
  from: () => Promise<Uint8Array>,
  work: (url: string) => Promise<T>,
): Promise<Left<T>> {
  let starting: Promise<Process> | undefined
  const engine = () => {
    starting ??= from().then((image) => startOn(ground, limits, image))
    return starting
  }
  let spoke = false
  let inside = false
  const raw = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const kind = String.fromCharCode(bytes[0]!)
    // A farewell would end the one server that there is.
    if (kind === 'X') return new Uint8Array()
    spoke ||= kind === 'Q' || kind === 'P'
    const { raw: answer = new Uint8Array(), reached } = await (await engine()).ask({ what: 'raw', bytes })
    if (reached?.length) throw new Refusal(`a command of \`run:\` reaches outside the database (${reached.join(', ')})`)
    // An answer that is whole ends with how the transaction stands.
    if (answer.at(-6) === 'Z'.charCodeAt(0)) inside = answer.at(-1) !== 'I'.charCodeAt(0)
    return answer
  }
  let broke: unknown
  // As much of the engine's own face as the server of sockets looks at; the engine itself is in its thread.
  const face = {
    waitReady: Promise.resolve(),
    runExclusive: <R>(does: () => Promise<R>) => does(),
    isInTransaction: () => inside,
    exec: async () => void (await raw(rollback)),
    execProtocolRawStream: async (bytes: Uint8Array, { onRawData }: { onRawData(bytes: Uint8Array): void }) => {
      try {
        onRawData(await raw(bytes))
      } catch (error) {
        broke ??= error
        throw error
      }
    },
  }
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
  const server = new PGLiteSocketServer({ db: face as unknown as PGlite, host: '127.0.0.1', port: 0, maxConnections: 20 })
  try {
    const port = await started(server)
    const result = await work(`postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable`)
    if (broke) throw broke
    await server.stop()
    if (!spoke) return { result }
    const lent = await engine()
    await lent.ask({ what: 'copy', copy: 1, first: ['ROLLBACK'] })
    const { image } = await lent.ask({ what: 'image', copy: 1 })
    return { result, bytes: pack(image!, 1) }
  } finally {
    await server.stop().catch(() => {})
    await (await starting)?.end()
  }
}

function startOn(ground: Ground, limits: Limits, image: Uint8Array): Promise<Process> {
  const { settings, extensions, roles } = ground
  const given = { cluster: clusterUrl.href, settings, extensions, roles, archives: archivesOf(ground), madeRoles: [] }
  return startProcess({ image, ...given, memoryBytes: limits.memoryBytes, version }, limits)
}

async function started(server: { start(): Promise<void>; getServerConn(): string }): Promise<number> {
  await server.start()
  const port = Number(server.getServerConn().split(':').at(-1))
  if (!Number.isInteger(port) || port === 0)
    throw new Refusal('no port of this machine can be listened on, so no command can be given a database')
  return port
}
