import type { Codes, Finding } from '../model/finding.ts'
import type { Place, Side } from '../model/place.ts'
import type { PolicyPlace } from '../model/policy.ts'

/** What the comparison of two policies finds. */
export const policyCodes = {
  'policy/weakened': {
    says: ({ subject, how }) => `${subject} ${how}`,
    help: () => 'put back what it protected, or land an amendment for it first, by a change of its own',
  },
  'policy/rules-weakened': {
    says: ({ subject, how }) => `${subject} ask less: ${how}`,
    help: () => 'put the rule back as it stands in the base; a rule may only ask for more',
  },
} as const satisfies Codes

/** Makes one finding about policies. */
export function policyFinding(
  code: keyof typeof policyCodes,
  about: { protection?: string; subject: string; named: string; how: string; why?: string },
  places: readonly Place[],
): Finding<Place> {
  const args = { subject: about.named, how: about.how }
  return {
    code,
    level: 'error',
    ...(about.protection === undefined ? {} : { protection: about.protection }),
    kind: 'policy',
    subject: about.subject,
    what: about.how,
    message: policyCodes[code].says(args),
    ...(about.why === undefined ? {} : { why: about.why }),
    help: policyCodes[code].help(),
    docs: `docs/guards/policy.md#${code.split('/')[1]}`,
    places,
  }
}

/** A place of a policy on one side of the change. */
export function placeIn(side: Side, at: PolicyPlace, label: string): Place {
  return { side, path: at.path, span: at.span, label }
}
