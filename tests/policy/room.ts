import { guard } from '../../src/guards/guard.ts'
import { type Edit, emptyTree, overlay, remember } from '../../src/model/files.ts'
import { equal, grows, ladder } from '../../src/model/orders.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { list, path, pathProblem, record, text, word } from '../../src/model/values.ts'
import type { Register } from '../../src/policy/policies.ts'

const codes = { 'x/y': { says: () => 'it is so', help: () => 'mend it' } }
const silent = { codes, asks: () => [], uphold: () => {} }

const documentGuard = guard({
  kind: 'document',
  evidence: 'files',
  subject: { says: 'a path', wrong: pathProblem },
  says: 'A file that says something.',
  options: {
    headings: { type: list(text), order: grows('headings'), says: 'Headings that it holds.' },
    fields: { type: record(text), order: grows('fields'), says: 'Fields that it holds.' },
    sealed: { type: word('append', 'true'), order: ladder('sealed', 'no', 'append', 'true'), says: 'It may not change.' },
  },
  ...silent,
  asks: (protection) => [{ paths: [protection.subject] }],
})

const columnGuard = guard({
  kind: 'column',
  evidence: 'schema',
  subject: { says: 'a column' },
  says: 'A column that stays.',
  options: {
    references: { type: text, order: equal('references'), says: 'What it points to.' },
    type: { type: text, order: equal('type'), says: 'Its type.' },
  },
  ...silent,
})

const invariantGuard = guard({
  kind: 'invariant',
  evidence: 'schema',
  subject: { says: 'a name' },
  says: 'A query without rows.',
  options: {
    sql: { type: text, order: equal('sql'), says: 'The query.', required: true },
    after: { type: word('always', 'rollback'), order: ladder('after', 'rollback', 'always'), says: 'When.' },
    in: { type: path, order: equal('in'), says: 'A place.' },
  },
  ...silent,
})

const pragmaGuard = guard({
  kind: 'pragma',
  evidence: 'schema',
  subject: { says: 'a setting' },
  says: 'A setting that stays.',
  options: { is: { type: text, order: equal('is'), says: 'Its value.', required: true } },
  ...silent,
})

/** Small guards of the tests' own. */
export const register: Register = {
  column: async () => columnGuard,
  document: async () => documentGuard,
  invariant: async () => invariantGuard,
  pragma: async () => pragmaGuard,
}

export type Tree = Readonly<Record<string, Edit>>
export const tree = (files: Tree) => remember(overlay(emptyTree, new Map(Object.entries(files))))

/** `path:line:column: message` of the Refusal that a promise ends in. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { path: file, line, column } = error.at
    return `${[file, line, column].filter((each) => each !== undefined).join(':')}: ${error.message}`
  }
  return 'no refusal'
}

/** An amendment that counts, with some of its lines otherwise or left out. */
export const amendment = (lines: Record<string, string | undefined> = {}) =>
  `amendment: x\n${Object.entries({ relaxes: '[p/column:t.c]', reason: 'r', 'approved-by': '[dba]', expires: '2027-03-01', ...lines })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')}`
