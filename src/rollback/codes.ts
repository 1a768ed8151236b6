import type { Args, Codes, Finding, Level } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { PolicyPlace } from '../model/policy.ts'

/** What stands in the way of a plan, and what is to be known ahead of it. */
export const planCodes = {
  'plan/no-path': {
    says: ({ how }) => `${how}`,
    help: () => 'plan to a version that the way back leads through, or mend what stops it; `pawl rehearse` shows each migration',
  },
  'plan/over-tier': {
    says: ({ estimate, tier, within }) => `${estimate} is over ${tier}'s ${within}`,
    help: () => 'go back in shorter hops, or shorten what the documents estimate and prove it by a test',
  },
  'plan/loses-retained': {
    says: ({ tier, hop, loses }) => `${tier} retains data, and ${hop} loses ${loses}`,
    help: () => 'go back without this hop, or give its migration a down that keeps the data',
  },
  'plan/downtime': {
    says: ({ tier, hops }) => `${tier} avoids downtime, and ${hops} needs it`,
    help: () => 'agree on a window with those who are hit ahead of the run',
    level: 'warning',
  },
  'plan/no-emergency': {
    says: ({ version, why }) => `no emergency rollback from ${version}: ${why}`,
    help: () => 'plan without `--emergency`, or state `emergency: { available: true }` where it was proven',
  },
  'plan/not-known-good': {
    says: ({ to, near }) => `${to} is not known good${near ? `; the nearest that is: ${near}` : ', and no version behind it is'}`,
    help: () => 'plan to a version that states `known-good: true`, or leave the version out so that the nearest is taken',
  },
  'plan/validation-missing': {
    says: ({ tier, word, version, missing }) => `${tier} asks for \`${word}\`, and ${version} has no step ${missing}`,
    help: () => 'give the version a step of this name `at: verify`',
  },
  'plan/approver-missing': {
    says: ({ tier, role }) => `${tier} asks for the approval of \`${role}\`, and nobody under \`approvers\` has it`,
    help: () => 'name under `approvers` who may approve in this role',
  },
  'plan/restart-by-hand': {
    says: ({ version, restart, services }) => `${version} says \`restart: ${restart}\`, and no step \`at: restart\` restarts ${services}`,
    help: () => 'give the version a step `at: restart`, or restart them by hand behind the steps `after`',
    level: 'warning',
  },
  'plan/services-contradict': {
    says: ({ one, other, first, second }) =>
      `${first} lists \`${one}\` ahead of \`${other}\`, and ${second} the other way round, so their order of dependency is open`,
    help: () => 'list services in the same order in every version: what others need comes first',
    level: 'warning',
  },
  'plan/service-unlisted': {
    says: ({ document, service, version }) => `\`${document}\` names the service \`${service}\`, which ${version} does not list`,
    help: () => 'list it under `services` of the version, or take it out of the document',
    level: 'warning',
  },
  'plan/data-lost': {
    says: ({ hop, loses }) => `${hop} loses the data of ${loses}`,
    help: () => 'take the backup ahead of the run; `pawl rollback run` asks for `--accept-loss` with these names',
    level: 'warning',
  },
  'plan/protected-goes': {
    says: ({ hop, names, protocol, status }) => `${hop} takes away ${names}, which ${protocol} protects (${status})`,
    help: () => 'go back no further than to the version that brought it, or mend forward; what was written there since is gone with it',
    level: 'warning',
  },
  'plan/evidence-missing': {
    says: ({ why }) => `${why}`,
    help: () => 'take the snapshot ahead of the run, and protect it by the policy; without it no run begins',
  },
  'plan/backup-missing': {
    says: ({ hop, why }) => `${hop} loses data, and ${why}`,
    help: () => 'make the backup, and name its file as `backup` in the document, or check it by a step `at: ready` with `blocks: true`',
  },
  'plan/backup-unreadable': {
    says: ({ file, why }) => `the backup \`${file}\` ${why}`,
    help: () => 'make the backup again, and test that it restores',
  },
  'plan/backup-age': {
    says: ({ file, age, hash }) => `the backup \`${file}\` is ${age} old, with the sha256 ${hash}`,
    help: () => 'make a new backup where rows came since',
    level: 'warning',
  },
} as const satisfies Codes

type PlanCode = keyof typeof planCodes

/** Makes one finding of a plan, about a version, a tier or a document. */
export function planFinding(
  code: PlanCode,
  { args, subject, at, level }: { args: Args; subject: string; at?: PolicyPlace; level?: Level },
): Finding<Place> {
  const definition: Codes[string] = planCodes[code]
  const message = definition.says(args)
  return {
    code,
    level: level ?? definition.level ?? 'error',
    kind: 'plan',
    subject,
    what: message,
    message,
    help: definition.help(args),
    docs: `docs/guards/plan.md#${code.split('/')[1]}`,
    places: at ? [{ side: 'after', path: at.path, span: at.span }] : [],
  }
}
