import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { fullId, type Protocol } from '../model/policy.ts'
import type { ProtocolState } from '../model/report.ts'
import type { Heard } from './uphold.ts'

/** Coverage of each protocol: protections of level error that hold, an amended slip counted as held. */
export function coverage(protocols: readonly Protocol[], heard: Pick<Heard, 'findings' | 'refusals'>): ProtocolState[] {
  return protocols.map((protocol) => stateOf(protocol, heard))
}

function stateOf(protocol: Protocol, heard: Pick<Heard, 'findings' | 'refusals'>): ProtocolState {
  const layers = new Map<string, { held: number; of: number }>()
  let held = 0
  let of = 0
  const protections = protocol.protect.map((protection) => {
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
    if (protection.level === 'error') {
      of++
      if (state === 'held') held++
      const layer = layers.get(protection.layer ?? '') ?? { held: 0, of: 0 }
      layer.of++
      if (state === 'held') layer.held++
      layers.set(protection.layer ?? '', layer)
    }
    return {
      id: protection.id,
      kind: protection.kind,
      ...(protection.layer ? { layer: protection.layer } : {}),
      ...(protection.level === 'warning' ? { level: 'warning' as const } : {}),
      state,
      findings: own.map((finding) => finding.code),
      policy: { path: protection.at.path, line: protection.at.span.line },
    }
  })
  const asked = protocol.requiredCoverage
  const required = 'percent' in asked ? Math.ceil((of * asked.percent) / 100) : asked.held
  return {
    id: protocol.id,
    title: protocol.title ?? '',
    status: protocol.status,
    owners: [...protocol.owners],
    coverage: { held, of, required },
    layers: [...layers].map(([layer, counts]) => ({ layer, ...counts })),
    protections,
  }
}

/** Codes that speak of a protocol as a whole. */
export const protocolCodes = {
  'protocol/coverage-below-required': {
    says: (args: { protocol: string; held: number; of: number; required: number }) =>
      `${args.protocol}: coverage ${args.held}/${args.of} (below required ${args.required}/${args.of})`,
    help: () => 'mend what has slipped, each told above',
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
