import type { Hop } from '../model/plan.ts'
import { behind, type Version } from '../policy/versions.ts'

/** The hops from one version back to another, or why there are none. */
export type Route = { hops: readonly Hop[] } | { stopped: string; at: Version }

/** The way back from one version to another, each hop to where the version that is left goes back to. */
export function routeOf(versions: readonly Version[], from: Version, to: Version): Route {
  if (from.name === to.name) return { hops: [] }
  const way = [from, ...behind(versions, from)]
  const end = way.findIndex(({ name }) => name === to.name)
  if (end !== -1) return { hops: way.slice(1, end + 1).map((version, index) => ({ from: way[index]!.name, to: version.name })) }
  if (behind(versions, to).some(({ name }) => name === from.name)) return { stopped: forward(from, to), at: to }
  return passed(versions, way, to)
}

const forward = (from: Version, to: Version): string =>
  `no rollback path from ${from.name} to ${to.name}: ${to.name} is the newer one, and goes back to ${from.name}`

/** Where the way leads instead: past the version, or to an end ahead of it. */
function passed(versions: readonly Version[], way: readonly Version[], to: Version): Route {
  const [from, last] = [way[0]!, way.at(-1)!]
  const shared = behind(versions, to).find((version) => way.includes(version))
  if (shared) {
    const left = way[way.indexOf(shared) - 1]!
    const why = `${left.name} goes back to ${shared.name}, and ${to.name} branches off ${shared.name}`
    return { stopped: `no rollback path from ${from.name} to ${to.name}: ${why}`, at: left }
  }
  if (last.back === 'none') return { stopped: `no rollback path from ${from.name}: ${last.name} states none`, at: last }
  return { stopped: `no rollback path from ${from.name} to ${to.name}: nothing stands ahead of ${last.name}`, at: last }
}
