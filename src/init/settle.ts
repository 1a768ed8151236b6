import type { Edit } from '../model/files.ts'
import type { Finding } from '../model/finding.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { DatabaseDraft, Draft, FileDraft, ProtocolDraft, RulesDraft } from './draft.ts'
import { without } from './mend.ts'
import { databasesText, type PolicyText, protocolText, rulesText } from './policy-text.ts'
import { looser } from './rules.ts'

/** Policies as they are proposed. */
export interface Policy {
  databases: readonly DatabaseDraft[]
  rules: readonly RulesDraft[]
  protocols: readonly ProtocolDraft[]
}

/** Audits the trees that a commit may be made of, each with these edits. */
export type Audits = (edits: ReadonlyMap<string, Edit>) => Promise<readonly Report[]>

const mostRounds = 24

/** The policies that hold: what does not is taken out, and told. `beside` are the files that are proposed with them. */
export async function settle(first: Policy, beside: readonly FileDraft[], audits: Audits): Promise<{ policy: Policy; left: string[] }> {
  const left: string[] = []
  let policy = first
  for (let round = 0; round < mostRounds; round++) {
    const texts = textsOf(policy)
    if (texts.length === 0) return { policy, left }
    const next = await once(policy, texts, beside, audits, left)
    if (next === policy) return { policy, left }
    policy = { ...next, protocols: next.protocols.filter(({ protect }) => protect.length > 0) }
  }
  throw new Refusal('no policies were found that hold here; write the first by hand, docs/guide.md shows how')
}

/** The files of policies. */
export function textsOf({ databases, rules, protocols }: Policy): PolicyText[] {
  return [
    ...(databases.length ? [databasesText(databases, rules)] : []),
    ...(databases.length > 1 ? rules.map(rulesText) : []),
    ...protocols.map(protocolText),
  ]
}

async function once(
  policy: Policy,
  texts: readonly PolicyText[],
  beside: readonly FileDraft[],
  audits: Audits,
  left: string[],
): Promise<Policy> {
  let reports: readonly Report[]
  try {
    reports = await audits(editsOf(texts, beside))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refused(policy, texts, error, left)
  }
  for (const report of reports) {
    const next = judged(policy, texts, report, left)
    if (next !== policy) return next
  }
  return policy
}

/** Files as edits of a tree. */
export function editsOf(texts: readonly PolicyText[], beside: readonly FileDraft[]): Map<string, Edit> {
  return new Map<string, Edit>([
    ...texts.map(({ path, text }) => [path, text] as const),
    ...beside.map(({ path, text, executable }) => [path, executable ? { content: text, mode: 'executable' as const } : text] as const),
  ])
}

/** A policy that could not be read, or judged, as a whole: what stands at that line goes. */
function refused(policy: Policy, texts: readonly PolicyText[], error: Refusal, left: string[]): Policy {
  const { path, line = 0 } = error.at
  const file = texts.find((each) => each.path === path)
  const draft = file?.lines.find(({ from, to }) => from <= line && line <= to)?.draft
  if (draft) return replaced(policy, draft, undefined, error.message, left)
  if (file && policy.rules.length) return withoutRules(policy, policy.rules[0]!, error.message, left)
  throw error
}

function judged(policy: Policy, texts: readonly PolicyText[], report: Report, left: string[]): Policy {
  let next = policy
  for (const state of report.protocols ?? []) {
    const protocol = policy.protocols.find(({ id }) => id === state.id)
    if (!protocol) continue
    for (const [index, { id, state: held }] of state.protections.entries()) {
      const draft = protocol.protect[index]
      if (held === 'held' || !draft) continue
      const own = report.findings.filter(({ protection, level }) => protection === `${state.id}/${id}` && level === 'error')
      const why = (own[0] && toldAt(own[0])) ?? refusalFor(report, texts, draft) ?? 'it could not be decided'
      next = replaced(next, draft, without(draft, own), why, left)
    }
  }
  const categories = new Map(
    (report.databases ?? []).flatMap(({ name, migrations }) => migrations.map((each) => [`${name} ${each.id}`, each.category])),
  )
  for (const rules of policy.rules) {
    const own = report.findings.filter(({ protection, level }) => level === 'error' && protection === `rollback:${rules.database}`)
    if (own.length) next = loosened(next, rules, own, ({ subject }) => categories.get(subject), left)
  }
  const refusal = next === policy ? report.refusals[0] : undefined
  if (refusal && policy.rules.length) return withoutRules(policy, policy.rules[0]!, refusal.message, left)
  return next
}

/** What a finding says, with the place in what stands that shows it. */
function toldAt({ message, places: [place] }: Finding): string {
  if (!place || place.path.startsWith('policies/') || message.includes(`\`${place.path}\``)) return message
  return `${message} (${place.path}${place.span === undefined ? '' : `:${place.span.line}`})`
}

function loosened(
  policy: Policy,
  rules: RulesDraft,
  findings: readonly Finding[],
  categoryOf: Parameters<typeof looser>[2],
  left: string[],
): Policy {
  const next = looser(rules, findings, categoryOf)
  if (!next) return withoutRules(policy, rules, findings[0]!.message, left)
  left.push(...next.left)
  return { ...policy, rules: policy.rules.map((each) => (each === rules ? next.rules : each)) }
}

function withoutRules(policy: Policy, rules: RulesDraft, why: string, left: string[]): Policy {
  left.push(`rollback rules of \`${rules.database}\`: ${why}`)
  return { ...policy, rules: policy.rules.filter((each) => each !== rules) }
}

function refusalFor(report: Report, texts: readonly PolicyText[], draft: Draft): string | undefined {
  const place = texts.flatMap(({ path, lines }) => lines.map((each) => ({ ...each, path }))).find((each) => each.draft === draft)
  const own = report.refusals.find(({ path, line = 0 }) => place && path === place.path && place.from <= line && line <= place.to)
  return (own ?? report.refusals[0])?.message
}

/** What stands in for a draft, less what is proposed already. */
function instead({ protocols }: Policy, { instead: all = [] }: Draft): readonly Draft[] {
  const name = ({ kind, subject, keys }: Draft) => `${kind} ${subject} ${String(keys.database ?? '')}`
  const known = new Set(protocols.flatMap(({ protect }) => protect.map(name)))
  return all.filter((each) => !known.has(name(each)))
}

/** The policy with one draft mended, or without it. */
function replaced(policy: Policy, draft: Draft, by: Draft | undefined, why: string, left: string[]): Policy {
  const what = by === undefined ? '' : `, ${Object.keys(draft.keys).find((key) => by.keys[key] !== draft.keys[key]) ?? ''}`
  // Columns that stand in for their table were told with it.
  if (!draft.standsIn)
    left.push(`\`${draft.kind}: ${draft.subject}\`${what}${by === undefined && draft.instead?.length ? ' as a whole' : ''}: ${why}`)
  return {
    ...policy,
    protocols: policy.protocols.map((protocol) => ({
      ...protocol,
      protect: protocol.protect.flatMap((each) => (each === draft ? (by ?? instead(policy, draft)) : each)),
    })),
  }
}
