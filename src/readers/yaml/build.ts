import type { Document, Pair, Node as YamlNode, Scalar as YamlScalar } from 'yaml'
import type { Mapping, Node, Scalar } from '../../model/node.ts'
import type { Span } from '../../model/place.ts'
import { Refusal } from '../../model/refusal.ts'
import { type Manner, mostLevels } from './parse.ts'

/** How many values aliases may add to what the file itself holds. */
const mostAliased = 10_000

/** Turns a parsed document into a tree of places and text. Policies hold no merge keys and no anchored keys. */
export async function treeOf(document: Document.Parsed | undefined, text: string, path: string, manner: Manner): Promise<Node | undefined> {
  const { isAlias, isMap, isScalar, isSeq, LineCounter } = await import('yaml')
  if (!document?.contents) return undefined
  const lines = new LineCounter()
  for (let at = 0; ; ) {
    lines.addNewLine(at)
    at = text.indexOf('\n', at) + 1
    if (at === 0) break
  }
  const spanAt = (start: number, end: number): Span => {
    const [first, last] = [lines.linePos(start), lines.linePos(Math.max(start, end))]
    return { line: first.line, column: first.col, endLine: last.line, endColumn: last.col }
  }
  const spanOf = ({ range }: YamlNode): Span => {
    // A block ends where the next line begins: what is shown ends with its last letter.
    const [start, end] = [range![0], range![1]]
    return spanAt(start, start + text.slice(start, end).trimEnd().length)
  }
  const refuse = (message: string, node: { range?: readonly number[] | null | undefined }): never => {
    const { line, column } = spanAt(node.range?.[0] ?? 0, 0)
    throw new Refusal(message, { path, line, column })
  }
  const anchors = new Map<string, { node: Node; size: number } | 'open'>()
  let aliased = 0

  const build = (node: YamlNode | null, at: number, level: number): { node: Node; size: number } => {
    if (level > mostLevels) refuse(`this is nested more than ${mostLevels} levels deep`, node ?? { range: [at] })
    if (!node) return { node: { kind: 'scalar', text: '', plain: true, span: spanAt(at, at) }, size: 1 }
    const [start, end] = node.range ?? [at, at]
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined) return refuse(`no anchor is called \`${node.source}\`; if \`*${node.source}\` is text, quote it`, node)
      if (target === 'open') return refuse(`the anchor \`${node.source}\` holds itself`, node)
      aliased += target.size
      if (aliased > mostAliased) refuse(`aliases unfold to more than ${mostAliased} values`, node)
      return target.node.kind === 'scalar'
        ? { node: { ...target.node, doubt: 'alias', span: spanAt(start, end) }, size: 1 }
        : { node: target.node, size: target.size }
    }
    const { anchor } = node as { anchor?: string }
    if (anchor) anchors.set(anchor, 'open')
    const built = isMap(node)
      ? mapping(node.items as Pair<YamlNode | null, YamlNode | null>[], node, level)
      : isSeq(node)
        ? list(node.items as YamlNode[], node, level)
        : isScalar(node)
          ? { node: scalar(node, start, end), size: 1 }
          : refuse('this value is of no kind that can be read', node)
    if (anchor) anchors.set(anchor, built)
    return built
  }
  const comment = /[ \t]*#(.?)/y
  const remark = (offset: number) => {
    comment.lastIndex = offset
    return comment.exec(text)
  }
  const scalar = (node: YamlScalar, start: number, end: number): Scalar => {
    const plain = node.type === 'PLAIN' || node.type === undefined
    const after = plain ? remark(end) : null
    const doubt = node.anchor ? 'anchor' : after ? (/\S/.test(after[1]!) ? 'comment' : 'remark') : undefined
    const value = String(node.value ?? '')
    if (!value.isWellFormed()) refuse('half of a surrogate pair stands here', node)
    return { kind: 'scalar', text: value, plain: plain && !node.tag, ...(doubt ? { doubt } : {}), span: spanAt(start, end) }
  }
  const list = (items: readonly YamlNode[], node: YamlNode, level: number) => {
    let size = 1
    const built = items.map((item) => {
      const one = build(item, node.range![0], level + 1)
      size += one.size
      return one.node
    })
    return { node: { kind: 'list' as const, items: built, span: spanOf(node) }, size }
  }
  const mapping = (items: readonly Pair<YamlNode | null, YamlNode | null>[], node: YamlNode, level: number) => {
    let size = 1
    const known = new Map<string, Scalar>()
    const entries = items.map(({ key, value }): Mapping['entries'][number] => {
      const name = keyOf(key, node, level)
      const first = known.get(name.text)
      if (first) refuse(`the key \`${name.text}\` stands here twice, first in line ${first.span.line}`, key ?? node)
      known.set(name.text, name)
      const one = build(value, key?.range?.[1] ?? node.range![0], level + 1)
      size += one.size
      return { key: name, value: one.node }
    })
    return { node: { kind: 'mapping' as const, entries, span: spanOf(node) }, size }
  }
  const keyOf = (key: YamlNode | null, parent: YamlNode, level: number): Scalar => {
    if (!key) return refuse('a key is missing before the `:`', parent)
    const built = build(key, parent.range![0], level + 1).node
    if (built.kind !== 'scalar') return refuse('a key is text here, not a list or a mapping', key)
    if (manner === 'loose') return built
    if (built.doubt === 'alias' || built.doubt === 'anchor') refuse('a key holds no anchor and no alias; if it is text, quote it', key)
    if (built.text === '<<' && built.plain) refuse('`<<` merges keys out of sight; write them where they count', key)
    if (built.text === '__proto__') refuse('no key may be called `__proto__`', key)
    return built
  }
  return build(document.contents, 0, 1).node
}
