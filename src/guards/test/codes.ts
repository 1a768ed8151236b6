import type { Code } from '../../model/finding.ts'

/** What can become of a test. */
export const codes = {
  'test/gone': {
    says: (args) => `there is no test \`${args.test}\` in \`${args.globs}\``,
    help: (args) => `write the test \`${args.test}\` back into a file of \`${args.globs}\`, under this name`,
  },
  'test/switched-off': {
    says: (args) => `test \`${args.test}\` is switched off by \`${args.how}\``,
    help: (args) => `take \`${args.how}\` away, so that the test runs and has to pass`,
  },
  'test/never-runs': {
    says: (args) => `test \`${args.test}\` can never run because of \`${args.how}\``,
    help: (args) => `put the test where its runner finds it, out of reach of \`${args.how}\``,
  },
  'test/emptied': {
    says: (args) => `test \`${args.test}\` does nothing`,
    help: () => 'write the body of the test back',
  },
  'test/returns-early': {
    says: (args) => `test \`${args.test}\` returns at \`${args.how}\`, ahead of the rest of its body`,
    help: (args) => `take \`${args.how}\` away, or what stands behind it`,
  },
  'test/only-elsewhere': {
    says: (args) => `test \`${args.test}\` is left out by \`${args.how}\` in its file`,
    help: () => 'take `only` away there',
  },
  'test/assertions-lost': {
    says: (args) => `test \`${args.test}\` asserts nothing any more`,
    help: () => 'write an assertion about the result back into the test',
  },
} as const satisfies Record<string, Code>
