import type { Edit } from '../model/files.ts'
import { saysInstall } from '../model/install.ts'
import type { RehearsedDatabase, Report } from '../model/report.ts'
import type { Files } from '../model/tree.ts'
import { databasesOf, type Found, type Run } from './databases.ts'
import { categoriesOf } from './draft/categories.ts'
import type { Draft, FileDraft, ProtocolDraft, RulesDraft, Step } from './draft.ts'
import { type Clone, hookPlan } from './hooks.ts'
import { pagesOf } from './pages.ts'
import { documentTemplate, protocolsOf } from './protocols.ts'
import { rulesOf } from './rules.ts'
import { type Audits, editsOf, type Policy, settle, textsOf } from './settle.ts'
import { ciPlan } from './workflow.ts'

/** What is known of the repository beside its files. */
export interface Seen {
  files: Files
  clone: Clone
  remote?: string
  /** The day in UTC. */
  today: string
  env: Readonly<Record<string, string | undefined>>
}

/** What judges while proposals are made. */
export interface Ways {
  /** How many files of policies stand already, and whether any of them keeps a hook or a workflow. */
  standing(): Promise<Standing>
  run: Run
  rehearse(edits: ReadonlyMap<string, Edit>): Promise<Report>
  audits: Audits
}

/** Policies that stand. */
export interface Standing {
  files: number
  guarded: boolean
}

/** All that is proposed, and what was seen on the way. */
export interface Proposal {
  files: FileDraft[]
  /** What a person does beside it. */
  steps: Step[]
  /** What does not hold, and so was left out. */
  left: string[]
  /** What was found, a line each. */
  seen: string[]
  /** `core.hooksPath` to set in this clone. */
  activate?: string
}

/** Looks at a repository and proposes what would guard it as it stands. */
export async function propose(seen: Seen, ways: Ways): Promise<Proposal> {
  const { files } = seen
  const hook = await hookPlan(files, seen.clone)
  const ci = await ciPlan(files, seen.remote)
  const beside = [...hook.files, ...ci.files]
  const steps = [...hook.steps, ...ci.steps]
  const told = [`hooks: ${hook.manager}`, `CI: ${ci.ci}`]
  const activate = hook.activate === undefined ? {} : { activate: hook.activate }
  const guard: ProtocolDraft = { ...itself, protect: [hook.protect, ...(ci.protect ? [ci.protect] : [])] }
  const standing = await ways.standing()
  if (standing.files) {
    // Written by hand, or by a run that somebody broke off: what keeps the hook may be wanting alone.
    const free = !standing.guarded && !(await files.entries()).has(guardPath)
    const own = free ? await settle({ databases: [], rules: [], protocols: [guard] }, beside, ways.audits) : undefined
    return {
      files: [...(own ? textsOf(own.policy) : []).map(({ path, text }) => ({ path, text })), ...beside],
      steps,
      left: own?.left ?? [],
      seen: [`policies: ${standing.files} stand already, and are left as they are`, ...told],
      ...activate,
    }
  }
  const pages = await pagesOf(files)
  const { found, left } = await databasesOf(files, ways.run, seen.env)
  const ids = new Set(found.flatMap(({ chain }) => chain.migrations.map(({ id }) => id)))
  const template = await documentTemplate(files, ids)
  const protocols = await protocolsOf({ files, pages, found, ids, today: seen.today })
  const owed = await rules(found, pages, template, ways)
  const policy: Policy = {
    databases: found.map(({ draft }) => draft),
    rules: owed.drafts,
    protocols: [...protocols, guard],
  }
  const settled = await settle(policy, beside, ways.audits)
  const texts = textsOf(settled.policy)
  const databases = found.map(
    ({ draft, chain }) =>
      `database: ${chain.migrations.length} migration${chain.migrations.length === 1 ? '' : 's'} in \`${draft.migrations}\` (${chain.format}, ${draft.engine})`,
  )
  const documents = pages.map(({ path }) => `document: \`${path}\` speaks of a way back, or of none`)
  return {
    files: [...texts.map(({ path, text }) => ({ path, text })), ...beside],
    steps: [...anew(settled.left), ...steps, ...later(settled.policy, hook.protect)],
    left: [...left, ...owed.poor, ...protocols.flatMap(({ protect }) => protect.flatMap(({ notes = [] }) => notes)), ...settled.left],
    seen: [...databases, ...documents, ...told],
    ...activate,
  }
}

const guardPath = 'policies/guard.yaml'

const itself: Omit<ProtocolDraft, 'protect'> = {
  id: 'guard',
  title: 'Every change is judged',
  status: 'irreversible',
  why: 'A guard that can be switched off without a word guards nothing.',
  about: [],
  sources: [],
}

/** How what was left out for want of a package comes to be proposed. */
function anew(left: readonly string[]): Step[] {
  const lines = [...new Set(left.flatMap((each) => saysInstall.exec(each)?.[1] ?? []))]
  if (lines.length === 0) return []
  const says = 'what was left out for want of a package is proposed once it is installed; these lines propose all of it anew'
  return [{ says, lines: [...lines, 'git rm -rqf policies', 'pawl init'] }]
}

/** How the hook comes to be kept once a person has done what is left to do for it. */
function later({ protocols }: Policy, { subject, keys }: Draft): Step[] {
  if (protocols.some(({ protect }) => protect.some(({ kind }) => kind === 'hook'))) return []
  if (!protocols.some(({ id }) => id === itself.id))
    return [{ says: 'once the hook runs it, propose what keeps it so', lines: ['pawl init'] }]
  const by = keys['installed-by'] as Record<string, string> | undefined
  const lines = [`- hook: ${subject}`, `  runs: ${keys.runs}`]
  if (by) lines.push(`  installed-by: { file: ${by.file}, contains: ${by.contains} }`)
  return [{ says: `once the hook runs it, this below \`protect\` of \`${guardPath}\` keeps it so`, lines }]
}

/** Ways back that do not come to what stood: nothing is asked of their category. */
function poorWays(databases: readonly RehearsedDatabase[]): string[] {
  return databases.flatMap(({ migrations }) =>
    migrations.flatMap(({ id, category, verdict, left, error }) => {
      if (verdict !== 'partial' && verdict !== 'fails') return []
      const why = error ? `its ${error.side} fails: ${error.message}` : `its way back leaves a difference: ${left[0] ?? ''}`
      return [`a way back for ${category} changes: \`${id}\` has none that holds, for ${why}`]
    }),
  )
}

/** The rollback rules of each database, by how its migrations come back. */
async function rules(
  found: readonly Found[],
  pages: Parameters<typeof categoriesOf>[0],
  template: { document?: string; documented: ReadonlySet<string> },
  ways: Ways,
): Promise<{ drafts: RulesDraft[]; poor: string[] }> {
  if (found.length === 0) return { drafts: [], poor: [] }
  const drafts = found.map(({ draft }) => draft)
  const report = await ways.rehearse(editsOf(textsOf({ databases: drafts, rules: [], protocols: [] }), []))
  const told = { ...template, ...categoriesOf(pages) }
  const databases = report.databases ?? []
  return { drafts: databases.map((each) => rulesOf(each, told)), poor: poorWays(databases) }
}
