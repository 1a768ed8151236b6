import type { Root } from 'mdast'

/** CommonMark with GitHub's extensions (tables, task items, strikethrough, footnotes), every node with its position. */
export async function parser(): Promise<(text: string) => Root> {
  const [{ fromMarkdown }, { gfm }, { gfmFromMarkdown }] = await Promise.all([
    import('mdast-util-from-markdown'),
    import('micromark-extension-gfm'),
    import('mdast-util-gfm'),
  ])
  const extensions = [gfm()]
  const mdastExtensions = [gfmFromMarkdown()]
  return (text) => fromMarkdown(text, { extensions, mdastExtensions })
}
