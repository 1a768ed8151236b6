import type { Files } from '../model/tree.ts'
import type { Draft, FileDraft, Step } from './draft.ts'

// The build writes in which repository a release is of; any other build is of nobody's.
declare const PAWL_REPOSITORY: string | undefined

const home = typeof PAWL_REPOSITORY === 'string' ? PAWL_REPOSITORY : undefined

/** Where pawl's own Action is published. */
const action = `${home ?? 'owner/pawl'}@v1`
const mine = home ? '' : "write the account that you take pawl's Action from in place of `owner`, and "

/** How pull requests come to be judged. */
export interface CiPlan {
  ci: string
  files: FileDraft[]
  steps: Step[]
  protect?: Draft
}

// From the registry: what `npx` takes from the lock file of a request to merge, that request has chosen.
const install = 'npm install --global pawl@0'
const fetching = (branch: string) => `git fetch --quiet origin "+refs/heads/${branch}:refs/remotes/origin/${branch}"`
const checking = (branch: string) => `pawl check --base "origin/${branch}"`
const commands = (branch: string) => [install, fetching(branch), checking(branch)]

const others: readonly { path: RegExp; ci: string; page: string; lines: readonly string[] }[] = [
  {
    path: /^\.gitlab-ci\.ya?ml$/,
    ci: 'GitLab',
    page: 'gitlab',
    lines: [
      'pawl:',
      '  image: node:24',
      '  rules:',
      '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
      '  variables:',
      "    GIT_DEPTH: '0'",
      '  script:',
      ...commands('$CI_MERGE_REQUEST_TARGET_BRANCH_NAME').map((each) => `    - ${each}`),
    ],
  },
  {
    path: /^bitbucket-pipelines\.ya?ml$/,
    ci: 'Bitbucket',
    page: 'bitbucket',
    lines: commands('$BITBUCKET_PR_DESTINATION_BRANCH').map((each) => `- ${each}`),
  },
  {
    path: /^\.buildkite\//,
    ci: 'Buildkite',
    page: 'buildkite',
    lines: commands('$$BUILDKITE_PULL_REQUEST_BASE_BRANCH'),
  },
  { path: /^Jenkinsfile$/, ci: 'Jenkins', page: 'jenkins', lines: commands('$CHANGE_TARGET').map((each) => `sh '${each}'`) },
  {
    path: /^\.circleci\/config\.yml$|^azure-pipelines\.ya?ml$|^\.drone\.yml$|^\.woodpecker/,
    ci: 'its CI',
    page: '',
    lines: [install, 'pawl check --base origin/<the branch that is merged into>'],
  },
]

/** A workflow for GitHub, or the line for another CI that is in use. */
export async function ciPlan(files: Files, remote: string | undefined): Promise<CiPlan> {
  const paths = [...(await files.entries()).keys()]
  const workflows = paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
  const protect = (path: string): Draft => ({
    kind: 'workflow',
    subject: path,
    keys: { runs: 'pawl' },
    layer: 'infrastructure',
    sources: [],
  })
  for (const path of workflows) {
    const text = (await files.text(path)) ?? ''
    if (/^[^#\n]*(?:uses:\s*\S+\/pawl@|\bpawl check\b)/m.test(text)) return { ci: 'GitHub', files: [], steps: [], protect: protect(path) }
  }
  const other = others.find((each) => paths.some((path) => each.path.test(path)))
  if (other && workflows.length === 0 && !/github\.com[:/]/.test(remote ?? '')) {
    const page = other.page ? `; docs/ci/${other.page}.md of pawl has the whole` : ''
    return {
      ci: other.ci,
      files: [],
      steps: [{ says: `let ${other.ci} run this on every request to merge, with the whole history fetched${page}`, lines: other.lines }],
    }
  }
  const path = '.github/workflows/pawl.yml'
  return {
    ci: 'GitHub',
    files: [{ path, text: workflow }],
    steps: [
      {
        about: path,
        says: `${mine}pin \`${action}\` in \`${path}\` by the full commit of the release that you have read, with \`# v1\` behind it; then \`pinned: sha\` on its protection keeps it so`,
      },
      {
        about: path,
        says: 'on GitHub, make the check `pawl` a required one: Settings → Rules → Rulesets → Require status checks. A pull request that edits the workflow runs the edited one, and only that rule holds it',
      },
    ],
    protect: protect(path),
  }
}

const workflow = `# What merging a pull request would weaken, judged by the policies of its base.
name: pawl
on:
  pull_request:
  merge_group:
permissions:
  contents: read
jobs:
  pawl:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { fetch-depth: 0 }
      - uses: ${action}
`
