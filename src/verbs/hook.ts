import { announcedHeads, mergeHeads, stagedChange } from '../git/changes.ts'
import { type PushHook, pushedChanges, readPushed } from '../git/pushes.ts'
import type { Repository } from '../git/repository.ts'
import type { Finding } from '../model/finding.ts'
import { nearest } from '../model/nearest.ts'
import type { Place } from '../model/place.ts'
import { Refusal } from '../model/refusal.ts'
import type { Changes } from './check.ts'

const commitHooks = ['pre-commit', 'pre-merge-commit'] as const
const pushHooks: readonly PushHook[] = ['pre-push', 'pre-receive', 'update']

/** The hooks that pawl knows. */
export const hookNames: readonly string[] = [...commitHooks, ...pushHooks]

/** What git's own hook of a name judges: its arguments and standard input as git gives them (githooks(5)). */
export async function hookChanges(
  words: readonly string[],
  repository: Repository,
  host: { env: Readonly<Record<string, string | undefined>>; stdin(): Promise<string> },
): Promise<Changes> {
  const [name = '', ...args] = words
  if (commitHooks.some((each) => each === name)) {
    if (repository.top === undefined) throw new Refusal(`\`${name}\` needs a work tree, and this repository is bare`)
    if (args.length) throw new Refusal(`git gives the hook \`${name}\` no words, and here is \`${args[0]}\`; call it \`pawl hook ${name}\``)
    const merging = name === 'pre-merge-commit' ? [...mergeHeads(repository), ...announcedHeads(host.env)] : undefined
    return { changes: await stagedChange(repository, merging), findings: [], limits: [] }
  }
  const hook = pushHooks.find((each) => each === name)
  if (hook) {
    const pushed = readPushed(hook, args, hook === 'update' ? '' : await host.stdin())
    const push = await pushedChanges(repository, hook, pushed, hook === 'pre-push' ? args[0] : undefined)
    const { changes, deleted, limits, refusals } = push
    return { changes, findings: deleted.map(branchDeleted), limits, ...(refusals ? { refusals } : {}) }
  }
  const near = nearest(name, hookNames)
  throw new Refusal(`pawl knows no hook \`${name}\`${near ? `; did you mean \`${near}\`?` : `; it knows ${hookNames.join(', ')}`}`)
}

/** Codes that speak of a branch as a whole. */
export const branchCodes = {
  'branch/default-deleted': {
    says: ({ ref }: { ref: string }) => `the default branch \`${ref}\` is deleted, and every protection with it`,
    help: () => 'leave the branch; name another default branch first if this one is to go',
  },
}

/** The finding that a default branch is deleted. */
export function branchDeleted(ref: string): Finding<Place> {
  const code = branchCodes['branch/default-deleted']
  return {
    code: 'branch/default-deleted',
    level: 'error',
    kind: 'branch',
    subject: ref,
    what: 'deleted',
    message: code.says({ ref }),
    help: code.help(),
    docs: 'docs/guards/branch.md#default-deleted',
    places: [],
  }
}
