import type { Codes } from '../../model/finding.ts'
import { ranked } from '../ranks.ts'

/** What can be wrong with a workflow. */
export const codes = {
  'workflow/missing': {
    says: ({ subject }) => `no workflow fits \`${subject}\``,
    help: ({ subject, runs }) => `put the workflow at \`${subject}\` back, with a job that runs \`${runs}\``,
  },
  'workflow/not-run': {
    says: ({ path, seen }) => `\`${path}\` is no workflow that GitHub runs: ${seen}`,
    help: () => 'put the workflow into `.github/workflows` as a YAML file of its own',
  },
  'workflow/not-on-pull-requests': {
    says: ({ path, seen }) => `\`${path}\` does not run on every pull request: ${seen}`,
    help: () => 'write `on: pull_request` without filters of paths or branches',
  },
  'workflow/target-alone': {
    says: ({ path }) => `\`${path}\` runs on \`pull_request_target\` alone, where it judges the base and not what the pull request brings`,
    help: () => 'run it on `pull_request`',
  },
  'workflow/head-as-data': {
    says: ({ path }) => `\`${path}\` runs on \`pull_request_target\` alone, and reads the head as data`,
    help: () => 'run it on `pull_request`, where nothing of the head can reach the secrets of the repository',
    level: 'warning',
  },
  'workflow/runs-head': {
    says: ({ path, seen }) => `\`${path}\` runs code of the pull request with the rights of the base: ${seen}`,
    help: () => 'check out the head on `pull_request` alone, or run nothing of what is checked out',
  },
  'workflow/command-missing': {
    says: ({ subject, runs }) => `no job of \`${subject}\` runs \`${runs}\``,
    help: ({ runs }) => `add a step that runs \`${runs}\` to a job that no condition guards`,
  },
  'workflow/other-command': {
    says: ({ path, runs, seen }) => `\`${path}\` does not reach \`${runs}\`: ${seen}`,
    help: ({ runs }) => `run \`${runs}\` as it is, on what the pull request brings`,
  },
  'workflow/not-always-run': {
    says: ({ path, runs, seen }) => `\`${path}\` can end well without \`${runs}\`: ${seen}`,
    help: ({ runs }) => `take away what lets the job or the step of \`${runs}\` be left out`,
  },
  'workflow/failure-ignored': {
    says: ({ path, runs, seen }) => `\`${path}\` ends well even if \`${runs}\` fails: ${seen}`,
    help: ({ runs }) => `let the failure of \`${runs}\` fail its step and its job`,
  },
  'workflow/action-unpinned': {
    says: ({ path, seen }) => `\`${path}\` uses \`${seen}\`, which is not pinned by a commit`,
    help: ({ name }) => `pin it by the full commit: \`${name}@<40 hexadecimal digits>\``,
  },
  'workflow/permissions-grew': {
    says: ({ path, job, seen }) => `the job \`${job}\` of \`${path}\` may do more than before: ${seen}`,
    help: ({ job }) => `give the job \`${job}\` the permissions that it had`,
  },
  'workflow/not-followed': {
    says: ({ path, runs, seen }) => `whether \`${path}\` runs \`${runs}\` and fails with it is not known: ${seen}`,
    help: ({ runs }) => `run \`${runs}\` in a step of the workflow itself, in plain shell`,
    unknown: true,
  },
} satisfies Codes

/** Findings that are as bad as one of this code, where it says that the command does not count. */
export const asBad = ranked([
  ['workflow/missing', 'workflow/not-run', 'workflow/command-missing'],
  ['workflow/other-command', 'workflow/not-always-run', 'workflow/failure-ignored'],
  ['workflow/not-followed'],
])

/** Codes of which each thing seen is one of its own. */
export const ownEach: ReadonlySet<string> = new Set(['workflow/action-unpinned', 'workflow/permissions-grew', 'workflow/runs-head'])
