import { Refusal } from '../model/refusal.ts'

/** What the workflow runs for, as the runner and the event's payload tell it. */
export type Event = { repository: string; defaultBranch: string | undefined } & (
  | { is: 'pull request'; number: number; base: Tip; head: string; merge: string | undefined }
  | { is: 'queue'; base: string; head: string }
  | { is: 'push'; ref: string; before: string | undefined; after: string | undefined }
  | { is: 'state'; commit: string }
)

/** A branch and the commit that it stood at. */
interface Tip {
  ref: string
  id: string
}

type Environment = Readonly<Record<string, string | undefined>>

const known = 'pull_request, pull_request_target, merge_group, push, schedule and workflow_dispatch'

/** Reads the event; one that pawl does not know, or whose payload lacks what it needs, is a Refusal. */
export function readEvent(env: Environment, payload: unknown): Event {
  const name = env.GITHUB_EVENT_NAME ?? ''
  const all = reader(payload, name)
  const commit = id(env.GITHUB_SHA, 'GITHUB_SHA')
  // A schedule runs on the default branch alone, and may not name it.
  const own = name === 'schedule' ? env.GITHUB_REF?.replace(/^refs\/heads\//, '') : undefined
  const about = { repository: env.GITHUB_REPOSITORY ?? '', defaultBranch: all.maybe('repository.default_branch') ?? own }
  switch (name) {
    case 'pull_request':
    case 'pull_request_target': {
      const number = Number(all.text('pull_request.number'))
      const ref = all.text('pull_request.base.ref')
      const pull = { ...about, is: 'pull request', number, head: all.id('pull_request.head.sha') } as const
      // The runner names the merge, or for `pull_request_target` the tip of the base: then the merge is asked of the repository.
      return name === 'pull_request'
        ? { ...pull, base: { ref, id: all.id('pull_request.base.sha') }, merge: commit }
        : { ...pull, base: { ref, id: commit }, merge: undefined }
    }
    case 'merge_group':
      return { ...about, is: 'queue', base: all.id('merge_group.base_sha'), head: all.id('merge_group.head_sha') }
    case 'push':
      return { ...about, is: 'push', ref: all.text('ref'), before: present(all.id('before')), after: present(all.id('after')) }
    case 'schedule':
    case 'workflow_dispatch':
      return { ...about, is: 'state', commit }
    default:
      throw new Refusal(`pawl does not know what to judge on \`${name}\`; it knows ${known}`)
  }
}

function reader(payload: unknown, event: string) {
  const maybe = (path: string): string | undefined => {
    let at: unknown = payload
    for (const key of path.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined
    return typeof at === 'string' || typeof at === 'number' ? String(at) : undefined
  }
  const text = (path: string) => maybe(path) ?? refuse(`the payload of \`${event}\` has no \`${path}\``)
  return { maybe, text, id: (path: string) => id(text(path), path) }
}

/** Ids alone are handed to git. */
function id(text: string | undefined, name: string): string {
  return text && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : refuse(`\`${name}\` is \`${text ?? ''}\`, which is no id of a commit`)
}

function present(id: string): string | undefined {
  return /^0+$/.test(id) ? undefined : id
}

function refuse(message: string): never {
  throw new Refusal(message)
}
