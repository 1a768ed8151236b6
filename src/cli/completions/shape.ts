import { hookNames } from '../../verbs/hook.ts'
import { commonFlags, type Verb, verbs } from '../arguments.ts'

/** The shells that completions are written for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** A flag as a shell completes it. */
export interface FlagShape {
  /** With its dashes: `--format`. */
  name: string
  says: string
  /** What its value is; absent for a switch. */
  value?: { is: 'words'; words: readonly string[] } | { is: 'revision' } | { is: 'file' } | { is: 'folder' } | { is: 'free' }
}

/** A verb as a shell completes it. */
export interface VerbShape {
  name: string
  says: string
  flags: readonly FlagShape[]
  /** What may stand behind it; files where these are none. */
  words: readonly string[]
}

/** All that a shell completes, from the table that the arguments are read by. `codes` stand behind `explain`. */
export function shapeOf(codes: readonly string[]): { verbs: readonly VerbShape[]; common: readonly FlagShape[] } {
  const behind: Readonly<Record<string, readonly string[]>> = {
    hook: hookNames,
    explain: codes,
    completions: shells,
    report: ['merge'],
    rollback: ['run'],
  }
  return {
    verbs: Object.entries(verbs).map(([name, verb]) => ({ name, says: verb.says, flags: flagsOf(verb.flags), words: behind[name] ?? [] })),
    common: [{ name: '-C', says: 'work in this folder', value: { is: 'folder' } }, ...flagsOf(commonFlags)],
  }
}

function flagsOf(flags: Verb['flags']): FlagShape[] {
  return Object.entries(flags).map(([name, { says, value, choices }]) => ({
    name: `--${name}`,
    says,
    ...(value === undefined ? {} : { value: takenBy(value, choices) }),
  }))
}

function takenBy(value: string, choices: readonly string[] | undefined): NonNullable<FlagShape['value']> {
  if (choices) return { is: 'words', words: choices }
  if (value === 'rev') return { is: 'revision' }
  return ['file', 'log', 'list', 'format=file'].includes(value) ? { is: 'file' } : { is: 'free' }
}

/** How every shell asks git for the names of revisions. */
export const revisions = "git for-each-ref --format='%(refname:short)' 2>/dev/null"
