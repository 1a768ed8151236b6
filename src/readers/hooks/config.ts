import { get, type List, type Mapping, type Node, type Scalar } from '../../model/node.ts'
import type { Span } from '../../model/place.ts'
import type { Reader } from '../../model/tree.ts'
import { looseYaml } from '../yaml.ts'

const nowhere: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 }

/** A tool's configuration in YAML, JSON or TOML as one tree; values of TOML have no place of their own. */
export const configuration: Reader<Node | undefined> = {
  name: 'configuration',
  read: async (bytes, path) => {
    if (!path.endsWith('.toml')) return looseYaml.read(bytes, path)
    const { parse } = await import('smol-toml')
    try {
      return nodeOf(parse(new TextDecoder().decode(bytes)))
    } catch {
      return undefined
    }
  },
}

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(nodeOf), span: nowhere }
  if (value && typeof value === 'object' && !(value instanceof Date)) {
    return {
      kind: 'mapping',
      entries: Object.entries(value).map(([key, each]) => ({ key: scalar(key), value: nodeOf(each) })),
      span: nowhere,
    }
  }
  return scalar(String(value))
}

const scalar = (text: string): Scalar => ({ kind: 'scalar', text, plain: true, span: nowhere })

/** The mapping that stands there. */
export function mappingOf(node: Node | undefined): Mapping | undefined {
  return node?.kind === 'mapping' ? node : undefined
}

/** The value under keys of mappings within mappings. */
export function nodeAt(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  return keys.reduce<Node | undefined>((each, key) => (each?.kind === 'mapping' ? get(each, key) : undefined), node)
}

/** The items of a list; what is no list is a list of itself. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node === undefined ? [] : node.kind === 'list' ? (node as List).items : [node]
}

/** The text under a key. */
export function textAt(mapping: Mapping | undefined, key: string): string | undefined {
  const node = mapping && get(mapping, key)
  return node?.kind === 'scalar' ? node.text : undefined
}

/** A key's value that YAML 1.1 reads as true, as Python's reader does. */
export function isOn(mapping: Mapping | undefined, key: string): boolean {
  return /^(true|yes|on)$/i.test(textAt(mapping, key) ?? '')
}

/** A key that is there and says something other than false. */
export function says(mapping: Mapping | undefined, key: string): boolean {
  const node = mapping && get(mapping, key)
  if (!node) return false
  if (node.kind === 'scalar') return !['', 'false', '~', 'null'].includes(node.text.toLowerCase())
  return (node.kind === 'list' ? node.items : node.entries).length > 0
}
