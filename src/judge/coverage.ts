import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { fullId, type Protection, type Protocol } from '../model/policy.ts'
import type { Coverage, ProtectionState, ProtocolState, Spot } from '../model/report.ts'
import type { Heard } from './uphold.ts'

/** What is known of the protections: what they came to, and where what they speak of stands. */
type Told = Pick<Heard, 'findings' | 'refusals'> & { holders?: ReadonlyMap<string, Spot> }

/** Coverage of each protocol: protections of level error that hold, an amended slip counted as held. */
export function coverage(protocols: readonly Protocol[], heard: Told): ProtocolState[] {
  return protocols.map((protocol) => stateOf(protocol, heard))
}

/** How much of a protocol's protections holds, in all and by layer; those of level warning are told apart. */
export function tally(protections: readonly ProtectionState[]): Pick<Coverage, 'held' | 'of'> & Pick<ProtocolState, 'layers'> {
  const layers = new Map<string, ProtocolState['layers'][number]>()
  for (const { layer = '', state } of protections.filter(({ level }) => level === undefined)) {
    const counts = layers.get(layer) ?? { layer, held: 0, of: 0 }
    counts.of++
    if (state === 'held') counts.held++
    layers.set(layer, counts)
  }
  const sum = (key: 'held' | 'of') => [...layers.values()].reduce((all, each) => all + each[key], 0)
  return { held: sum('held'), of: sum('of'), layers: [...layers.values()] }
}

/** The part of a state that one share judged; how much is required stays that of the whole. */
export function partOf(state: ProtocolState, protocol: Protocol, own: ReadonlySet<Protection>): ProtocolState {
  const protections = state.protections.filter((_, at) => own.has(protocol.protect[at]!))
  const { layers, ...counts } = tally(protections)
  return { ...state, protections, layers, coverage: { ...state.coverage, ...counts } }
}

function stateOf(protocol: Protocol, heard: Told): ProtocolState {
  const protections = protocol.protect.map((protection): ProtectionState => {
    const id = fullId(protection)
    const own = heard.findings.filter(
      (finding) => finding.protection === id && !finding.ahead && (finding.level === 'error' || protection.level === 'warning'),
    )
    const refused = heard.refusals.some((refusal) => refusal.protection === id)
    const state = own.some((finding) => !finding.unknown)
      ? ('slipped' as const)
      : refused || own.length
        ? ('unknown' as const)
        : ('held' as const)
    return {
      id: protection.id,
      kind: protection.kind,
      ...(protection.layer ? { layer: protection.layer } : {}),
      ...(protection.level === 'warning' ? { level: 'warning' as const } : {}),
      state,
      findings: own.map((finding) => finding.code),
      policy: { path: protection.at.path, line: protection.at.span.line },
      ...(heard.holders?.has(id) ? { holder: heard.holders.get(id)! } : {}),
    }
  })
  const { held, of, layers } = tally(protections)
  const asked = protocol.requiredCoverage
  const required = 'percent' in asked ? Math.ceil((of * asked.percent) / 100) : asked.held
  return {
    id: protocol.id,
    title: protocol.title ?? '',
    status: protocol.status,
    owners: [...protocol.owners],
    coverage: { held, of, required },
    layers,
    protections,
  }
}

/** Codes that speak of a protocol as a whole. */
export const protocolCodes = {
  'protocol/coverage-below-required': {
    says: (args: { protocol: string; held: number; of: number; required: number }) =>
      `${args.protocol}: coverage ${args.held}/${args.of} (below required ${args.required}/${args.of})`,
    help: () => 'mend what has slipped; each is a finding of its own',
  },
}

/** A finding for each protocol whose coverage is below what it requires. */
export function coverageFindings(protocols: readonly Protocol[], states: readonly ProtocolState[]): Finding<Place>[] {
  return states.flatMap((state, index) => {
    const { held, of, required } = state.coverage
    if (held >= required) return []
    const protocol = protocols[index]!
    const code = protocolCodes['protocol/coverage-below-required']
    return [
      {
        code: 'protocol/coverage-below-required',
        level: 'error' as const,
        kind: 'protocol',
        subject: state.id,
        what: `${held}/${of}`,
        message: code.says({ protocol: state.id, held, of, required }),
        ...(protocol.why ? { why: protocol.why } : {}),
        help: code.help(),
        docs: 'docs/guards/protocol.md#coverage-below-required',
        places: [{ side: 'after' as const, path: protocol.at.path, span: protocol.at.span }],
      },
    ]
  })
}
