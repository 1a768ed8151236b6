import { Births } from './births.ts'
import { packed, unpacked } from './session.ts'

/** A checkpoint of SQLite as the file that any other program opens. */
export function fileOf(checkpoint: Uint8Array): Uint8Array {
  return unpacked(checkpoint).bytes
}

/** Such a file as a checkpoint; what made its objects is not known. */
export function checkpointOf(file: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(file)
  // A file left in the mode of a write-ahead log cannot be held in memory; these two bytes are its mode (sqlite.org/fileformat2.html).
  if (bytes.length > 19) bytes.fill(1, 18, 20)
  return packed({ bytes, births: new Births() })
}
