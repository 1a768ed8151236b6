import type { Catalog } from '../catalog/catalog.ts'
import type { Passage, Probe } from '../catalog/passage.ts'
import type { Change } from '../model/change.ts'
import type { Args, Codes } from '../model/finding.ts'
import type { JsonSchema, Options, Order, Values } from '../model/option.ts'
import type { Place } from '../model/place.ts'
import type { Protection } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'

/** What is so outside of both trees. */
export interface Circumstances {
  /** The day of the judgement in UTC, `2026-11-21`. */
  today: string
  /** The default branch's name where it is known. */
  defaultBranch?: string
  /** Whether what runs out soon is told ahead. */
  soon?: true
}

/** The views that a guard may judge. */
export interface Evidence {
  files: Change<Files>
  schema: Passage
}

/** What a guard wants to see, told from the protection alone. Paths are globs; `tables` are watched for changes of their rows. */
type Ask = { paths: readonly string[] } | { database: string; tables: readonly string[]; probes?: readonly Probe[] }

/** One thing that a guard has seen. */
export interface Saying {
  args: Args
  places?: readonly Place[]
  /** What is wrong, where `args` hold more than that; findings of both sides are matched by it. */
  what?: string
  /** Findings that are as bad as this one: where one of them stood before, this one is no news. */
  unless?: readonly { code: string; what: string }[]
  /** A finding that says as much: where it is told at the same place, this one is not. */
  within?: { code: string; what: string }
}

/** How a guard reports. */
export interface Say<C extends Codes> {
  (code: keyof C & string, saying: Saying): void
  /** What was not looked at, and why. */
  limit(text: string): void
}

/**
 * What upholds one kind of protection: data first, one judging function last.
 * It judges one protection over one view and knows no verb, engine or format.
 * Requirements that a policy names must hold of `after`; what it does not name is pinned as `before` has it.
 * It may report what was wrong in `before` too: the judge takes away what already stood.
 */
export interface Guard<O extends Options = Options, E extends keyof Evidence = keyof Evidence, C extends Codes = Codes> {
  kind: string
  evidence: E
  /** What the subject is called and how it must look. */
  subject: {
    says: string
    schema?: JsonSchema
    wrong?(subject: string): string | undefined
    /** When another subject protects at least as much, where it is a glob; absent, another subject is another protection. */
    order?(options: Values<O>): Order<string>
  }
  /** One plain sentence for docs and schema. */
  says: string
  options: O
  codes: C
  asks(protection: Protection<Values<O>>): readonly Ask[]
  /** What it reads leads it to files that it does not ask for: a script that a hook calls. */
  follows?: true
  /** The path, or the key of the object, that the protection speaks of and that stands; absent where no one does. */
  holder?(protection: Protection<Values<O>>, after: E extends 'schema' ? Catalog : Files): string | undefined
  uphold(protection: Protection<Values<O>>, seen: Evidence[E], say: Say<C>, circumstances: Circumstances): void | Promise<void>
}

/** Keeps the types of a guard's own tables while it is defined. */
export function guard<const O extends Options, E extends keyof Evidence, const C extends Codes>(
  definition: Guard<O, E, C>,
): Guard<O, E, C> {
  return definition
}
