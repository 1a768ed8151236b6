import { type Attribute, attributesOf, neverCompiled } from '../attributes.ts'
import { doesSomething, earlyReturn, unconditional } from '../body.ts'
import { type Source, type Syntax, walk } from '../source.ts'
import { assertionsIn, helpersOf } from './assertions.ts'
import { asCode, type Found, type Off } from './found.ts'

const homes = new Set(['source_file', 'declaration_list', 'mod_item'])
const testName = /(?:^|::)(?:test|rstest|test_case|case|quickcheck|proptest|test_log|wasm_bindgen_test|googletest)$/

/** The tests of a Rust file: functions with a test attribute, in modules. */
export function rustTests(source: Source, name: string): Found[] {
  const [last, ...outer] = name.split('::').reverse() as [string, ...string[]]
  const helpers = helpersOf(source)
  const found: Found[] = []
  for (const item of walk(source.root)) {
    if (item.kind() !== 'function_item' || item.field('name')?.text() !== last) continue
    const attributes = attributesOf(item, undefined, true)
    if (!attributes.some((each) => testName.test(each.name)) || !item.ancestors().every((each) => homes.has(String(each.kind())))) continue
    const modules = item
      .ancestors()
      .filter((each) => each.kind() === 'mod_item')
      .map((each) => each.field('name')?.text() ?? '')
    // Modules around it in the file, and then those that its path stands for.
    const around = [
      ...modules,
      ...source.path
        .replace(/(?:\/mod)?\.rs$/, '')
        .split('/')
        .reverse(),
    ]
    if (outer.some((wanted, index) => around[index] !== wanted)) continue
    const body = item.field('body')
    const turned = attributes.find((each) => each.name === 'should_panic')?.node
    found.push({
      names: [name],
      node: item,
      off: offBy(item, attributes, body),
      assertions: (body ? assertionsIn(body, source, helpers) : 0) + (turned ? 1 : 0),
      ...(turned ? { turned } : {}),
    })
  }
  return found.length ? found : inMacros(source, last)
}

function offBy(item: Syntax, attributes: readonly Attribute[], body: Syntax | null): Off | undefined {
  const ignored = attributes.find((each) => each.name === 'ignore')
  if (ignored) return { kind: 'switched-off', how: asCode(ignored.node), by: ignored.node }
  for (const each of [item, ...item.ancestors()]) {
    const never = neverCompiled(each, undefined, true)
    if (never) return { kind: 'never-runs', how: asCode(never.node), by: never.node }
  }
  if (!body || !unconditional(body).some(doesSomething)) return { kind: 'emptied', how: '', by: item }
  const early = earlyReturn(body)
  return early && { kind: 'returns-early', how: asCode(early), by: early }
}

/** Tests that a macro such as `proptest!` wraps stand in its tokens. */
function inMacros(source: Source, name: string): Found[] {
  const found: Found[] = []
  for (const tree of walk(source.root)) {
    if (tree.kind() !== 'token_tree') continue
    const parts = tree.children()
    parts.forEach((part, index) => {
      if (part.text() !== name || parts[index - 1]?.text() !== 'fn') return
      const head = parts.slice(0, index).map((each) => each.text())
      const attributes = head.slice(head.lastIndexOf('}') + 1).filter((text, at, all) => all[at - 1] === '#' && text.startsWith('['))
      if (!attributes.some((text) => /\btest\b/.test(text))) return
      const body = parts.slice(index).find((each) => each.text().startsWith('{'))
      const ignored = attributes.find((text) => /^\[\s*ignore\b/.test(text))
      const empty = !body || body.namedChildren().length === 0
      const off: Off | undefined = ignored
        ? { kind: 'switched-off', how: `#${ignored}`, by: part }
        : empty
          ? { kind: 'emptied', how: '', by: part }
          : undefined
      const assertions = body ? (body.text().match(/\b\w*assert\w*!/g)?.length ?? 0) : 0
      found.push({ names: [name], node: part, off, assertions })
    })
  }
  return found
}

/** The modules that a Rust file declares in files of their own, with what keeps one from being compiled. */
export function declaredModules(source: Source): { name: string; path?: string; never?: Attribute; node: Syntax }[] {
  return [...walk(source.root)]
    .filter((each) => each.kind() === 'mod_item' && !each.field('body'))
    .map((node) => {
      const attributes = attributesOf(node)
      const path = attributes.find((each) => each.name === 'path')?.arguments.replace(/^[^"]*"|"[^"]*$/g, '')
      const never = [node, ...node.ancestors()].map((each) => neverCompiled(each)).find((each) => each !== undefined)
      return { name: node.field('name')?.text() ?? '', ...(path ? { path } : {}), ...(never ? { never } : {}), node }
    })
}
