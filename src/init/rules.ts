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

/** Rules that ask less of the category that does not hold; `undefined` where nothing is left to leave out. */
export function looser(rules: RulesDraft, findings: readonly Finding[]): { rules: RulesDraft; left: string[] } | undefined {
  const [finding] = findings
  if (!finding) return undefined
  if (rules.lossy === 'documented' && /lossy/.test(finding.code))
    return { rules: { ...rules, lossy: 'allowed' }, left: [`\`lossy: documented\`: ${finding.message}`] }
  for (const step of steps) {
    for (const category of categories) {
      const own = rules.categories[category]
      const next = own && step.of(own)
      if (!next || !step.fits(finding, category)) continue
      const left = [`\`${category}: ${JSON.stringify(own).replaceAll('"', '')}\` of the rollback rules: ${finding.message}`]
      return { rules: { ...rules, categories: { ...rules.categories, [category]: next } }, left }
    }
  }
  if (rules.document === undefined) return undefined
  const { document: _, ...rest } = rules
  return { rules: rest, left: [`\`document: ${rules.document}\` of the rollback rules: ${finding.message}`] }
}

/** One step that asks less, for a finding that it may mend. */
const steps: readonly { fits(finding: Finding, category: Category): boolean; of(owes: Owes): Owes | undefined }[] = [
  {
    fits: ({ code }) => /document|estimate|field|within|late|tested|approv/.test(code),
    of: ({ document, within: _, ...rest }) => (document === undefined ? undefined : rest),
  },
  {
    fits: ({ code, message }, category) => /reversible|missing|no-way|none|impossible/.test(code) || message.includes(category),
    of: (owes) => (owes.rehearsal === 'reversible' ? { rehearsal: 'any' } : undefined),
  },
  {
    fits: ({ message }, category) => message.includes(category),
    of: (owes) => (owes.rehearsal === 'none' ? undefined : { rehearsal: 'none' }),
  },
]
