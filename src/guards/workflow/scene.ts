import type { Mapping, Node } from '../../model/node.ts'
import type { Place } from '../../model/place.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import { configuration, mappingOf } from '../../readers/hooks/config.ts'
import { regularText } from '../../readers/hooks/steps.ts'
import type { Outcome } from '../../readers/workflow/expression.ts'
import type { Trigger } from '../../readers/workflow/triggers.ts'
import type { AskedCommand } from '../hook/asked.ts'
import type { codes } from './codes.ts'

export type Code = keyof typeof codes

/** One thing that keeps a workflow from holding. */
export interface Problem {
  code: Code
  seen: string
  places: readonly Place[]
  /** What tells it apart from others of its code, where that is not what is seen. */
  named?: string
}

/** A place of the command in a workflow, with all that keeps it from holding. */
export interface Candidate {
  problems: readonly Problem[]
  /** The job that holds it, by its path of names. */
  job: string
  limits: readonly string[]
}

/** One file of a workflow, an action or a reusable workflow, and what is known where it is read. */
export interface Scene {
  files: Files
  path: string
  text: string
  tree: Mapping
  asked: AskedCommand
  trigger: Trigger
  action: string
  defaultBranch: string | undefined
  /** Owners whose `pawl` counts. */
  owners: ReadonlySet<string>
  inputs: ReadonlyMap<string, Outcome>
  /** Files that led here. */
  depth: number
}

/** A file of GitHub's as a tree: `undefined` where there is none, `unreadable` where it can't be read. */
export async function readTree(files: Files, path: string): Promise<{ tree: Mapping; text: string } | 'unreadable' | undefined> {
  const text = await regularText(files, path)
  if (text === undefined) return undefined
  try {
    const tree = mappingOf(await files.read(path, configuration))
    return tree ? { tree, text } : 'unreadable'
  } catch (error) {
    if (error instanceof Refusal) return 'unreadable'
    throw error
  }
}

export function problemAt(scene: Scene, code: Code, seen: string, node: Node | undefined, label = 'here'): Problem {
  return { code, seen, places: [node ? { side: 'after', path: scene.path, span: node.span, label } : { side: 'after', path: scene.path }] }
}
