import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { At } from '../../model/script.ts'

/** The files of a database as they stood, by path below its data folder; a folder is an entry without bytes. */
export interface Image {
  files: readonly { path: string; bytes?: Uint8Array }[]
  /** Which statement made what, up to here. */
  births: Births
  /** Roles that migrations have made. */
  made: readonly string[]
}

/** Objects get growing numbers, so the counter's reading after each statement says which of them made an object. */
export interface Births {
  /** `[first number not given out yet, statement]`, ascending; null where no migration's statement gave the numbers out. */
  objects: readonly (readonly [number, At | null])[]
  /** Columns that came later than their table, by `oid.attnum`. */
  columns: Readonly<Record<string, At>>
}

export const noBirths: Births = { objects: [], columns: {} }

const magic = 'pawl postgres 1\n'

/** An image as bytes that may be stored. Level 3 for checkpoints, 19 for what is shipped. */
export function pack(image: Image, level = 3): Uint8Array {
  const head = JSON.stringify({
    files: image.files.map(({ path, bytes }) => [path, bytes?.length ?? -1]),
    births: image.births,
    made: image.made,
  })
  const bodies = image.files.flatMap(({ bytes }) => (bytes ? [bytes] : []))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(Buffer.byteLength(head))
  const whole = Buffer.concat([size, Buffer.from(head), ...bodies])
  const packed = zstdCompressSync(whole, { params: { [constants.ZSTD_c_compressionLevel]: level } })
  return Buffer.concat([Buffer.from(magic), createHash('sha256').update(packed).digest(), packed])
}

/** The image in stored bytes; `undefined` where they are not what `pack` wrote. */
export function unpack(bytes: Uint8Array): Image | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = magic.length + 32
  if (buffer.length < start || buffer.toString('latin1', 0, magic.length) !== magic) return undefined
  const packed = buffer.subarray(start)
  if (!createHash('sha256').update(packed).digest().equals(buffer.subarray(magic.length, start))) return undefined
  // In one piece, as larger ones are rare: pieces would have to be put together again.
  const whole = zstdDecompressSync(packed, { chunkSize: 2 ** 25 })
  const headEnd = 4 + whole.readUInt32LE(0)
  const head = JSON.parse(whole.toString('utf8', 4, headEnd)) as { files: [string, number][]; births: Births; made?: string[] }
  let offset = headEnd
  const files = head.files.map(([path, size]) => {
    if (size < 0) return { path }
    offset += size
    return { path, bytes: new Uint8Array(whole.subarray(offset - size, offset)) }
  })
  return { files, births: head.births, made: head.made ?? [] }
}
