import type { Codes, Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Amendment, PolicyPlace } from '../model/policy.ts'

/** What is wrong with an amendment. */
export const amendmentCodes = {
  'amendment/expired': {
    says: ({ amendment, day }) => `amendment \`${amendment}\` ran out on ${day}`,
    help: () => 'remove it; if it is still needed, land a new one with a later day',
  },
  'amendment/future-dated': {
    says: ({ amendment, day }) => `amendment \`${amendment}\` counts from ${day} on`,
    help: () => 'land it on its first day, or set `from` to today',
  },
  'amendment/unreasoned': {
    says: ({ amendment }) => `amendment \`${amendment}\` states no reason`,
    help: () => 'write under `reason` why it is allowed',
  },
  'amendment/unapproved': {
    says: ({ amendment, name }) =>
      name
        ? `\`${name}\`, who approves amendment \`${amendment}\`, is not among the approvers`
        : `amendment \`${amendment}\` names nobody who approved it`,
    help: () => 'name under `approved-by` a role or person of `approvers`',
  },
  'amendment/endless': {
    says: ({ amendment }) => `amendment \`${amendment}\` has no last day`,
    help: () => 'write `expires: <day>`, the last day on which it counts',
  },
  'amendment/names-nothing': {
    says: ({ amendment, entry, near }) =>
      `amendment \`${amendment}\` relaxes \`${entry}\`, and nothing is called so${near ? `; \`${near}\` is near` : ''}`,
    help: () => 'name a protection as `protocol/id`, letter by letter, or rollback rules as `rollback:<database>`',
  },
  'amendment/allows-nothing': {
    says: ({ amendment, code, near }) =>
      `amendment \`${amendment}\` allows \`${code}\`, and no finding is called so${near ? `; \`${near}\` is near` : ''}`,
    help: () => 'name under `codes` findings by their code, as `pawl explain` lists them',
  },
  'amendment/wildcard': {
    says: ({ amendment, entry }) => `amendment \`${amendment}\` relaxes \`${entry}\`, and \`*\` stands for nothing but itself`,
    help: () => 'name each protection that it relaxes',
  },
  'amendment/needs-migration': {
    says: ({ amendment, entry }) => `amendment \`${amendment}\` relaxes \`${entry}\` for every migration`,
    help: () => 'name under `for` the one migration that it allows',
  },
  'amendment/stale': {
    says: ({ amendment, protection }) => `what amendment \`${amendment}\` allows of \`${protection}\` stands already`,
    help: () => 'remove the amendment, and the protection if its subject is gone',
  },
  'amendment/unused': {
    says: ({ amendment, migration }) => `\`${migration}\`, which amendment \`${amendment}\` is for, stands and needed nothing allowed`,
    help: () => 'remove the amendment',
  },
  'amendment/expires-soon': {
    says: ({ amendment, day }) => `amendment \`${amendment}\` runs out on ${day}`,
    help: () => 'land the change that needs it before that day, or remove it',
    level: 'warning',
  },
} as const satisfies Codes

/** Something wrong with an amendment, before it is a finding. */
export interface Problem {
  code: keyof typeof amendmentCodes
  args?: Readonly<Record<string, string>>
  at: PolicyPlace
}

/** The finding of a problem. */
export function amendmentFinding({ code, args = {}, at }: Problem, amendment: Amendment): Finding<Place> {
  const definition: Codes[string] = amendmentCodes[code]
  const all = { amendment: amendment.id, ...args }
  return {
    code,
    level: definition.level ?? 'error',
    kind: 'amendment',
    subject: amendment.id,
    what: JSON.stringify(args),
    message: definition.says(all),
    help: definition.help(all),
    docs: `docs/guards/amendment.md#${code.split('/')[1]}`,
    places: [{ side: 'after', path: at.path, span: at.span }],
  }
}
