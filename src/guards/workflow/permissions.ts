import type { Change } from '../../model/change.ts'
import { get, type Mapping, type Node } from '../../model/node.ts'
import type { Files } from '../../model/tree.ts'
import { nodeAt } from '../../readers/hooks/config.ts'
import { jobsOf } from './jobs.ts'
import { readTree } from './scene.ts'

const levels: Readonly<Record<string, number>> = { none: 0, read: 1, write: 2 }

/** What a job may do, and where that is stated. */
interface Rights {
  /** By scope, for all scopes by `*`. */
  rights: ReadonlyMap<string, number>
  node: Node
}

/** What a job of a workflow states; of a job that calls a local workflow, what that states for its own (`job/called`), for it gets no more. */
async function rightsIn(files: Files, tree: Mapping, path: string): Promise<Rights | undefined> {
  const [job = '', ...called] = path.split('/')
  const own = rightsOf(tree, job)
  const uses = nodeAt(jobsOf(tree).find(([id]) => id === job)?.[1], 'uses')
  if (called.length === 0 || uses?.kind !== 'scalar' || !uses.text.startsWith('./')) return own
  const inner = await readTree(files, uses.text.slice(2))
  const stated = inner && inner !== 'unreadable' ? await rightsIn(files, inner.tree, called.join('/')) : undefined
  return stated ? { ...stated, node: uses } : own
}

function rightsOf(tree: Mapping, job: string): Rights | undefined {
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
export async function grownRights(
  files: Change<Files>,
  trees: Change<Mapping>,
  job: string,
): Promise<{ says: string; node?: Node } | undefined> {
  const older = await rightsIn(files.before, trees.before, job)
  if (!older) return undefined
  const newer = await rightsIn(files.after, trees.after, job)
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
