import type { Options, Values } from '../../model/option.ts'
import { equal, falls, grows, ladder, rises } from '../../model/orders.ts'
import { count, duration, either, list, name, record, shape, text, word } from '../../model/values.ts'
import { fieldKey } from '../../readers/markdown.ts'
import { each, expects, placed, product } from './orders.ts'
import { expected, ids } from './values.ts'

const lower = (key: string) => key.trim().toLowerCase()
const days = (ms: number) => `${ms / 864e5}d`

const fresh = {
  field: { type: name, order: equal<string>('field', fieldKey), says: 'The field that states the day.', required: true },
  within: { type: duration, order: falls('within', days), says: 'How old the day may be: `180d`.', required: true },
} as const satisfies Options

const reverse = {
  list: { type: text, order: equal<string>('list'), says: 'The heading under which the list stands.', required: true },
  of: {
    type: name,
    order: equal<string>('of'),
    says: 'The migration whose order of creation, or the document whose order, is reversed.',
    required: true,
  },
} as const satisfies Options

const steps = {
  ids: { type: ids, order: grows<readonly string[]>('ids'), says: 'Every id is there once: `S01..S18`.' },
  columns: { type: list(text), order: grows<readonly string[]>('columns'), says: 'Columns that are there, none of their cells empty.' },
  cells: { type: record(expected), order: expects('cells', lower), says: 'Columns whose every cell reads so.' },
  'reverse-of': {
    type: either((node) => node.kind === 'mapping', shape(reverse), text),
    order: equal<unknown>('reverse-of'),
    says: 'The column that `order` runs against, or a list that is the reverse of what `of` creates.',
  },
} as const satisfies Options

const checklist = {
  under: { type: text, order: placed('under'), says: 'The heading under which the items stand.' },
  items: { type: list(text), order: grows<readonly string[]>('items'), says: 'Items that are there.' },
  checked: { type: word('none', 'all'), order: equal<'none' | 'all'>('checked'), says: 'Whether all of them are checked, or none.' },
} as const satisfies Options

const table = {
  under: { type: text, order: placed('under'), says: 'The heading under which the table stands.' },
  columns: { type: list(text), order: grows<readonly string[]>('columns'), says: 'Columns that are there.' },
  rows: { type: count, order: rises('rows'), says: 'How many rows say something, at least.' },
  cells: { type: record(expected), order: expects('cells', lower), says: 'Columns whose every cell reads so.' },
} as const satisfies Options

const fence = {
  under: { type: text, order: placed('under'), says: 'The heading under which the fence stands.' },
  lang: { type: name, order: placed('lang'), says: 'The language of the fence.' },
  fields: { type: list(name), order: grows<readonly string[]>('fields'), says: 'Lines `Name: text` in it.' },
  placeholders: {
    type: list(name),
    order: grows<readonly string[]>('placeholders'),
    says: 'Names that stand in it as `<name>`, to be filled in.',
  },
} as const satisfies Options

/** The keys of a `document`. */
export const options = {
  headings: {
    type: list(text),
    order: grows<readonly string[]>('headings'),
    says: 'Headings that are there, each with a body of visible text.',
  },
  fields: {
    type: record(expected),
    order: expects('fields', fieldKey),
    says: 'Fields with the text that they state, or a `/pattern/` that it fits.',
  },
  fresh: { type: shape(fresh), order: product('fresh', fresh), says: 'A day that is stated, not in the future and not too old.' },
  sealed: {
    type: word('false', 'append', 'true'),
    order: ladder('sealed', 'false', 'append', 'true'),
    says: '`true`: nothing may change; `append`: it may grow at its end.',
  },
  steps: { type: shape(steps), order: product('steps', steps), says: 'A table with one row a step, complete and in reverse order.' },
  checklist: { type: shape(checklist), order: product('checklist', checklist), says: 'Task items that are there.' },
  tables: { type: list(shape(table)), order: each('tables', table), says: 'Tables that are there.' },
  fences: { type: list(shape(fence)), order: each('fences', fence), says: 'Code fences that are there.' },
} as const satisfies Options

export type DocumentOptions = Values<typeof options>
export type StepsAsked = NonNullable<DocumentOptions['steps']>
export type ChecklistAsked = NonNullable<DocumentOptions['checklist']>
export type TableAsked = NonNullable<DocumentOptions['tables']>[number]
export type FenceAsked = NonNullable<DocumentOptions['fences']>[number]
