import type { Node, Scalar } from '../../model/node.ts'
import type { ValueType, Wrong } from '../../model/option.ts'
import { text } from '../../model/values.ts'

/** What a value must read: exactly a text, or what a `/pattern/` fits somewhere in it. */
export type Expected = { text: string } | { pattern: string; flags: string }

/** A text, or a pattern between slashes, with `i` behind them where case does not count. */
export const expected: ValueType<Expected> = {
  name: 'a text or a `/pattern/`',
  read: (node, wrong) => {
    const value = text.read(node, wrong)
    const [, pattern, flags] = /^\/(.+)\/(i?)$/s.exec(value) ?? []
    if (pattern === undefined) return { text: value }
    try {
      // Compiled for its syntax alone; V8 never matches with it.
      new RegExp(pattern, flags)
    } catch (error) {
      return wrong(node, `\`${value}\` is no regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`)
    }
    return { pattern, flags: flags! }
  },
  schema: { type: 'string', minLength: 1 },
}

/** How an expected value is shown: as the policy writes it. */
export function showExpected(value: Expected): string {
  return 'text' in value ? value.text : `/${value.pattern}/${value.flags}`
}

const mostIds = 10_000

/** Ids of steps: `S01..S18`, or a list of ids and such ranges. */
export const ids: ValueType<readonly string[]> = {
  name: 'ids like `S01..S18`',
  read: (node, wrong) => {
    const found = node.kind === 'list' ? node.items.flatMap((item) => range(item, wrong)) : range(node, wrong)
    const twice = found.find((id, i) => found.indexOf(id) !== i)
    return twice ? wrong(node, `the id \`${twice}\` is named twice`) : found
  },
  schema: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] },
}

function range(node: Node, wrong: Wrong): string[] {
  const value = text.read(node as Scalar, wrong).trim()
  const [, prefix, first, again, last] = /^([A-Za-z_-]*)(\d{1,9})(?:\s*\.\.\s*([A-Za-z_-]*)(\d{1,9}))?$/.exec(value) ?? []
  if (first === undefined || (again && again !== prefix)) return wrong(node, `ids are wanted here, like \`S01..S18\`, not \`${value}\``)
  const [from, to] = [Number(first), Number(last ?? first)]
  if (to < from) return wrong(node, `\`${value}\` runs backwards`)
  if (to - from >= mostIds) return wrong(node, `\`${value}\` is more than ${mostIds} ids`)
  return Array.from({ length: to - from + 1 }, (_, i) => `${prefix}${String(from + i).padStart(first.length, '0')}`)
}
