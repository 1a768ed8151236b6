import { get, type Mapping, type Scalar } from '../../model/node.ts'
import type { Files } from '../../model/tree.ts'
import { itemsOf, mappingOf } from '../../readers/hooks/config.ts'
import { jobsOf } from './jobs.ts'
import { readTree } from './scene.ts'

/** An action that a workflow uses without the commit that it means. */
export interface Unpinned {
  path: string
  node: Scalar
}

/** All that a workflow uses which is not pinned by a commit, in local actions and reusable workflows too. */
export async function unpinned(files: Files, path: string, tree: Mapping, seen: Set<string> = new Set([path])): Promise<Unpinned[]> {
  const found: Unpinned[] = []
  for (const node of usesOf(tree)) {
    const uses = node.text
    if (!uses.startsWith('./')) {
      const pinned = uses.startsWith('docker://') ? /@sha256:[\da-f]{64}$/.test(uses) : /@([\da-f]{40}|[\da-f]{64})$/.test(uses)
      if (!pinned) found.push({ path, node })
      continue
    }
    const folder = uses.slice(2).replace(/\/$/, '')
    for (const next of /\.ya?ml$/.test(folder)
      ? [folder]
      : [`${folder}/action.yml`, `${folder}/action.yaml`].map((each) => each.replace(/^\//, ''))) {
      const inner = seen.has(next) ? undefined : await readTree(files, next)
      if (!inner || inner === 'unreadable') continue
      seen.add(next)
      found.push(...(await unpinned(files, next, inner.tree, seen)))
    }
  }
  return found
}

/** Every `uses` of a workflow's jobs and steps, or of an action's steps. */
function usesOf(tree: Mapping): Scalar[] {
  const holders = [...jobsOf(tree).map(([, job]) => job), ...[mappingOf(get(tree, 'runs'))].filter((each) => each !== undefined)]
  return holders
    .flatMap((holder) => [holder, ...itemsOf(get(holder, 'steps')).map(mappingOf)])
    .flatMap((each) => {
      const node = each && get(each, 'uses')
      return node?.kind === 'scalar' ? [node] : []
    })
}
