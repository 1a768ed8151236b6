import type { Run } from '../shell/follow.ts'
import type { Where } from '../shell/tree.ts'

/** A command that a tool runs for a hook, and what may keep it from running it. */
export interface HookCommand {
  run: Run
  where: Where
  /** Why it does not run each time: `only files that fit "*.sql" make it run`. */
  unless?: string
}

/** One way in which a repository has a hook of a given name run. */
export type Way =
  /** A script of the repository that git, or husky, starts. */
  | { is: 'script'; by: string; path: string; run: Run; mustBeExecutable: boolean; harmless?: (path: string) => boolean }
  /** Commands of a tool's configuration. */
  | { is: 'commands'; by: string; path: string; commands: readonly HookCommand[]; limit?: string }
  /** It is installed, but there is no hook of that name where it would stand. */
  | { is: 'missing'; by: string; path: string }
  /** It is installed in a way that could not be followed. */
  | { is: 'unclear'; says: string; where: Where }
