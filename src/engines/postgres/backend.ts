import type { PGlite } from '@electric-sql/pglite'
import type { Image } from './image.ts'
import { putBack, type Snapshot, type SnapshotFs, takeSnapshot } from './snapshot.ts'
import { standIns } from './stand-ins.ts'
import { message, type Reply, readReply, type Wire } from './wire.ts'

/** What is needed to start the embedded server. */
export interface Boot {
  files: Image['files']
  settings: Readonly<Record<string, string>>
  /** Where the archives of the wanted extensions lie, by name. */
  extensions: Readonly<Record<string, string>>
  /** Extensions that may be made. */
  declared: readonly string[]
  memoryBytes: number
  /** The compiled engine, where it has been compiled before. */
  module?: WebAssembly.Module
}

/** Something the engine did that ends its use: told as a Refusal by the side that asked. */
export class EngineFailure extends Error {}

/** The embedded server inside its worker. */
export interface Backend extends Wire {
  send(sql: string, copy?: string): Promise<Reply>
  nextNumber(): number
  /** Hands on what a client of another kind says, and what is answered. */
  raw(bytes: Uint8Array): Promise<Uint8Array>
  /** The files as they stand, after a checkpoint. */
  dump(): Promise<Image['files']>
  /** Ends in order, and gives the files of the clean shutdown. */
  shutdown(): Promise<Image['files']>
  /** Gives objects the same numbers again that they had the first time. */
  setNextNumber(number: number): void
  /** The first transaction number not given out yet. */
  nextXid(): number
  /** A copy of the whole process and its files; restoring it takes milliseconds where starting anew takes hundreds. */
  snapshot(spare?: Uint8Array): Promise<Snapshot>
  /** False where something was loaded since that a copy of memory cannot take back: then only its files are of use. */
  restore(snapshot: Snapshot): Promise<boolean>
  /** Paths outside the database, or programs, that were asked for since the last look. */
  reached(): readonly string[]
}

const data = '/pglite/data'
const extensionFolder = '/pglite/share/postgresql/extension'

/** The part of emscripten's file system that is used here. */
interface Fs {
  readdir(path: string): string[]
  stat(path: string): { mode: number }
  isDir(mode: number): boolean
  readFile(path: string): Uint8Array
  writeFile(path: string, bytes: Uint8Array, options?: { canOwn?: boolean }): void
  mkdirTree(path: string): void
  open(path: string, ...rest: unknown[]): unknown
}

export async function startBackend(boot: Boot): Promise<Backend> {
  const { PGlite } = await import('@electric-sql/pglite')
  boundMemory(boot.memoryBytes)
  let engine: PGlite | undefined
  let final: Image['files'] = []
  const fsOf = (pg: PGlite) => (pg as unknown as { mod: { FS: Fs } }).mod.FS
  const complaints: string[] = []
  const outside = new Set<string>()
  const storage = {
    init: async (pg: PGlite, options: object) => {
      engine = pg
      return {
        emscriptenOpts: {
          ...options,
          printErr: (line: string) => {
            complaints.push(line)
          },
        },
      }
    },
    initialSyncFs: async () => writeFiles(fsOf(engine!), boot.files),
    syncToFs: async () => {},
    dumpTar: async () => new Blob([]),
    closeFs: async () => {
      final = readFiles(fsOf(engine!))
    },
  }
  let pg: PGlite
  try {
    pg = await PGlite.create({
      fs: storage as never,
      extensions: extensionsOf(boot.extensions) as never,
      ...(boot.module ? { pgliteWasmModule: boot.module } : {}),
      ...(boot.files.length ? {} : { fs: undefined as never, initDbStartParams: ['--wal-segsize=1', '--no-data-checksums'] }),
      postgresqlconf: ['shared_buffers=2MB', 'full_page_writes=off', 'max_locks_per_transaction=512', 'max_connections=10'],
      startParams: [
        '--single',
        '-F',
        '-j',
        ...Object.entries(started(boot.settings)).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
    })
  } catch (cause) {
    const told = complaints.filter((line) => /FATAL|ERROR|PANIC/.test(line)).at(-1)
    throw new EngineFailure(told ?? (cause instanceof Error ? cause.message : String(cause)))
  }
  for (const [name, { control, version, sql }] of Object.entries(standIns)) {
    if (!boot.declared.includes(name)) continue
    fsOf(pg).writeFile(`${extensionFolder}/${name}.control`, Buffer.from(control))
    fsOf(pg).writeFile(`${extensionFolder}/${name}--${version}.sql`, Buffer.from(sql))
  }
  watchFiles(pg, outside)
  const memory = (pg as unknown as { mod: { HEAPU8: Uint8Array; _TransamVariables: number; FS: SnapshotFs & Fs } }).mod
  const counter = () => new DataView(memory.HEAPU8.buffer)
  const counterAt = counter().getUint32(memory._TransamVariables, true)
  const send = async (sql: string, copy?: string): Promise<Reply> => {
    const request = [message('Q', sql), ...(copy === undefined ? [] : [message('d', copy), message('c', new Uint8Array())])]
    const reply = readReply(await raw(Buffer.concat(request)))
    if (!reply) throw new EngineFailure('the engine gave no proper answer')
    return reply
  }
  const raw = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const parts: Uint8Array[] = []
    await pg.execProtocolRawStream(bytes, { syncToFs: false, onRawData: (part) => parts.push(part.slice()) })
    return new Uint8Array(Buffer.concat(parts))
  }
  const modules = async () => (await send('SELECT count(*) FROM pg_catalog.pg_get_loaded_modules()')).answers[0]?.rows[0]?.[0] ?? 'none'
  return {
    send,
    raw,
    nextNumber: () => counter().getUint32(counterAt, true),
    dump: async () => {
      await send('CHECKPOINT')
      return readFiles(fsOf(pg))
    },
    shutdown: async () => {
      await pg.close()
      return final
    },
    setNextNumber: (number) => {
      const view = counter()
      // How many more numbers the log has been promised moves with it.
      const promised = view.getUint32(counterAt + 4, true) + view.getUint32(counterAt, true) - number
      view.setUint32(counterAt, number, true)
      view.setUint32(counterAt + 4, Math.max(0, promised), true)
    },
    nextXid: () => counter().getUint32(counterAt + 8, true),
    snapshot: async (spare) => takeSnapshot(memory, memory.FS, data, await modules(), spare),
    restore: async (snapshot) => {
      if (snapshot.modules !== (await modules())) return false
      putBack(memory, memory.FS, snapshot)
      return true
    },
    reached: () => {
      const seen = [...outside]
      outside.clear()
      return seen
    },
  }
}

/** Extensions that work only where the server has loaded them at its start. */
const preloaded = new Set(['pg_stat_statements', 'auto_explain'])

function extensionsOf(archives: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(archives).map(([name, url]) => {
      const library = preloaded.has(name) ? { sharedPreloadLibraries: [name] } : {}
      return [name, { name, setup: async () => ({ bundlePath: new URL(url), ...library }) }]
    }),
  )
}

/** What a connection has before any setting of the policy. */
function started(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    exit_on_error: 'false',
    log_checkpoints: 'false',
    max_worker_processes: '0',
    max_parallel_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_parallel_maintenance_workers: '0',
    io_method: 'sync',
    TimeZone: 'UTC',
    // What pawl itself asks is planned once, and counts as of now.
    plan_cache_mode: 'force_generic_plan',
    // At its start the server opens as many, to see whether it may; each costs time here.
    max_files_per_process: '400',
    stats_fetch_consistency: 'none',
    default_text_search_config: 'pg_catalog.english',
    ...settings,
  }
}

/** The engine makes its memory itself, without asking for a bound. */
function boundMemory(bytes: number): void {
  type Size = { initial: number; maximum?: number }
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: { Memory: new (size: Size) => object } }
  const most = Math.max(1024, Math.min(32768, Math.floor(bytes / 65536)))
  wasm.Memory = class extends wasm.Memory {
    constructor({ initial, maximum = 32768 }: Size) {
      super({ initial: Math.min(initial, most), maximum: Math.min(maximum, most) })
    }
  }
}

function writeFiles(fs: Fs, files: Image['files']): void {
  for (const { path, bytes } of files) {
    if (bytes) fs.writeFile(`${data}/${path}`, bytes, { canOwn: true })
    else fs.mkdirTree(`${data}/${path}`)
  }
}

function readFiles(fs: Fs): Image['files'] {
  const files: { path: string; bytes?: Uint8Array }[] = []
  const walk = (folder: string) => {
    for (const name of fs.readdir(`${data}/${folder}`)) {
      if (name === '.' || name === '..' || name === 'postmaster.pid') continue
      const path = folder ? `${folder}/${name}` : name
      if (fs.isDir(fs.stat(`${data}/${path}`).mode)) {
        files.push({ path })
        walk(path)
      } else files.push({ path, bytes: fs.readFile(`${data}/${path}`) })
    }
  }
  walk('')
  return files
}

/** The server and its libraries open files below their own folders alone; anything else was asked for by a statement. */
function watchFiles(pg: PGlite, outside: Set<string>): void {
  const { mod } = pg as unknown as { mod: { FS: Fs } }
  const open = mod.FS.open.bind(mod.FS)
  mod.FS.open = (path: string, ...rest: unknown[]) => {
    if (typeof path === 'string' && path.startsWith('/') && !/^\/(pglite|dev|install)\//.test(path)) outside.add(path)
    return open(path, ...rest)
  }
  pg.handleExternalCmd = (command: string) => {
    outside.add(`program ${command}`)
    throw new Error('no program is run')
  }
}
