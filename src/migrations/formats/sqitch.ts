import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import { chainOf } from '../chain.ts'
import { type Folder, type Format, fileScript, pathOf, textOf } from '../format.ts'
import type { Migration } from '../migration.ts'

const change = /^[ \t]*([+-])?[ \t]*([^\s@%#[][^\s[]*)(?:[ \t]+\[([^\]]*)\])?(?:[ \t]|$)/
const tag = /^[ \t]*@(\S+)/

/** Sqitch: the changes of `sqitch.plan` in its order, each with a script to deploy, to revert and to verify, which keep their own transactions. */
export const sqitch: Format = {
  name: 'sqitch',
  fits: ({ names }) => names.some((name) => /(^|\/)sqitch\.plan$/.test(name)),
  read: async (folder) => {
    const layout = await layoutOf(folder)
    if (!folder.names.includes(layout.plan))
      throw new Refusal(`\`${pathOf(folder, layout.plan)}\` is not there`, { path: pathOf(folder, layout.plan) })
    const steps = readPlan(folder, layout.plan, await textOf(folder, layout.plan))
    const migrations = await Promise.all(steps.map((step, index) => migrationOf(folder, layout, steps, step, index)))
    return chainOf(folder, 'sqitch', migrations, [], {
      table: 'sqitch',
      sql: {
        postgres: `CREATE SCHEMA sqitch;
CREATE TABLE sqitch.projects (project TEXT PRIMARY KEY, uri TEXT UNIQUE, created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), creator_name TEXT NOT NULL, creator_email TEXT NOT NULL);
CREATE TABLE sqitch.changes (change_id TEXT PRIMARY KEY, script_hash TEXT, change TEXT NOT NULL, project TEXT NOT NULL REFERENCES sqitch.projects (project) ON UPDATE CASCADE, note TEXT NOT NULL DEFAULT '',
  committed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), committer_name TEXT NOT NULL, committer_email TEXT NOT NULL, planned_at TIMESTAMPTZ NOT NULL, planner_name TEXT NOT NULL, planner_email TEXT NOT NULL)`,
        sqlite: 'SELECT 1',
      },
    })
  },
}

interface Layout {
  plan: string
  deploy: string
  revert: string
  verify: string
  ending: string
}

/** Where scripts stand: beside the plan, unless `sqitch.conf` says otherwise. */
async function layoutOf(folder: Folder): Promise<Layout> {
  const settings = new Map<string, string>()
  if (folder.names.includes('sqitch.conf')) {
    let section = ''
    for (const line of (await textOf(folder, 'sqitch.conf')).split(/\r?\n/)) {
      section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? section
      const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
      if (section === 'core' && key !== undefined) settings.set(key, value!.replace(/^"(.*)"$/, '$1'))
    }
  }
  const plain = (path: string) => path.replace(/^\.\/|\/+$/g, '').replace(/^\.$/, '')
  const below = (path: string) => (top === '' ? path : `${top}/${path}`)
  const found = folder.names.includes('sqitch.plan')
    ? ''
    : folder.names.find((name) => name.endsWith('/sqitch.plan'))!.replace(/\/sqitch\.plan$/, '')
  const top = settings.has('top_dir') && settings.get('top_dir') !== '.' ? plain(settings.get('top_dir')!) : found
  const place = (key: string, usual: string) => (settings.has(key) ? plain(settings.get(key)!) : below(usual))
  return {
    plan: place('plan_file', 'sqitch.plan'),
    deploy: place('deploy_dir', 'deploy'),
    revert: place('revert_dir', 'revert'),
    verify: place('verify_dir', 'verify'),
    ending: settings.get('extension') ?? 'sql',
  }
}

interface PlanStep {
  name: string
  tags: string[]
}

/** The changes of a plan, in order, with the tags behind each; what a change requires has to stand ahead of it. */
function readPlan(folder: Folder, name: string, text: string): PlanStep[] {
  const steps: PlanStep[] = []
  const known = new Set<string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = { path: pathOf(folder, name), line: index + 1 }
    if (/^\s*(#|%|$)/.test(line)) continue
    const tagged = tag.exec(line)?.[1]
    if (tagged !== undefined) {
      steps.at(-1)?.tags.push(tagged)
      known.add(`@${tagged}`)
      continue
    }
    const [, sign, changed, needs = ''] = change.exec(line) ?? []
    if (changed === undefined) throw new Refusal(`line ${index + 1} of \`${place.path}\` is no change, tag or pragma of Sqitch`, place)
    if (sign === '-') throw new Refusal(`\`${place.path}\` reverts \`${changed}\` in its plan, which pawl does not read`, place)
    for (const need of needs.split(/\s+/).filter((each) => each && !each.startsWith('!') && !each.includes(':'))) {
      const plain = need.startsWith('@') ? need : need.replace(/@.*$/, '')
      if (!known.has(plain)) throw new Refusal(`the change \`${changed}\` requires \`${need}\`, which does not stand ahead of it`, place)
    }
    known.add(changed)
    steps.push({ name: changed, tags: [] })
  }
  return steps
}

async function migrationOf(folder: Folder, layout: Layout, steps: readonly PlanStep[], step: PlanStep, index: number): Promise<Migration> {
  const again = steps.findIndex((each, at) => at > index && each.name === step.name)
  const id = again === -1 ? step.name : reworked(folder, layout, steps.slice(index, again), step.name)
  const script = async (place: 'deploy' | 'revert' | 'verify', direction: Script['direction']): Promise<Script | undefined> => {
    const name = `${layout[place]}/${id}.${layout.ending}`
    return folder.names.includes(name) ? fileScript(folder, name, { migration: id, direction, wrap: 'statement' }) : undefined
  }
  const up = await script('deploy', 'up')
  if (!up) {
    const path = pathOf(folder, `${layout.deploy}/${id}.${layout.ending}`)
    throw new Refusal(`the plan names the change \`${id}\`, and \`${path}\` is not there`, { path })
  }
  const down = await script('revert', 'down')
  const verify = await script('verify', 'other')
  return { id, up, ...(down ? { down } : {}), ...(verify ? { verify } : {}) }
}

/** A change that a later one of the same name reworks keeps its scripts under the name of a tag between the two. */
function reworked(folder: Folder, layout: Layout, until: readonly PlanStep[], name: string): string {
  const tags = until.flatMap((step) => step.tags)
  if (tags.length === 0)
    throw new Refusal(`the change \`${name}\` stands twice in the plan, with no tag between`, { path: pathOf(folder, layout.plan) })
  const found = tags.findLast((each) => folder.names.includes(`${layout.deploy}/${name}@${each}.${layout.ending}`))
  return `${name}@${found ?? tags.at(-1)}`
}
