import type { Options, ValueType } from '../../model/option.ts'
import { grows, shrinks } from '../../model/orders.ts'
import { glob, list, path, shape, text } from '../../model/values.ts'
import { covers } from '../globs.ts'
import { language } from './orders.ts'

/** Stands for the pattern in what `in` looks for. */
export const variable = '$PATTERN'

/** A regular expression of ECMAScript; it is compiled here and never run. */
const pattern: ValueType<string> = {
  name: 'a regular expression',
  read: (node, wrong) => {
    const value = text.read(node, wrong)
    try {
      new RegExp(value)
    } catch (error) {
      return wrong(node, `\`${value}\` is no regular expression: ${String((error as Error).message).replace(/^.*: /s, '')}`)
    }
    return value
  },
  schema: { type: 'string', minLength: 1, format: 'regex' },
}

/** A token as somebody could write it: nothing at all too, and white space. */
const example: ValueType<string> = {
  name: 'text',
  read: (node, wrong) => (node.kind === 'scalar' && !node.plain && node.text.trim() === '' ? node.text : text.read(node, wrong)),
  schema: { type: 'string' },
}

const stated: ValueType<string> = {
  name: `text with \`${variable}\``,
  read: (node, wrong) => {
    const value = text.read(node, wrong)
    return value.split(variable).length === 2 ? value : wrong(node, `\`${variable}\` stands for the pattern here, and is wanted once`)
  },
  schema: { type: 'string', pattern: '\\$PATTERN' },
}

const place = shape({
  file: { type: path, order: { weaker: () => undefined }, says: 'The file that states the pattern.', required: true },
  contains: {
    type: stated,
    order: { weaker: () => undefined },
    says: `The code around it, with \`${variable}\` for the pattern.`,
    required: true,
  },
})

/** The keys of a `token` protection. */
export const options = {
  pattern: {
    type: pattern,
    order: language,
    says: 'A regular expression over the whole token, as ECMAScript reads it without flags.',
    required: true,
  },
  'may-overlap': {
    type: list(text, { lone: true }),
    order: shrinks<readonly string[]>('may-overlap'),
    says: 'Formats of the protocol that a token of this one may fit too.',
  },
  'absent-from': { type: list(glob, { lone: true }), order: covers('absent-from'), says: 'Files in which no token of this format stands.' },
  accepts: { type: list(example, { lone: true }), order: grows<readonly string[]>('accepts'), says: 'Examples that fit the pattern.' },
  rejects: {
    type: list(example, { lone: true }),
    order: grows<readonly string[]>('rejects'),
    says: 'Examples that do not fit the pattern.',
  },
  in: { type: list(place, { lone: true }), order: grows('in'), says: 'Places in code that state the same pattern.' },
} as const satisfies Options
