import { get, type Mapping, type Node } from '../../model/node.ts'
import { jobsOf } from './jobs.ts'

const levels: Readonly<Record<string, number>> = { none: 0, read: 1, write: 2 }

/** What a job may do: by scope, for all scopes by `*`; `undefined` where nothing states it. */
function rightsOf(tree: Mapping, job: string): { rights: ReadonlyMap<string, number>; node: Node } | undefined {
  const own = jobsOf(tree).find(([id]) => id === job)?.[1]
  const node = (own && get(own, 'permissions')) ?? get(tree, 'permissions')
  if (!node || node.kind === 'list') return undefined
  if (node.kind === 'scalar') return { node, rights: new Map([['*', levels[node.text.replace('-all', '')] ?? 0]]) }
  return {
    node,
    rights: new Map(node.entries.map(({ key, value }) => [key.text, value.kind === 'scalar' ? (levels[value.text] ?? 2) : 2])),
  }
}

/** What a job may do that it might not before. */
export function grownRights(before: Mapping, after: Mapping, job: string): { says: string; node?: Node } | undefined {
  const older = rightsOf(before, job)
  if (!older) return undefined
  const newer = rightsOf(after, job)
  if (!newer) return { says: 'its `permissions` are no longer stated' }
  const level = (rights: ReadonlyMap<string, number>, scope: string) => rights.get(scope) ?? rights.get('*') ?? 0
  const names = Object.keys(levels)
  const grown = [...newer.rights].filter(([scope, right]) => right > level(older.rights, scope))
  const [first] = grown
  return first
    ? {
        says:
          first[0] === '*'
            ? `\`permissions: ${names[first[1]]}-all\``
            : grown.map(([scope, right]) => `\`${scope}: ${names[right]}\``).join(', '),
        node: newer.node,
      }
    : undefined
}
