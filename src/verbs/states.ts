import type { Store } from '../git/store.ts'
import type { GitTree } from '../git/trees.ts'
import { withShelf } from '../judge/shelved.ts'
import type { ProtocolState } from '../model/report.ts'
import type { Asked } from './asked.ts'
import { stateOf } from './state.ts'

/** How the protocols of earlier trees stood, each on the day of its commit; nothing where a tree has no policies. */
export type States = (tree: GitTree, day: string) => Promise<ProtocolState[] | undefined>

/** Does work that looks at many trees: what is known of a tree is kept by its id, and databases are shared between them. */
export async function withStates<T>(
  asked: Asked,
  kept: { store: Store; version: string },
  work: (states: States) => Promise<T>,
): Promise<T> {
  return withShelf(asked.checkpoints, (shelf) =>
    work(async (tree, day) => {
      const key = `state ${kept.version} ${tree.id} ${day}`
      const known = await kept.store.get(key)
      if (known) return (JSON.parse(new TextDecoder().decode(known)) as { protocols?: ProtocolState[] }).protocols
      const state = await stateOf(tree, { ...asked, today: day }, { shelf })
      // What could not be decided today may be decided tomorrow.
      if (!state?.judged.refusals.length) {
        await kept.store.put(key, new TextEncoder().encode(JSON.stringify({ protocols: state?.protocols })))
      }
      return state?.protocols
    }),
  )
}
