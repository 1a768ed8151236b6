import { readFileSync } from 'node:fs'

/** Why the change that a CI job looks at comes from somebody else's repository; undefined where nothing says so. */
export function foreignHead(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.GITHUB_EVENT_NAME === 'pull_request_target') return 'the event is `pull_request_target`'
  const [source, target] = [env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID, env.CI_MERGE_REQUEST_PROJECT_ID]
  if (source && target && source !== target) return 'the merge request comes from another project'
  if (!env.GITHUB_EVENT_NAME?.startsWith('pull_request')) return undefined
  try {
    const { head, base } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')).pull_request
    // A fork that was deleted has no repository left.
    return head.repo?.full_name === base.repo.full_name ? undefined : 'the pull request comes from a fork'
  } catch {
    return 'the event of the pull request cannot be read'
  }
}
