import { cfgTruth } from './constant.ts'
import type { Syntax } from './source.ts'

/** One attribute of a Rust item: `ignore`, `cfg(any())`, `tokio::test(flavor = "x")`; what a `cfg_attr` that always holds adds is one too. */
export interface Attribute {
  name: string
  arguments: string
  node: Syntax
}

/** The outer attributes that stand before a Rust item. */
export function attributesOf(item: Syntax, parent: Syntax | undefined = item.parent() ?? undefined, test?: boolean): Attribute[] {
  const found: Attribute[] = []
  const siblings = parent?.children() ?? []
  for (const before of siblings
    .slice(
      0,
      Math.max(
        0,
        siblings.findIndex((each) => each.id() === item.id()),
      ),
    )
    .reverse()) {
    const kind = before.kind()
    if (kind === 'line_comment' || kind === 'block_comment') continue
    if (kind !== 'attribute_item') break
    found.unshift(...attribute(before, test))
  }
  return found
}

/** The inner attributes (`#![…]`) at the head of a file, module or function. */
function innerAttributes(body: Syntax, test?: boolean): Attribute[] {
  return body
    .namedChildren()
    .filter((child) => child.kind() === 'inner_attribute_item')
    .flatMap((each) => attribute(each, test))
}

function attribute(node: Syntax, test?: boolean): Attribute[] {
  return parsed(node.text().replace(/^#!?\s*\[\s*|\s*\]$/g, ''), node, test)
}

function parsed(text: string, node: Syntax, test?: boolean): Attribute[] {
  const [, name, rest] = /^(?:unsafe\s*\(\s*)?([\w:\s]+?)\s*(?:[(=]([\s\S]*))?$/.exec(text) ?? []
  if (!name) return []
  const inside = (rest ?? '').replace(/\)\s*$/, '')
  if (name !== 'cfg_attr') return [{ name: name.replace(/\s/g, ''), arguments: inside, node }]
  const [predicate, ...added] = atTopCommas(inside)
  return cfgTruth(predicate ?? '', test) === true ? added.flatMap((each) => parsed(each.trim(), node, test)) : []
}

/** The parts of a list of arguments. */
function atTopCommas(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const piece of text.match(/"(?:[^"\\]|\\.)*"|[^"]/gs) ?? []) {
    if (piece === '(') depth++
    if (piece === ')') depth--
    if (piece === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

/** The attribute that keeps a Rust item from ever being compiled, or in builds where `test` is as given, where there is one. */
export function neverCompiled(item: Syntax, parent?: Syntax, test?: boolean): Attribute | undefined {
  const body = item.field('body')
  const all = [...attributesOf(item, parent, test), ...innerAttributes(item, test), ...(body ? innerAttributes(body, test) : [])]
  return all.find(({ name, arguments: predicate }) => name === 'cfg' && cfgTruth(predicate, test) === false)
}
