import { readChain } from '../migrations/recognise.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/policies.ts'
import { versionsOf } from '../policy/versions.ts'

/** The ids of the migrations of each database that versions speak of, in the order of their history. */
export async function chainsOf(files: Files, policies: Policies): Promise<Map<string, readonly string[]>> {
  const chains = new Map<string, readonly string[]>()
  for (const name of new Set(versionsOf(policies).flatMap(({ database }) => database ?? []))) {
    const chain = await readChain(files, policies.databases.get(name)!, { runsCode: true })
    chains.set(
      name,
      chain.migrations.map(({ id }) => id),
    )
  }
  return chains
}
