import type { Checkpoints } from '../model/checkpoints.ts'
import { keptShelf, type Shelf } from '../rehearsal/shelf.ts'

/** Does work with one shelf of databases; what waits on it is closed behind the verdict, where there is a place for that. */
export async function withShelf<T>(checkpoints: Checkpoints | undefined, work: (shelf: Shelf) => Promise<T>): Promise<T> {
  const shelf = keptShelf(checkpoints)
  try {
    return await work(shelf)
  } finally {
    if (checkpoints) checkpoints.later(shelf.close)
    else await shelf.close()
  }
}
