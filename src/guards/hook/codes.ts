import type { Codes } from '../../model/finding.ts'
import { ranked } from '../ranks.ts'

/** What can be wrong with a hook. */
export const codes = {
  'hook/missing': {
    says: ({ hook, by }) => `the hook \`${hook}\` is not there, where ${by} looks for it`,
    help: ({ hook, runs, path }) => `put \`${path}\` back, with the hook \`${hook}\` that runs \`${runs}\``,
  },
  'hook/not-installed': {
    says: ({ hook }) => `nothing that can be seen installs the hook \`${hook}\``,
    help: () => 'call husky in `prepare`, set `core.hooksPath` in a tracked setup step, or name that step with `installed-by`',
    unknown: true,
  },
  'hook/install-step-missing': {
    says: ({ hook, file, contains }) => `\`${file}\` no longer runs \`${contains}\`, which installs the hook \`${hook}\``,
    help: ({ file, contains }) => `put \`${contains}\` back into a step of \`${file}\``,
  },
  'hook/not-a-file': {
    says: ({ path }) => `\`${path}\` is a symlink, and no hook`,
    help: ({ path }) => `commit \`${path}\` as a file of its own`,
  },
  'hook/not-executable': {
    says: ({ path }) => `\`${path}\` may not be executed, so that git goes past it`,
    help: ({ path }) => `run \`git update-index --chmod=+x ${path}\``,
  },
  'hook/command-missing': {
    says: ({ hook, runs }) => `the hook \`${hook}\` never runs \`${runs}\``,
    help: ({ runs, path, line }) => `write \`${line}\` as a line of its own in \`${path}\`, so that \`${runs}\` is reached`,
  },
  'hook/other-command': {
    says: ({ hook, runs, seen }) => `the hook \`${hook}\` does not reach \`${runs}\`: ${seen}`,
    help: ({ line }) => `call it as \`${line}\``,
  },
  'hook/not-always-run': {
    says: ({ hook, runs, seen }) => `the hook \`${hook}\` can end well without \`${runs}\`${seen ? `: ${seen}` : ''}`,
    help: ({ runs }) => `take the condition around \`${runs}\` away`,
  },
  'hook/failure-ignored': {
    says: ({ hook, runs }) => `the hook \`${hook}\` ends well even if \`${runs}\` fails`,
    help: ({ runs, line }) => `let the failure of \`${runs}\` be what the hook ends with: \`${line} || exit 1\``,
  },
  'hook/not-followed': {
    says: ({ hook, runs, seen }) => `whether the hook \`${hook}\` runs \`${runs}\` and fails with it is not known: ${seen}`,
    help: ({ line }) => `call \`${line}\` in the hook itself, in plain shell`,
    unknown: true,
  },
} satisfies Codes

/** Findings that are as bad as one of this code. */
export const asBad = ranked([
  ['hook/missing', 'hook/install-step-missing', 'hook/not-a-file', 'hook/not-executable', 'hook/command-missing'],
  ['hook/other-command', 'hook/not-always-run', 'hook/failure-ignored'],
  ['hook/not-installed', 'hook/not-followed'],
])
