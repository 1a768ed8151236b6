import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'

/** A file of the bundle as it was loaded. */
interface Loaded {
  script: Script
  /** Where its compiled code is kept. */
  kept: string
  /** How much code there was in all when that was written; 0 where there is none that fits. */
  held: number
}

/** What few runs call of what Node brings, and takes long to load. */
const seldom: ReadonlySet<string> = new Set(['node:crypto', 'node:fs/promises'])
/**
 * Most runs end before a function that was optimised pays for that: it has to be called ten times as often as V8 would have it. What
 * is marked while a run goes on is swept up after its end, if at all.
 */
const flags = [
  '--invocation-count-for-maglev=4000',
  '--invocation-count-for-maglev-osr=1000',
  '--invocation-count-for-turbofan=30000',
  '--invocation-count-for-osr=5000',
  '--no-incremental-marking',
]

/** The verbs that are run again and again; all others share what they call. */
const often = /^(audit|check|hook)$/

/**
 * Loads files of the bundle with the compiled code of all functions that earlier runs of a verb have called. Node's own compile cache
 * keeps a file as it is before anything in it has run, so that each function is compiled anew in every run.
 */
export function loaderOf(folder: string, verb = ''): (file: string) => unknown {
  const loaded: Loaded[] = []
  const modules = new Map<string, { exports: object }>()
  // Ahead of all that is loaded, for compiled code fits the flags alone that it was made under; and where the flags are known.
  if (process.versions.v8.startsWith('13.6.')) {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    for (const flag of flags) setFlagsFromString(flag)
  }
  const load = (file: string): unknown => {
    const known = modules.get(file)
    if (known) return known.exports
    const path = join(folder, file)
    const module = { exports: {} }
    modules.set(file, module)
    const { script, ...kept } = compile(path, join(folder, '.cache', `${file}-${often.test(verb) ? verb : 'other'}`))
    loaded.push({ script, ...kept })
    const outer = createRequire(path)
    const inner = (name: string) => {
      if (/^\.\/[\w.-]+\.cjs$/.test(name)) return load(name.slice(2))
      // pawl's own code names each thing that it takes from there.
      return file === 'start.cjs' && seldom.has(name) ? onDemand(name) : outer(name)
    }
    script.runInThisContext().call(module.exports, module.exports, Object.assign(inner, outer), module, path, folder)
    return module.exports
  }
  process.on('exit', () => keep(loaded))
  return load
}

/** What Node brings under a name, loaded when the first thing is taken from it. */
function onDemand(name: string): object {
  return new Proxy({}, { get: (_, key) => Reflect.get(process.getBuiltinModule(name)!, key) })
}

function compile(path: string, place: string): Loaded {
  const bytes = readFileSync(path)
  // Code fits only the Node, and the options of it, that made it.
  const made = [process.version, process.arch, ...process.execArgv, process.env.NODE_OPTIONS].join(' ')
  const kept = `${place}-${crc32(bytes)}-${crc32(made)}`
  const known = readKept(kept)
  // The build leaves nothing but ASCII in its files, which takes half the room of anything else.
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${bytes.toString('latin1')}\n})`, {
    filename: path,
    ...(known ? { cachedData: known.code } : {}),
  })
  return { script, kept, held: known && !script.cachedDataRejected ? known.held : 0 }
}

/** The code as it was kept; nothing where there is none or it is not whole. */
function readKept(file: string): { held: number; code: Buffer } | undefined {
  try {
    const bytes = readFileSync(file)
    const code = bytes.subarray(8)
    return crc32(code) === bytes.readUInt32LE(0) ? { held: bytes.readUInt32LE(4), code } : undefined
  } catch {
    return undefined
  }
}

/**
 * Keeps the code beside the bundle where none is kept, or where this run has called much that no run before it has. As counting takes
 * longer than most files take to load, one run in eight looks whether there is more by now. Where nothing can be written it is not kept.
 */
function keep(loaded: readonly Loaded[]): void {
  if (loaded.every(({ held }) => held > 0) && process.pid % 8 > 0) return
  const held = process.getBuiltinModule('node:v8').getHeapCodeStatistics().bytecode_and_metadata_size
  for (const { script, kept, held: before } of loaded) {
    if (held <= before * 1.1) continue
    try {
      const code = script.createCachedData()
      const head = Buffer.alloc(8)
      head.writeUInt32LE(crc32(code), 0)
      head.writeUInt32LE(held, 4)
      mkdirSync(dirname(kept), { recursive: true })
      writeFileSync(`${kept}.${process.pid}`, Buffer.concat([head, code]))
      renameSync(`${kept}.${process.pid}`, kept)
    } catch {
      // The next run reads all functions again.
    }
  }
}
