import type { GitChange } from '../git/changes.ts'
import { groundEffects } from '../judge/ground.ts'
import { judge } from '../judge/judge.ts'
import { settle } from '../judge/settle.ts'
import { newFindings } from '../judge/standing.ts'
import type { Change } from '../model/change.ts'
import { emptyTree, remember } from '../model/files.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { Refusal } from '../model/refusal.ts'
import type { RefusalNote, Report } from '../model/report.ts'
import type { Files } from '../model/tree.ts'
import { amend } from '../policy/amend.ts'
import { policyEdits, union } from '../policy/edits.ts'
import { withNewNames } from '../policy/ground.ts'
import { loadBoth } from '../policy/load.ts'
import { ratchet } from '../policy/ratchet.ts'
import { type Asked, circumstancesOf, noPolicies } from './asked.ts'
import { type Gathered, gathered, reportOf, take } from './report.ts'
import { withoutTokens } from './secrets.ts'
import { shardOf } from './shard.ts'

/** What is to be judged: several changes where a merge has several bases or a push moves several branches, some of which can't be. */
export interface Changes {
  changes: readonly GitChange[]
  /** What is wrong with the change as a whole, seen before any tree was read. */
  findings: readonly Finding<Place>[]
  limits: readonly string[]
  refusals?: readonly RefusalNote[]
}

/** Judges changes and unites what they came to. */
export async function check({ changes, findings, limits, refusals = [] }: Changes, asked: Asked): Promise<Report> {
  const made = new Map()
  const all = gathered(asked.limits)
  all.findings.push(...findings)
  all.limits.push(...limits)
  all.refusals.push(...refusals)
  const [settled, amended]: [Finding[], Report['amended']] = [[], []]
  for (const change of changes) {
    const files = { before: remember(change.before, made), after: remember(change.after, made) }
    all.limits.push(...change.limits)
    const today = change.day && change.day < asked.today ? change.day : asked.today
    try {
      const outcome = await checkOne(files, { ...asked, today }, all)
      settled.push(...(await settle(outcome.findings, files)))
      amended.push(...((await settle(outcome.amended, files)) as Report['amended']))
    } catch (error) {
      // One of several branches that can't be judged hides nothing of what the others came to.
      if (!(error instanceof Refusal) || changes.length + findings.length + refusals.length === 1) throw error
      all.refusals.push({ message: error.message, ...error.at })
    }
  }
  const told = await settle(findings, { before: remember(emptyTree), after: remember(emptyTree) })
  all.findings = newFindings([...told, ...settled], [])
  const shard = shardOf(asked.share, { whole: all.whole })
  return withoutTokens({ ...reportOf(asked.verb, all, asked.elapsed()), amended, ...shard } as Report, all.tokens)
}

async function checkOne(files: Change<Files>, asked: Asked, all: Gathered) {
  const loaded = await loadBoth(files)
  const policies = { ...loaded, before: withNewNames(loaded.before, loaded.after) }
  if (policies.before.files.length === 0 && policies.after.files.length === 0) throw noPolicies()
  const { env, checkpoints, runner, share, tell } = asked
  const circumstances = await circumstancesOf(asked, policies)
  const judged = await judge({ files, policies, circumstances, env, checkpoints, runner, share, tell }, 'taken away')
  take(all, judged, loaded)
  all.looked.files = (await files.after.entries()).size
  const { before, after: now } = policies
  const weakened = judged.first ? [...(await ratchet(before, now, files)), ...(await groundEffects(policies, files))] : []
  const edits = judged.first ? await policyEdits(policies, files, weakened) : undefined
  if (edits) all.policies = union(all.policies, edits)
  // Amendments that the change brings are the first share's to tell of.
  const after = judged.first ? now : { ...now, amendments: before.amendments }
  const outcome = amend([...weakened, ...judged.findings], { before, after }, asked.today, judged)
  all.limits.push(...outcome.limits)
  return outcome
}
