import type { Options } from '../../model/option.ts'
import { free, ladder } from '../../model/orders.ts'
import { list, name, text, word } from '../../model/values.ts'
import { coverage, kebab } from './values.ts'

/** The keys of a protocol beside its name; `protect` is read item by item. */
export const protocolOptions = {
  title: { type: text, order: free, says: 'What the protocol is called in sentences.' },
  status: {
    type: word('irreversible', 'lossy', 'reversible'),
    order: ladder('status', 'reversible', 'lossy', 'irreversible'),
    says: 'Whether there is a way back, and what it costs. It may go towards `irreversible`, never away from it. Default: `reversible`.',
  },
  owners: { type: list(name, { lone: true }), order: free, says: 'Who answers for the protocol.' },
  why: { type: text, order: free, says: 'Why it must hold; shown with each finding that has no reason of its own.' },
  'required-coverage': {
    type: coverage,
    order: coverageOrder(),
    says: 'How much must hold: `100%` (the default), or `"16/16"`, whose second number is the number of protections of level error.',
  },
  'superseded-by': {
    type: kebab,
    order: free,
    says: 'The protocol that takes this one over; it must protect at least as much.',
  },
} as const satisfies Options

type Coverage = { percent: number } | { held: number; of: number }

/** The share that must hold, between 0 and 1. */
function shareOf(coverage: Coverage): number {
  return 'percent' in coverage ? coverage.percent / 100 : coverage.of === 0 ? 1 : coverage.held / coverage.of
}

function coverageOrder() {
  const shown = (coverage: Coverage | undefined) =>
    coverage === undefined ? '100%' : 'percent' in coverage ? `${coverage.percent}%` : `${coverage.held}/${coverage.of}`
  return {
    weaker: (older: Coverage | undefined, newer: Coverage | undefined) =>
      shareOf(newer ?? { percent: 100 }) + 1e-9 >= shareOf(older ?? { percent: 100 })
        ? undefined
        : { says: `\`required-coverage\` was ${shown(older)} and is ${shown(newer)}` },
  }
}
