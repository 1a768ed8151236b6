import type { Codes } from '../../model/finding.ts'

/** What is told of a snapshot. */
export const codes = {
  'snapshot/missing': {
    says: (args) => `the snapshot \`${args.path}\` is ${args.how}`,
    help: (args) => `bring it back, or write it with \`pawl snapshot ${args.database} --output ${args.path}\``,
  },
  'snapshot/sha256-missing': {
    says: (args) => `the sha256 of \`${args.path}\` is not stated in ${args.where}`,
    help: (args) => `state it there: ${args.sha256}`,
  },
  'snapshot/sha256-differs': {
    says: (args) =>
      `the sha256 that ${args.where} states is not that of \`${args.path}\`: it says ${args.stated}, and the content has ${args.sha256}`,
    help: () => 'bring the file back as it was written; a new snapshot is taken with `pawl snapshot`, never by hand',
  },
  'snapshot/not-canonical': {
    says: (args) => `\`${args.path}\` is not written as \`pawl snapshot\` writes it`,
    help: () => 'bring the file back as it was written, and keep formatters from it',
  },
  'snapshot/taken-elsewhere': {
    says: (args) => `\`${args.path}\` was taken after \`${args.taken}\`, and the policy asks for \`${args.asked}\``,
    help: (args) => `take it again with \`--at ${args.asked}\``,
  },
  'snapshot/migration-missing': {
    says: (args) =>
      `no migration of database \`${args.database}\` is called \`${args.migration}\`${args.near ? `; one is called \`${args.near}\`` : ''}`,
    help: () => 'bring the migration back, or mend its name in the policy',
  },
  'snapshot/nothing-covered': {
    says: (args) => `${args.entry} is not in the snapshot \`${args.path}\``,
    help: () => 'mend the name under `of:`, or take the snapshot where it stands',
  },
  'snapshot/differs': {
    says: (args) => String(args.says),
    help: () => 'undo the edit of an earlier migration, or take the snapshot again where it is the snapshot that is wrong',
  },
  'snapshot/changed-early': {
    says: (args) => `${args.says}, ahead of the snapshot that is taken after \`${args.taken}\``,
    help: (args) => `move the statement behind \`${args.taken}\``,
  },
  'snapshot/not-restored': {
    says: (args) => String(args.says),
    help: () => 'mend the down, so that owners and privileges are again those of the snapshot',
  },
  'snapshot/not-rolled-back': {
    says: (args) => `\`${args.migration}\` cannot be rolled back to the snapshot: ${args.why}`,
    help: () => 'write a down that runs, or take the migration out of `restored-by:`',
  },
} as const satisfies Codes
