import type { Args, Codes } from '../../model/finding.ts'

const names = (list: string): string =>
  list
    .split('\n')
    .filter(Boolean)
    .map((name) => `\`${name}\``)
    .join(', ')

/** What can be wrong with the way back of a migration. */
const wayCodes = {
  'rollback/not-reversible': {
    says: ({ migration, category, loses }: Args) =>
      `\`${migration}\` does not come back: after up and down the data of ${names(`${loses}`)} is gone, and ${category} changes must be reversible`,
    help: () => 'keep the data through the up, so that the down can leave it where it was',
  },
  'rollback/no-way-back': {
    says: ({ migration, category }: Args) => `\`${migration}\` has no way back, and a change that is ${category} owes one`,
    help: () => 'write its down, and rehearse it with `pawl rehearse`',
  },
  'rollback/partial': {
    says: ({ migration, left }: Args) => `the down of \`${migration}\` does not restore what stood: ${left}`,
    help: () => 'undo in the down all that the up does',
  },
  'rollback/fails': {
    says: ({ migration, side, message }: Args) => `the ${side} of \`${migration}\` fails: ${message}`,
    help: () => 'mend the statement; nothing of what follows it was run',
  },
  'rollback/lossy': {
    says: ({ migration, loses }: Args) =>
      `the way back of \`${migration}\` loses the data of ${names(`${loses}`)}, and lossy ways are forbidden`,
    help: () => 'keep the data through the up, so that the down can leave it where it was',
  },
  'rollback/drops-after-until': {
    says: ({ migration, until, what }: Args) =>
      `the down of \`${migration}\` drops ${what}, and from \`${until}\` on no down drops what stands`,
    help: () => 'supersede it by a new version in the down, and drop nothing',
  },
  'rollback/not-resumable': {
    says: ({ stopped, steps, how }: Args) => `stopped after statement ${stopped}, ${steps} when run again${how}`,
    help: () => 'write each statement so that it may be run twice, or put all of them in one transaction',
  },
  'rollback/steps-fail': {
    says: ({ steps, statement, message }: Args) => `${steps} fail at statement ${statement}: ${message}`,
    help: () => 'mend the statement in the document',
  },
  'rollback/steps-differ': {
    says: ({ steps, how }: Args) => `${steps} ${how}`,
    help: () => 'write the same steps in the document as the down takes',
  },
  'rollback/verify-differs': {
    says: ({ expected, got }: Args) => `expected ${expected}, got ${got}`,
    help: () => 'mend the query, what it expects, or the way back ahead of it',
  },
  'rollback/fence-unknown': {
    says: ({ info }: Args) => `the fence \`${info}\` is none that is run`,
    help: () => 'write `sql rehearse`, `sql rehearse 1` and on without a gap, `sql rehearse after` or `sql verify`',
  },
} as const satisfies Codes

/** What can be wrong with a rollback document. */
const documentCodes = {
  'rollback/document-missing': {
    says: ({ migration, document, reason }: Args) =>
      `\`${migration}\` has no rollback document: ${document ? `\`${document}\` is not there` : 'the policy names no place'}, and ${reason} owes one`,
    help: ({ document }: Args) =>
      document
        ? `write it; \`pawl rehearse --write-document\` drafts it`
        : 'name under `document` of the rollback rules where documents stand',
  },
  'rollback/document-unreadable': {
    says: ({ document, problem }: Args) =>
      problem ? `the front matter of \`${document}\` cannot be read: ${problem}` : `\`${document}\` is not text`,
    help: ({ problem }: Args) => (problem ? 'mend the YAML between the two lines `---`' : 'save it as UTF-8 text'),
  },
  'rollback/field-missing': {
    says: ({ document, field }: Args) => `\`${document}\` does not state \`${field}\``,
    help: ({ field }: Args) => `state it, in front matter or as \`${field}: …\``,
  },
  'rollback/field-unreadable': {
    says: ({ field, problem }: Args) => `\`${field}\` is not told: ${problem}`,
    help: () => 'write it so that it can be read one way alone',
  },
  'rollback/field-contradicts': {
    says: ({ field, counts }: Args) => `\`${field}\` is stated twice with different values; \`${counts}\` counts`,
    help: () => 'state it once',
    level: 'warning',
  },
  'rollback/promises-more': {
    says: ({ document, stated, truth }: Args) => `\`${document}\` says ${stated}, and the rehearsal shows that ${truth}`,
    help: () => 'state what the rehearsal shows, or mend the way back',
  },
  'rollback/claims-loss': {
    says: ({ document, claimed, truth }: Args) => `\`${document}\` says ${claimed}, and the rehearsal shows ${truth}`,
    help: () => 'state what the rehearsal shows',
    level: 'warning',
  },
  'rollback/loses-incomplete': {
    says: ({ document, name }: Args) => `\`${document}\` does not name \`${name}\` under \`loses\`, and its data goes`,
    help: ({ name }: Args) => `add \`${name}\` to \`loses\``,
  },
  'rollback/discards-incomplete': {
    says: ({ document, name }: Args) =>
      `\`${document}\` does not name \`${name}\` under \`discards\`: data lives there, and goes with the way back`,
    help: ({ name }: Args) => `add \`${name}\` to \`discards\``,
  },
  'rollback/too-long': {
    says: ({ field, stated, category, allowed }: Args) =>
      `\`${field}\` is ${stated}, over the ${allowed} that a change that is ${category} may take`,
    help: () => 'make the way back faster, or divide the migration',
  },
  'rollback/tested-long-ago': {
    says: ({ days, allowed }: Args) => `the way back was last tested ${days} days ago, over the ${allowed} that the rules allow`,
    help: () => 'test it again, and state the day',
  },
  'rollback/test-runs-out': {
    says: ({ day }: Args) => `the last test of the way back counts until ${day}`,
    help: () => 'test it again before that day, and state the day',
    level: 'warning',
  },
  'rollback/tested-in-future': {
    says: ({ day }: Args) => `\`last-tested\` is ${day}, which lies ahead`,
    help: () => 'state the day on which it was tested',
  },
  'rollback/approvals-missing': {
    says: ({ document, have, need, others }: Args) =>
      `\`${document}\` is approved by ${have} of ${need}${others ? `; ${others} is no approver` : ''}`,
    help: () => 'have it approved, and name each approver under `approved-by`',
  },
  'rollback/steps-missing': {
    says: ({ document }: Args) => `\`${document}\` holds no steps to run`,
    help: () => 'write the commands or a numbered list of what to do',
  },
  'rollback/verification-missing': {
    says: ({ document }: Args) => `\`${document}\` does not say how to verify the way back`,
    help: () => 'add a heading or step that verifies it, or a `sql verify` fence',
  },
  'rollback/backup-missing': {
    says: ({ document }: Args) => `\`${document}\` has no backup step, and data goes`,
    help: () => 'add a heading or step with the backup command ahead of the first destructive step',
  },
  'rollback/backup-late': {
    says: ({ command }: Args) => `\`${command}\` stands ahead of the backup`,
    help: () => 'move the backup step ahead of it',
  },
  'rollback/backup-silent': {
    says: ({ problem }: Args) => `the backup step makes no backup for certain: ${problem}`,
    help: () => 'write a backup command that runs and whose failure is seen',
  },
  'rollback/backup-unreadable': {
    says: ({ backup, restore }: Args) => `${backup} cannot be read by \`${restore}\``,
    help: () => 'dump with `pg_dump -Fc` for `pg_restore`, or restore a plain dump with `psql`',
  },
  'rollback/warning-missing': {
    says: ({ document, loses }: Args) => `no warning in \`${document}\` names ${names(`${loses}`)}, whose data goes`,
    help: () => 'begin a paragraph with `Warning:` and name there each table and column whose data goes',
  },
  'rollback/recovery-missing': {
    says: ({ document }: Args) => `\`${document}\` does not say how to recover`,
    help: () => 'add a heading or step that says how to recover or restore what is lost',
  },
  'rollback/reasons-missing': {
    says: ({ document }: Args) => `\`${document}\` gives no reasons why there is no way back`,
    help: () => 'add a heading such as `Reasons`, with a body',
  },
  'rollback/alternatives-missing': {
    says: ({ document }: Args) => `\`${document}\` names no alternatives that were considered`,
    help: () => 'add a heading such as `Alternatives considered`, with a body',
  },
  'rollback/hit-missing': {
    says: ({ document }: Args) => `\`${document}\` does not say who is hit`,
    help: () => 'add a heading such as `Who is hit`, with a body',
  },
} as const satisfies Codes

/** What can be wrong with migrations that stand in the base. */
export const frozenCodes = {
  'migration/edited': {
    says: ({ migration, part }: Args) => `the ${part} of \`${migration}\` is edited, and it stands in the base`,
    help: () => 'put it back as it stands in the base, and write a new migration',
  },
  'migration/removed': {
    says: ({ migration }: Args) => `\`${migration}\` is removed, and it stands in the base`,
    help: () => 'put it back, and write a new migration that undoes it',
  },
  'migration/renamed': {
    says: ({ migration, to }: Args) => `\`${migration}\` is renamed to \`${to}\`, and it stands in the base`,
    help: () => 'give it back its name',
  },
  'migration/reordered': {
    says: ({ migration, before }: Args) => `\`${migration}\` runs ahead of \`${before}\`, and ran after it in the base`,
    help: () => 'put back the order of the base',
  },
  'migration/slipped-in': {
    says: ({ migration, before, format }: Args) => `\`${migration}\` sorts ahead of \`${before}\`, which stands in the base; ${format}`,
    help: () => 'give it a name that sorts behind all that stands',
  },
} as const satisfies Codes

/** All codes of rollback rules. */
export const rollbackCodes = { ...wayCodes, ...documentCodes, ...frozenCodes }

export type RollbackCode = keyof typeof rollbackCodes
