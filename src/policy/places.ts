import { Refusal } from '../model/refusal.ts'
import type { Files, Mode } from '../model/tree.ts'
import { twins } from '../model/twins.ts'

/** Where policies stand: a fixed place, so that no setting can move them out of sight. */
export const policyFolder = 'policies'

/** How many paths may stand below it. */
const mostPaths = 50_000

/** A path of the folder, and why it may not be read where that is so. */
export interface PolicyPath {
  path: string
  refusal?: Refusal
}

/** Tells whether a path is one of a policy: a YAML file anywhere below `policies/`, dot files too. */
export function isPolicy(path: string): boolean {
  return path.startsWith(`${policyFolder}/`) && /\.ya?ml$/.test(path)
}

/** The policy files of a tree, sorted, each with what stands against reading it. */
export async function policyPaths(files: Files): Promise<PolicyPath[]> {
  const inside: [string, Mode][] = []
  for (const [path, { mode }] of await files.entries()) if (/^policies(\/|$)/i.test(path)) inside.push([path, mode])
  if (inside.length > mostPaths)
    throw new Refusal(`over ${mostPaths} paths stand below policies/, and no more are read`, { path: policyFolder })
  const found = new Map<string, PolicyPath>()
  for (const [path, mode] of inside) {
    if (path !== policyFolder && !path.startsWith(`${policyFolder}/`)) continue
    if (mode === 'symlink' || mode === 'gitlink') {
      const what = mode === 'symlink' ? 'a symbolic link' : 'a submodule'
      found.set(path, { path, refusal: new Refusal(`this is ${what}; policies are regular files at their place`, { path }) })
    } else if (isPolicy(path)) found.set(path, { path })
  }
  for (const group of twins(inside.map(([path]) => path))) {
    for (const path of inside.map(([each]) => each).filter((each) => group.some((twin) => each === twin || each.startsWith(`${twin}/`)))) {
      if (path !== policyFolder && !path.startsWith(`${policyFolder}/`) && !isPolicy(path.replace(/^[^/]*/, policyFolder))) continue
      const message = `${group.map((twin) => `\`${twin}\``).join(' and ')} differ by case alone; keep one of them`
      if (!found.get(path)?.refusal) found.set(path, { path, refusal: new Refusal(message, { path }) })
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
