import type { Change } from './change.ts'
import type { Node } from './node.ts'
import type { Files } from './tree.ts'

/** A piece of JSON Schema. */
export type JsonSchema = { readonly [key: string]: unknown }

/** Tells the loader what is wrong with a node; the loader adds file, line and column. It never returns. */
export type Wrong = (node: Node, message: string) => never

/** How the value of a policy key is read, and what its schema says. */
export interface ValueType<T> {
  /** For messages: `a duration`. */
  readonly name: string
  read(node: Node, wrong: Wrong): T
  readonly schema: JsonSchema
  /** Words that may stand here, for the nearest right one and for completion. */
  readonly words?: readonly string[]
}

/** What a newer value protects less than an older one, as it is shown. */
export interface Loss {
  /** `heading "Conclusion" is no longer asked`: a fact, no full stop. */
  says: string
}

/** When one value of an option protects at least as much as another: the ratchet is a product of these. */
export interface Order<T> {
  /** `undefined` on a side: the key is absent there. Resolves to `undefined` where `newer` protects at least as much. */
  weaker(older: T | undefined, newer: T | undefined, files: Change<Files>): Loss | undefined | Promise<Loss | undefined>
}

/** One key of a protection, or of `databases`, `rollback`, `versions`, `tiers`. */
export interface Option<T = unknown> {
  type: ValueType<T>
  order: Order<T>
  /** One plain sentence for docs and schema. */
  says: string
  required?: true
  /** Says where, when or for whom the other keys count, so they cannot be shared out between protections that differ in it. */
  scope?: true
}

export type Options = Readonly<Record<string, Option<any>>>

/** The values that a table of options reads to: every key but the required ones may be absent. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { type: ValueType<infer T>; required: true }
    ? T
    : O[K] extends { type: ValueType<infer T> }
      ? T | undefined
      : never
}
