import type { Difference } from '../../catalog/diff.ts'
import type { EngineError } from '../../catalog/effect.ts'
import type { Answer } from '../../catalog/passage.ts'
import type { Args, Level } from '../../model/finding.ts'
import type { Place } from '../../model/place.ts'
import type { Category, Grade } from '../../model/report.ts'
import type { At, Script } from '../../model/script.ts'
import type { RollbackCode } from './codes.ts'

/** One way back as a rehearsal took it. */
export interface TakenWay {
  leg: 'down' | 'document'
  scripts: readonly Script[]
  answers: readonly Answer[]
  error?: EngineError
  asking?: boolean
  loses?: readonly string[]
  wrong: readonly { at: At; expected: string; got: string }[]
  differs: readonly Difference[]
  afterDiffers: readonly Difference[]
  stopped?: { at: At; error?: EngineError; differs: readonly Difference[] }
}

/** A migration as its rehearsal shows it. */
export interface Subject {
  migration: string
  up: Script
  down?: Script
  category: Category
  grade: Grade
  loses: readonly string[]
  /** What the up alone takes of what stood. */
  upLoses: readonly string[]
  discards: readonly string[]
  /** What of `discards` rows of the policy or a protection say that data lives in. */
  peopled: readonly string[]
  left: readonly string[]
  error?: { side: 'up' | 'down'; error: EngineError }
  ways: readonly TakenWay[]
  /** What the way back drops of what stood ahead of it, in words; asked from `until` on. */
  drops: readonly string[]
  sealed: boolean
}

/** Reports a finding about the way back of one migration. */
export type Tell = (code: RollbackCode, saying: { args: Args; what: string; places?: readonly Place[]; level?: Level }) => void

/** The place of a statement. */
export function statementAt(at: At, label?: string): Place {
  return { side: 'after', path: at.path, span: at.span, ...(label ? { label } : {}) }
}

/** The first line of a script that says something. */
export function scriptAt(script: Script, label?: string): Place {
  const lines = script.text.split('\n')
  const first = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== '' && !line.trim().startsWith('--')),
  )
  const line = (script.line ?? 1) + first
  const column = first === 0 ? (script.column ?? 1) : 1
  const end = column + (lines[first]?.trimEnd().length ?? 0)
  return { side: 'after', path: script.path, span: { line, column, endLine: line, endColumn: end }, ...(label ? { label } : {}) }
}

/** The line that opens the fence of a document's script. */
export function fenceAt({ path, line = 2, column = 1 }: Script, label?: string): Place {
  const opens = Math.max(1, line - 1)
  return { side: 'after', path, span: { line: opens, column, endLine: opens, endColumn: column + 3 }, ...(label ? { label } : {}) }
}

/** A name without the schema that goes without saying. */
export const short = (name: string): string => name.replace(/^public\./, '')

/** Sentences about objects, without the schema that goes without saying. */
export const shortly = (text: string): string => text.replaceAll('`public.', '`')
