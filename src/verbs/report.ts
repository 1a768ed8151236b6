import type { Judgement } from '../judge/judge.ts'
import { inOrder } from '../judge/standing.ts'
import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Protection } from '../model/policy.ts'
import { nothingLooked, type RefusalNote, type Report, verdictOf } from '../model/report.ts'
import type { Policies } from '../policy/policies.ts'
import { tokenPatterns } from './secrets.ts'

/** What a verb has gathered, before a report is made of it. */
export interface Gathered {
  findings: Finding<Place>[]
  amended: (Finding<Place> & { amendment: string })[]
  refusals: RefusalNote[]
  limits: string[]
  /** Patterns of tokens, none of which is printed whole. */
  tokens: string[]
  looked: Report['looked']
  /** How much there was to look at, where a share of it was. */
  whole: { protections: number; protocols: number }
  policies?: NonNullable<Report['policies']>
}

export function gathered(limits: readonly string[] = []): Gathered {
  return {
    findings: [],
    amended: [],
    refusals: [],
    limits: [...limits],
    tokens: [],
    looked: nothingLooked(),
    whole: { protections: 0, protocols: 0 },
  }
}

/** Takes what a judgement could not tell, and counts what it looked at; several changes are looked at by the same policies. */
export function take(
  all: Gathered,
  judged: Pick<Judgement, 'own' | 'protections' | 'migrations' | 'refusals' | 'limits'>,
  { before, after }: Change<Pick<Policies, 'protocols'>>,
): void {
  all.refusals.push(...judged.refusals)
  all.limits.push(...judged.limits)
  all.tokens.push(...tokenPatterns(before), ...tokenPatterns(after))
  const protocols = (protections: Iterable<Protection>) => new Set([...protections].map(({ protocol }) => protocol.id)).size
  all.looked = {
    ...all.looked,
    migrations: all.looked.migrations + judged.migrations,
    protections: judged.own.size,
    protocols: protocols(judged.own),
  }
  all.whole = { protections: judged.protections.length, protocols: protocols(judged.protections) }
}

/** The report of what was gathered; its findings are in order and still without their lines. */
export function reportOf(
  verb: string,
  all: Gathered,
  ms: number,
): Omit<Report, 'findings' | 'amended'> & { findings: Finding<Place>[]; amended: Gathered['amended'] } {
  return {
    verb,
    verdict: verdictOf(all),
    findings: inOrder(all.findings),
    amended: all.amended,
    refusals: unique(all.refusals),
    limits: [...new Set(all.limits)],
    looked: all.looked,
    ms,
    ...(all.policies ? { policies: all.policies } : {}),
  }
}

function unique(refusals: readonly RefusalNote[]): RefusalNote[] {
  const keyOf = ({ message, path, line, column }: RefusalNote) => JSON.stringify([message, path, line, column])
  return [...new Map(refusals.map((each) => [keyOf(each), each])).values()]
}
