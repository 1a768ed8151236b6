import { holders, rehearseDatabase } from '../judge/rehearsals.ts'
import { settle } from '../judge/settle.ts'
import { remember } from '../model/files.ts'
import { nearest } from '../model/nearest.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RehearsedDatabase, Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'
import { type Asked, guarded } from './asked.ts'
import { gathered, reportOf } from './report.ts'
import { tokenPatterns, withoutTokens } from './secrets.ts'
import { shardOf } from './shard.ts'

/** Which migrations of which database. */
export interface Wanted {
  database?: string
  only?: readonly string[]
  /** Migrations that stand in this tree are left out. */
  since?: Tree
  /** Takes the drafts of documents that are not there; tells whether it wrote one. */
  write?(path: string, text: string): boolean
}

/** Up, down and up again of every migration, graded. */
export async function rehearse(tree: Tree, wanted: Wanted, asked: Asked): Promise<Report> {
  const { files, policies } = await guarded(tree)
  const all = gathered(asked.limits)
  const databases: RehearsedDatabase[] = []
  const meant = chosen(policies, wanted.database)
  const held = wanted.only ? await holders({ files, env: asked.env, runner: asked.runner }, meant, wanted.only) : undefined
  for (const { definition, only } of held ?? meant.map((each) => ({ definition: each, only: undefined }))) {
    const outcome = await rehearseDatabase({
      files,
      definition,
      env: asked.env,
      runner: asked.runner,
      policies,
      circumstances: { today: asked.today },
      checkpoints: asked.checkpoints,
      tell: asked.tell,
      since: wanted.since && remember(wanted.since),
      only,
      drafts: wanted.write !== undefined,
      share: asked.share,
    })
    databases.push(outcome.database)
    all.findings.push(...outcome.findings)
    all.refusals.push(...outcome.refusals)
    all.limits.push(...outcome.limits)
    for (const { path, text } of outcome.drafts) {
      const became = wanted.write?.(path, text)
        ? 'was drafted: finish what it leaves open, and stage it'
        : 'stands in the work tree and was left as it is'
      all.limits.push(`\`${path}\` ${became}`)
    }
    all.looked.migrations += outcome.database.migrations.length
  }
  const told = policies.protocols.flatMap(({ protect }) => protect.filter((each) => databases.some(({ name }) => name === each.database)))
  const protocols = new Set(told.map(({ protocol }) => protocol.id)).size
  all.looked = { ...all.looked, protections: told.length, protocols, files: (await files.entries()).size }
  const report = reportOf('rehearse', all, asked.elapsed())
  const shard = shardOf(asked.share, { whole: all.looked, databases: databases.map(({ name }) => name) })
  const findings = await settle(report.findings, { before: files, after: files })
  return withoutTokens({ ...report, findings, amended: [], databases, ...shard }, tokenPatterns(policies))
}

/** The databases that are asked for: the one of this name, or all. */
export function chosen(policies: Policies, name: string | undefined): DatabaseDefinition[] {
  const all = [...policies.databases.values()]
  if (all.length === 0) throw new Refusal('no policy defines a database; docs/guide.md shows how')
  if (name === undefined) return all
  const found = policies.databases.get(name)
  if (found) return [found]
  const near = nearest(name, policies.databases.keys())
  throw new Refusal(
    `no database is called \`${name}\`${near ? `; did you mean \`${near}\`?` : `; there is ${[...policies.databases.keys()].join(', ')}`}`,
  )
}
