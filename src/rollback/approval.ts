import type { Approvers } from '../policy/policies.ts'

const folded = (name: string) => name.trim().toLowerCase()

/** Names as they were given: each flag may hold several, and a name counts once. */
export function namesOf(given: readonly string[]): string[] {
  const all = given.flatMap((each) => each.split(/[,+&]|\sand\s/)).map((each) => each.trim())
  return [...new Map(all.filter(Boolean).map((name) => [folded(name), name])).values()]
}

/**
 * What approvals still lack, as a sentence's end; undefined where they suffice. Where the policy says whose names count,
 * each role that the plan asks needs a name of its own; else as many different names as roles.
 */
export function lacksApproval(asked: readonly string[], names: readonly string[], approvers: Approvers | undefined): string | undefined {
  if (names.length === 0) return 'nobody approved it: `--approved-by <name>` says who did'
  const { roles } = approvers ?? { roles: new Map<string, readonly string[]>() }
  const peopleOf = (role: string) => [...roles].find(([name]) => folded(name) === folded(role))?.[1]
  const counts = (name: string) => [...roles].some(([role, people]) => [role, ...people].some((each) => folded(each) === folded(name)))
  const stranger = approvers && names.find((name) => !counts(name))
  if (stranger !== undefined) return `\`${stranger}\` is not among the approvers that the policy names`
  const fits = (role: string, name: string) => {
    const people = peopleOf(role)
    return !people || [role, ...people].some((each) => folded(each) === folded(name))
  }
  const matched = match(asked, names, fits)
  if (matched.length === asked.length) return undefined
  const open = asked.filter((role) => !matched.includes(role))
  const has = `${names.length} of ${asked.length} approvals ${names.length === 1 ? 'was' : 'were'} given`
  return names.length < asked.length
    ? `${has}; it asks ${asked.map((role) => `\`${role}\``).join(', ')}`
    : `none of the names given counts for ${open.map((role) => `\`${role}\``).join(', ')}`
}

/** The roles for which a name of its own can be found (augmenting paths; there are few of both). */
function match(asked: readonly string[], names: readonly string[], fits: (role: string, name: string) => boolean): string[] {
  const taken = new Map<string, number>()
  const place = (index: number, seen: Set<string>): boolean => {
    for (const name of names) {
      if (seen.has(name) || !fits(asked[index]!, name)) continue
      seen.add(name)
      const other = taken.get(name)
      if (other !== undefined && !place(other, seen)) continue
      taken.set(name, index)
      return true
    }
    return false
  }
  asked.forEach((_, index) => {
    place(index, new Set())
  })
  return [...taken.values()].map((index) => asked[index]!)
}
