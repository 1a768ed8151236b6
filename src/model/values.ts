import { nearest } from './nearest.ts'
import type { Mapping, Node, Scalar } from './node.ts'
import type { Options, Values, ValueType, Wrong } from './option.ts'

/** The scalar itself, or an error that says what was wanted. */
function scalar(node: Node, wrong: Wrong, wanted: string): Scalar {
  if (node.kind !== 'scalar') return wrong(node, `${wanted} is wanted here, not a ${node.kind}`)
  return node
}

/** Text of which nothing was lost on the way: no comment cuts it, no anchor takes its first word. */
function whole(node: Node, wrong: Wrong, comments: readonly Scalar['doubt'][]): string {
  const { text: value, doubt } = scalar(node, wrong, 'text')
  const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value
  if (doubt === 'alias') return wrong(node, 'an alias stands where text is wanted; write the text, and quote it if it begins with `*`')
  if (doubt === 'anchor') return wrong(node, `an anchor stands before \`${shown}\`; if it is part of the text, quote it`)
  if (comments.includes(doubt)) return wrong(node, `a comment cuts this text after \`${shown}\`; quote it`)
  return value.trim() === '' ? wrong(node, 'text is wanted here, not nothing') : value
}

/** Any text that says something. A comment behind it must be told apart by quotes. */
export const text: ValueType<string> = {
  name: 'text',
  read: (node, wrong) => whole(node, wrong, ['comment', 'remark']),
  schema: { type: 'string', minLength: 1 },
}

/** A name on one line, which may have a comment behind it where a space follows the `#`. */
export const name: ValueType<string> = {
  name: 'a name',
  read: (node, wrong) => {
    const value = whole(node, wrong, ['comment'])
    return /[\n\r]/.test(value) ? wrong(node, 'a name stands on one line') : value
  },
  // Editors read `1.10` and `on` as they please; here they are text.
  schema: { type: ['string', 'number', 'boolean'], minLength: 1 },
}

/** Text that names a file of the tree: relative, `/` between folders, never out of it. */
export const path: ValueType<string> = {
  name: 'a path',
  read: (node, wrong) => {
    const value = name.read(node, wrong)
    const problem = pathProblem(value)
    return problem ? wrong(node, problem) : value
  },
  schema: { type: 'string', minLength: 1 },
}

/** Text that is a glob over paths of the tree. */
export const glob: ValueType<string> = { ...path, name: 'a glob' }

/** What is wrong with a path or glob of a policy. */
export function pathProblem(value: string): string | undefined {
  if (value.includes('\0')) return 'a path holds no NUL'
  if (value.includes('\\') && !/\\[*?[\]{}()!+@]/.test(value)) return `\`${value}\` has a backslash; folders are divided by \`/\``
  if (/^(\/|[A-Za-z]:)/.test(value)) return `\`${value}\` is not inside the repository; write it relative to its root`
  if (value.split('/').includes('..')) return `\`${value}\` climbs out of its folder; write it relative to the root of the repository`
  if (/^[./]*$/.test(value)) return `\`${value}\` is the whole repository; name a file or folder in it`
  if (value.split('/').some((part) => part === '' || part === '.'))
    return `\`${value}\` has an empty part; write it as \`${value
      .replace(/(^|\/)\.(?=\/|$)/g, '')
      .replace(/\/+/g, '/')
      .replace(/^\/|\/$/g, '')}\``
  return undefined
}

/** One of a few words. */
export function word<const W extends string>(...words: readonly W[]): ValueType<W> {
  return {
    name: words.map((each) => `\`${each}\``).join(' or '),
    read: (node, wrong) => {
      const value = scalar(node, wrong, 'a word').text
      const found = words.find((each) => each === value)
      if (found !== undefined) return found
      const near = nearest(value, words)
      return wrong(node, `\`${value}\` is none of ${words.join(', ')}${near ? `; did you mean \`${near}\`?` : ''}`)
    },
    schema: { enum: words },
    words,
  }
}

/** `true`/`false` as YAML 1.2 writes them, and `on`/`off`, `yes`/`no`. */
export const flag: ValueType<boolean> = {
  name: '`true` or `false`',
  read: (node, wrong) => {
    const value = scalar(node, wrong, '`true` or `false`').text.toLowerCase()
    if (['true', 'on', 'yes'].includes(value)) return true
    if (['false', 'off', 'no'].includes(value)) return false
    return wrong(node, `\`true\` or \`false\` is wanted here, not \`${value}\``)
  },
  schema: { enum: [true, false, 'true', 'false', 'on', 'off', 'yes', 'no'] },
}

/** A whole number that is not negative. */
export const count: ValueType<number> = {
  name: 'a whole number',
  read: (node, wrong) => {
    const value = scalar(node, wrong, 'a whole number').text
    return /^\d{1,9}$/.test(value) ? Number(value) : wrong(node, `a whole number is wanted here, not \`${value}\``)
  },
  schema: { type: 'integer', minimum: 0 },
}

/** A duration in milliseconds: `30s`, `15m`, `4h`, `90d`, `2w`. */
export const duration: ValueType<number> = {
  name: 'a duration',
  read: (node, wrong) => {
    const value = scalar(node, wrong, 'a duration').text
    const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)$/.exec(value)
    return parts
      ? Number(parts[1]) * unitMs[parts[2]!]!
      : wrong(node, `a duration is wanted here, like \`15m\` or \`90d\`, not \`${value}\``)
  },
  schema: { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*(ms|s|m|h|d|w)$' },
}
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }

/** A day as ISO writes it: `2027-03-01`. Kept as text, so that days compare as text does. */
export const day: ValueType<string> = {
  name: 'a day',
  read: (node, wrong) => {
    const value = scalar(node, wrong, 'a day').text
    const date = new Date(`${value}T00:00:00Z`)
    const real = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
    return real ? value : wrong(node, `a day is wanted here, like \`2027-03-01\`, not \`${value}\``)
  },
  schema: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
}

/** A list; one value alone is a list of one only where `lone` says so. */
export function list<T>(item: ValueType<T>, options: { lone?: boolean; empty?: boolean } = {}): ValueType<readonly T[]> {
  return {
    name: `a list of ${item.name}`,
    read: (node, wrong) => {
      if (node.kind !== 'list') return options.lone ? [item.read(node, wrong)] : wrong(node, `a list is wanted here; write \`[…]\``)
      if (node.items.length === 0 && !options.empty) return wrong(node, 'the list is empty')
      return node.items.map((each) => item.read(each, wrong))
    },
    schema: options.lone
      ? { anyOf: [item.schema, { type: 'array', items: item.schema }] }
      : { type: 'array', items: item.schema, ...(options.empty ? {} : { minItems: 1 }) },
  }
}

/** A mapping from free names to values of one type. */
export function record<T>(value: ValueType<T>): ValueType<Readonly<Record<string, T>>> {
  return {
    name: `a mapping to ${value.name}`,
    read: (node, wrong) => {
      if (node.kind !== 'mapping') return wrong(node, 'a mapping is wanted here; write `{ name: value }`')
      return Object.fromEntries(node.entries.map((entry) => [entry.key.text, value.read(entry.value, wrong)]))
    },
    schema: { type: 'object', additionalProperties: value.schema },
  }
}

/** A mapping with known keys. */
export function shape<O extends Options>(options: O): ValueType<Values<O>> {
  return {
    name: `a mapping of ${Object.keys(options).join(', ')}`,
    read: (node, wrong) => {
      if (node.kind !== 'mapping') return wrong(node, `a mapping is wanted here, with ${Object.keys(options).join(', ')}`)
      return readKeys(node, options, wrong)
    },
    schema: shapeSchema(options),
  }
}

/** Reads the keys of a mapping by a table of options; an unknown key is an error with the nearest right one. */
export function readKeys<O extends Options>(node: Mapping, options: O, wrong: Wrong): Values<O> {
  const values: Record<string, unknown> = {}
  for (const { key, value } of node.entries) {
    const option = Object.hasOwn(options, key.text) ? options[key.text] : undefined
    if (!option) {
      const near = nearest(key.text, Object.keys(options))
      wrong(
        key,
        `no key is called \`${key.text}\` here${near ? `; did you mean \`${near}\`?` : `; there are ${Object.keys(options).join(', ')}`}`,
      )
    }
    values[key.text] = option!.type.read(value, wrong)
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.required && values[name] === undefined) wrong(node, `the key \`${name}\` is missing here`)
  }
  return values as Values<O>
}

/** The JSON Schema of a mapping with known keys. */
export function shapeSchema(options: Options): { readonly [key: string]: unknown } {
  const required = Object.keys(options).filter((name) => options[name]!.required)
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, { description: option.says, ...option.type.schema }]),
    ),
    ...(required.length ? { required } : {}),
    additionalProperties: false,
  }
}

/** One of several types, taken by the first test that fits the node. */
export function either<A, B>(test: (node: Node) => boolean, first: ValueType<A>, second: ValueType<B>): ValueType<A | B> {
  return {
    name: `${first.name} or ${second.name}`,
    read: (node, wrong): A | B => (test(node) ? first.read(node, wrong) : second.read(node, wrong)),
    schema: { anyOf: [first.schema, second.schema] },
    words: [...(first.words ?? []), ...(second.words ?? [])],
  }
}
