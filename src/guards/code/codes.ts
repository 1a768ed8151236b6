import type { Code } from '../../model/finding.ts'

/** What can become of code that is to stand, or not to stand, in files. */
export const codes = {
  'code/gone': {
    says: (args) => `no file of \`${args.glob}\` holds \`${args.pattern}\``,
    help: () => 'write the code back into a file that fits the glob',
  },
  'code/dead': {
    says: (args) => `\`${args.pattern}\` stands in \`${args.path}\` where it can never run: ${args.because}`,
    help: () => 'write the code where it runs',
  },
  'code/present': {
    says: (args) => `\`${args.path}\` holds \`${args.pattern}\``,
    help: (args) => `take the code out of \`${args.path}\``,
  },
} as const satisfies Record<string, Code>
