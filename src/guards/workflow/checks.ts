import { get, type Mapping } from '../../model/node.ts'
import type { Files } from '../../model/tree.ts'
import { itemsOf, mappingOf, textAt } from '../../readers/hooks/config.ts'
import { looseYaml } from '../../readers/yaml.ts'
import { jobsOf } from './jobs.ts'
import { pawlAction } from './uses.ts'

/** The checks that run pawl, by the names that a forge's rules know them by, and the workflows that hold them. */
export async function checksOf(files: Files): Promise<{ checks: string[]; workflows: string[] }> {
  const checks = new Set<string>()
  const workflows: string[] = []
  for (const path of await files.match(['.github/workflows/*.yml', '.github/workflows/*.yaml'])) {
    const tree = mappingOf(await files.read(path, looseYaml).catch(() => undefined))
    // A matrix makes names of its own, which the rules know by `name (value)`.
    const jobs = tree ? jobsOf(tree).filter(([, job]) => runsPawl(job)) : []
    for (const [id, job] of jobs) checks.add(textAt(job, 'name') ?? id)
    if (jobs.length) workflows.push(path)
  }
  return { checks: [...checks], workflows }
}

function runsPawl(job: Mapping): boolean {
  return itemsOf(get(job, 'steps')).some((item) => {
    const step = mappingOf(item)
    return pawlAction.test(textAt(step, 'uses') ?? '') || /\bpawl(\.js)?['"]? (check|hook)\b/.test(textAt(step, 'run') ?? '')
  })
}
