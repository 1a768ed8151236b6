import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** CommonMark with GitHub's extensions (tables, task items, strikethrough, footnotes), every node with its position. */
export function parser(): (text: string) => Root {
  const extensions = [gfm()]
  const mdastExtensions = [gfmFromMarkdown()]
  return (text) => fromMarkdown(text, { extensions, mdastExtensions })
}
