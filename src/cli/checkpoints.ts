import { createHash } from 'node:crypto'
import type { Store } from '../git/store.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import type { Host } from './host.ts'
import { version } from './version.ts'

/** Databases kept in a repository's cache; `later` is where work goes that may wait until the verdict is told. */
export function checkpointsIn(store: Store, host: Pick<Host, 'now' | 'err'>, later: Checkpoints['later']): Checkpoints {
  return {
    day: host.now().toISOString().slice(0, 10),
    longest: async (parts) => {
      const keys = keysOf(parts)
      const found = await store.first([...keys].reverse())
      return found && { length: keys.indexOf(found.key) + 1, content: found.content }
    },
    put: async (parts, content) => {
      await store.put(keysOf(parts).at(-1)!, content)
      const problem = store.problem()
      if (problem !== undefined) host.err(`${problem}\n`)
    },
    later,
  }
}

/** A key for each start of the parts, each made of the one before it. */
function keysOf(parts: readonly string[]): string[] {
  let digest = ''
  return parts.map((part) => {
    digest = createHash('sha256').update(`${digest}\0${part}`).digest('hex')
    return `checkpoint ${version} ${digest}`
  })
}
