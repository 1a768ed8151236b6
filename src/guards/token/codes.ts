import type { Args, Code } from '../../model/finding.ts'

const token = (args: Args) => `\`${args.shown}\` (${args.length} characters)`

/** What can be wrong with a format of tokens. */
export const codes = {
  'token/overlaps': {
    says: (args) => `${token(args)} fits both \`${args.first}\` and \`${args.second}\``,
    help: (args) =>
      `narrow one of the two patterns until no token fits both, or write \`may-overlap: [${args.second}]\` under \`${args.first}\``,
  },
  'token/example-refused': {
    says: (args) => `example ${token(args)} of \`${args.format}\` is refused by its pattern`,
    help: () => 'write a pattern that accepts the example',
  },
  'token/example-accepted': {
    says: (args) => `example ${token(args)} that \`${args.format}\` rejects is accepted by its pattern`,
    help: () => 'write a pattern that refuses the example',
  },
  'token/in-differs': {
    says: (args) =>
      args.narrower
        ? `${token(args)} fits \`${args.format}\` and is refused by the pattern in \`${args.path}\``
        : `${token(args)} does not fit \`${args.format}\` and is accepted by the pattern in \`${args.path}\``,
    help: (args) =>
      `write the pattern of \`${args.format}\` in \`${args.path}\` as the policy has it, with its anchors and without other flags`,
  },
  'token/in-gone': {
    says: (args) =>
      args.how
        ? `\`${args.path}\` does not state the pattern of \`${args.format}\` ${args.how}`
        : `\`${args.path}\`, which states the pattern of \`${args.format}\`, is not there`,
    help: (args) => `write \`${args.contains}\` back into code of \`${args.path}\` that can run`,
  },
  'token/found': {
    says: (args) => `${token(args)}, a token of the format \`${args.format}\`, stands in \`${args.path}\``,
    help: () => 'take the token out of the file, and revoke it',
  },
} as const satisfies Record<string, Code>
