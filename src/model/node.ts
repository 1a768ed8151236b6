import type { Span } from './place.ts'

/** A YAML value with its place, read with the failsafe schema: every scalar is text. */
export type Node = Scalar | List | Mapping

export interface Scalar {
  kind: 'scalar'
  text: string
  /** Written without quotes, so that a comment or a tag may have cut it. */
  plain: boolean
  /**
   * What stands beside the text and may have been meant as part of it: `comment` is `foo #bar`, `remark` is `foo # bar`;
   * `anchor` is `&x foo`, and `alias` a text that stands elsewhere.
   */
  doubt?: 'comment' | 'remark' | 'anchor' | 'alias'
  span: Span
}

export interface List {
  kind: 'list'
  items: readonly Node[]
  span: Span
}

export interface Mapping {
  kind: 'mapping'
  entries: readonly { key: Scalar; value: Node }[]
  span: Span
}

/** The value under a key. */
export function get(mapping: Mapping, key: string): Node | undefined {
  return mapping.entries.find((entry) => entry.key.text === key)?.value
}
