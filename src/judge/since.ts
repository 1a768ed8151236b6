import type { Coverage, ProtectionState, ProtocolState, SinceThen } from '../model/report.ts'

/** Coverage of all protocols together, and of each. */
export function totals(protocols: readonly ProtocolState[]): Coverage & { protocols: ({ id: string } & Coverage)[] } {
  const sum = (key: keyof Coverage) => protocols.reduce((total, { coverage }) => total + coverage[key], 0)
  return {
    held: sum('held'),
    of: sum('of'),
    required: sum('required'),
    protocols: protocols.map(({ id, coverage }) => ({ id, ...coverage })),
  }
}

/** What is otherwise now than it was then. A protection that moved to another protocol is neither added nor removed. */
export function comparison(
  then: readonly ProtocolState[],
  now: readonly ProtocolState[],
): Pick<SinceThen, 'added' | 'removed' | 'changed' | 'coverage'> {
  const [older, newer] = [protectionsOf(then), protectionsOf(now)]
  const pairs = new Map<Named, Named>()
  for (const same of [
    (one: Named, other: Named) => one.name === other.name,
    (one: Named, other: Named) => one.state.id === other.state.id,
  ]) {
    const free = new Set(newer.filter((each) => !pairs.has(each)))
    const taken = new Set(pairs.values())
    for (const old of older.filter((each) => !taken.has(each))) {
      const found = [...free].find((each) => same(old, each) && old.state.kind === each.state.kind)
      if (!found) continue
      pairs.set(found, old)
      free.delete(found)
    }
  }
  const kept = new Set(pairs.values())
  const ids = [...new Set([...now, ...then].map(({ id }) => id))]
  const coverageIn = (side: readonly ProtocolState[], id: string) => side.find((each) => each.id === id)?.coverage
  return {
    added: newer.filter((each) => !pairs.has(each)).map(({ name }) => name),
    removed: older.filter((each) => !kept.has(each)).map(({ name }) => name),
    changed: [...pairs]
      .filter(([{ state }, old]) => state.state !== old.state.state)
      .map(([{ name, state }, old]) => ({ protection: name, was: old.state.state, is: state.state })),
    coverage: ids.map((id) => {
      const [was, is] = [coverageIn(then, id), coverageIn(now, id)]
      return { id, ...(was ? { was } : {}), ...(is ? { is } : {}) }
    }),
  }
}

interface Named {
  name: string
  state: ProtectionState
}

function protectionsOf(protocols: readonly ProtocolState[]): Named[] {
  return protocols.flatMap(({ id, protections }) => protections.map((state) => ({ name: `${id}/${state.id}`, state })))
}
