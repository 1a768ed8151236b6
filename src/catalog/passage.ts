import type { Change } from '../model/change.ts'
import type { At } from '../model/script.ts'
import type { Files } from '../model/tree.ts'
import type { Catalog } from './catalog.ts'
import type { Effect } from './effect.ts'
import type { Row, TableRows } from './rows.ts'

/**
 * One way from a catalog to another, with what was done on it.
 * `standing`: the end of the history before against the end of the history after (the same one twice in an audit);
 * identities are comparable only where `sameDatabase`. `up`: over one migration. `back`: from before its up to after its down.
 */
export interface Passage extends Change<Catalog> {
  way: 'standing' | 'up' | 'back'
  database: string
  migration?: string
  /** Both catalogs come from one database, so equal identities mean the same object. */
  sameDatabase: boolean
  effects: readonly Effect[]
  /** Rows of watched tables at both ends; absent on the way `standing`. */
  rows?: Change<readonly TableRows[]>
  /** Answers of the probes that guards asked for, after each statement or at the end. */
  answers: readonly Answer[]
  /** What the policy's settings say that a connection sets, by name; on the way `standing` alone. */
  settings?: Readonly<Record<string, string>>
  /** What they answered ahead of all, where the passage stands for several migrations. */
  stood?: readonly Answer[]
  files: Change<Files>
  /** The statement on this way after which an object, or one aspect of it, is no longer as `before` has it. */
  blame(key: string, aspect?: string): Promise<At | undefined>
  /** The statement of the history that made an object as `before` has it. */
  born(key: string): Promise<At | undefined>
  /** Rows of questions put at both ends of this way, rows made in tables that held none; undefined for one that does not run there. */
  compare?(questions: readonly Change<string>[]): Promise<readonly (Change<readonly Row[]> | undefined)[]>
  /** Goes through the history that `after` belongs to; there where a guard judges it as a whole, or one migration of a rehearsal. */
  walk?: Walk
  /** What could not be seen on this way, for `limits`. */
  limits: readonly string[]
}

/** A question that a guard has put to the database on the way. */
export interface Probe {
  /** Names the probe's owner, so that a guard finds its own answers. */
  name: string
  sql: string
  when: 'after every statement' | 'at the end'
  /** Scripts that say this need rows for the answer to tell anything: in the tables that they touch, and in those that refer to them. */
  needsRows?: RegExp
}

/** What a probe answered at one moment. */
export interface Answer {
  probe: string
  /** After which statement; absent at the end of the history. */
  at?: At
  /** On which leg of the way the question was put. */
  leg: 'up' | 'down' | 'up again' | 'document'
  rows?: number
  /** The first rows, values shortened, for the counterexample. */
  sample?: readonly Readonly<Record<string, string | null>>[]
  error?: string
}

/** A history, to be gone through once more. */
export interface Walk {
  /** All migrations, in their order. */
  ids: readonly string[]
  /** Runs all as far as `through`, with `each` told one by one; then goes back by the downs as far as that of `back`. */
  go(asked: { through: string; each?: true; back?: string }): Promise<Walked>
}

/** What stood on a walk. */
export interface Walked {
  /** The catalog after `through`. */
  there: Catalog
  steps: readonly Stretch[]
  /** Where the way back ends too early: there is no down, or it raises an error. */
  stopped?: { migration: string; why: string }
}

/** One script of a walk. */
export interface Stretch extends Change<Catalog> {
  migration: string
  direction: 'up' | 'down'
  path: string
  /** The first statement after which the catalog answers yes. */
  first(test: (catalog: Catalog) => boolean): Promise<At | undefined>
}
