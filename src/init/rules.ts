import type { Finding } from '../model/finding.ts'
import type { Category, RehearsedDatabase } from '../model/report.ts'
import type { RulesDraft, Source } from './draft.ts'

const categories = ['additive', 'modification', 'breaking', 'structural'] as const
type Owes = Readonly<Record<string, string | number>>

/** What is asked of every migration from now on: as much as those that stand allow. */
export function rulesOf(
  database: RehearsedDatabase,
  told: {
    document?: string | undefined
    documented: ReadonlySet<string>
    within: Partial<Record<Category, string>>
    sources: readonly Source[]
  },
): RulesDraft {
  const { migrations } = database
  const downs = migrations.some(({ verdict }) => verdict !== 'none')
  const owed: Partial<Record<Category, Owes>> = {}
  for (const category of categories) {
    const own = migrations.filter((each) => each.category === category)
    const bare = own.filter(({ id }) => !told.documented.has(id))
    const verdicts = new Set(own.map(({ verdict }) => verdict))
    const grave = category === 'breaking' || category === 'structural'
    if (['partial', 'fails', 'unknown'].some((verdict) => verdicts.has(verdict as 'partial'))) owed[category] = { rehearsal: 'none' }
    else if (bare.some(({ verdict }) => verdict === 'none')) owed[category] = { rehearsal: 'any' }
    else if (grave) owed[category] = bare.length ? {} : { document: 'required', ...within(told.within[category]) }
    else if (verdicts.has('lossy')) owed[category] = {}
    else owed[category] = { rehearsal: downs ? 'reversible' : 'any' }
  }
  const lossy = migrations.some(({ id, verdict }) => verdict === 'lossy' && !told.documented.has(id)) ? 'allowed' : 'documented'
  return {
    database: database.name,
    document: told.document ?? 'docs/rollback/{migration}.md',
    categories: owed,
    lossy,
    sources: told.sources.filter(({ says }) => categories.some((each) => owed[each]?.within !== undefined && says?.startsWith(each))),
  }
}

const within = (value: string | undefined): Owes => (value === undefined ? {} : { within: value })

/** Rules that ask less of each category of which something does not hold; `undefined` where nothing is left to leave out. */
export function looser(
  rules: RulesDraft,
  findings: readonly Finding[],
  categoryOf: (finding: Finding) => Category | undefined,
): { rules: RulesDraft; left: string[] } | undefined {
  const lossy = rules.lossy === 'documented' ? findings.find(({ code }) => /lossy/.test(code)) : undefined
  if (lossy) return { rules: { ...rules, lossy: 'allowed' }, left: [`\`lossy: documented\`: ${lossy.message}`] }
  const left: string[] = []
  const asked = { ...rules.categories }
  for (const category of categories) {
    const finding = findings.find((each) => categoryOf(each) === category)
    const owes = rules.categories[category]
    const next = finding && owes && less(owes, finding)
    if (!next) continue
    left.push(`\`${category}: ${JSON.stringify(owes).replaceAll('"', '')}\` of the rollback rules: ${finding.message}`)
    asked[category] = next
  }
  if (left.length) return { rules: { ...rules, categories: asked }, left }
  if (rules.document === undefined) return undefined
  const { document: _, ...rest } = rules
  return { rules: rest, left: [`\`document: ${rules.document}\` of the rollback rules: ${findings[0]!.message}`] }
}

/** What is asked, less what a finding shows not to hold: the document first, then a way back, then its grade. */
function less({ document, within: _, rehearsal, ...rest }: Owes, { code }: Finding): Owes | undefined {
  const kept = rehearsal === undefined ? rest : { ...rest, rehearsal }
  if (document !== undefined) return kept
  if (/document|estimate|field|tested|approv/.test(code)) return undefined
  if (rehearsal === 'reversible' || (rehearsal === undefined && /missing|none|no-way/.test(code))) return { ...rest, rehearsal: 'any' }
  return rehearsal === 'none' ? undefined : { ...rest, rehearsal: 'none' }
}
