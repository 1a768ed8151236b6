import type { Catalog } from '../catalog/catalog.ts'
import { normalSql } from '../catalog/expressions.ts'
import { ownName } from '../catalog/names.ts'
import type { Answer, Passage } from '../catalog/passage.ts'
import type { Codes } from '../model/finding.ts'
import { naturally } from '../model/natural.ts'
import type { Order } from '../model/option.ts'
import { equal } from '../model/orders.ts'
import type { Protection } from '../model/policy.ts'
import { fullId } from '../model/policy.ts'
import { text, word } from '../model/values.ts'
import { guard } from './guard.ts'
import { statementPlace } from './schema/sight.ts'

const codes = {
  'invariant/broken': {
    says: (args) => `invariant \`${args.name}\` does not hold ${args.when}: ${args.rows}${args.sample ? `, the first ${args.sample}` : ''}`,
    help: () => 'mend the statement, or put one before it after which the query returns no row',
  },
  'invariant/not-asked': {
    says: (args) => `invariant \`${args.name}\` cannot be asked ${args.when}: ${args.error}`,
    help: () => 'keep what its query speaks of, or mend the query in the policy',
  },
} as const satisfies Codes

/** Asking on the ways back alone is less than asking always, which is what absence means. */
const afterOrder: Order<'always' | 'rollback'> = {
  weaker: (older, newer) =>
    older !== 'rollback' && newer === 'rollback' ? { says: '`after` is rollback: ups are no longer asked' } : undefined,
}

const fromOrder: Order<string> = {
  weaker: (older, newer) =>
    older === newer || newer === undefined ? undefined : { says: `\`from\` was ${older ?? 'absent'} and is ${newer}` },
}

const options = {
  sql: { type: text, order: equal('sql', normalSql), says: 'A query that returns no row.', required: true },
  from: {
    type: text,
    order: fromOrder,
    says: 'The migration from which on it is asked; default: the first state in which the query runs.',
  },
  after: { type: word('always', 'rollback'), order: afterOrder, says: '`rollback`: asked on the ways back alone.' },
} as const

const probeOf = (protection: Pick<Protection, 'id' | 'protocol'>) => `invariant ${fullId(protection as Protection)}`

/** Where a question was put, in words. */
function when(passage: Passage, { at, leg }: Answer): string {
  const way = { up: '', down: 'of the way back ', 'up again': 'of the second up ', document: 'of the rollback document ' }[leg]
  if (at) return `after statement ${at.statement} ${way}of \`${at.migration}\``.replace(/ of the way back of/, ' of the way back of')
  return passage.migration ? `after \`${passage.migration}\`` : 'as the schema stands'
}

/** The answers that count: of an up what it leaves behind, of a way back every moment. */
function judged(answers: readonly Answer[], after: 'always' | 'rollback' | undefined): { answer: Answer; cause: Answer }[] {
  const found: { answer: Answer; cause: Answer }[] = []
  for (const leg of ['up', 'down', 'up again', 'document'] as const) {
    const own = answers.filter((answer) => answer.leg === leg)
    const last = own.at(-1)
    if (!last) continue
    const back = leg === 'down' || leg === 'document'
    if (back) {
      const first = own.find(broken)
      if (first) found.push({ answer: first, cause: first })
    } else if (after !== 'rollback' && broken(last)) {
      // The statement that made it untrue is the first after which it stayed so.
      const since = own.slice(own.findLastIndex((answer) => !broken(answer)) + 1)
      found.push({ answer: last, cause: since[0] ?? last })
    }
  }
  return found
}

const broken = (answer: Answer) => (answer.rows ?? 0) > 0

/** The first row, as the counterexample. */
function sampleOf({ sample }: Answer): string {
  const row = sample?.[0]
  if (!row) return ''
  return Object.entries(row)
    .slice(0, 4)
    .map(([name, value]) => `${name} = ${value === null ? 'NULL' : value}`)
    .join(', ')
    .replace(/[`\r\n]/g, ' ')
}

/** Whether a query speaks of something that stood before and is gone: its error is no question of time. */
function lost(sql: string, before: Catalog, after: Catalog): boolean {
  const words = new Set(sql.toLowerCase().match(/[a-z_][\w$]*/g) ?? [])
  for (const object of before.objects.values()) {
    if (!['table', 'view', 'function', 'column', 'schema', 'role'].includes(object.kind) || after.objects.has(object.key)) continue
    const owner = object.of === undefined ? undefined : before.objects.get(object.of)
    if (words.has(ownName(object).toLowerCase()) && (!owner || words.has(ownName(owner).toLowerCase()))) return true
  }
  return false
}

/** Whether a way back ends where the query could not be asked yet: it takes away what its own up has made. */
function takenBack({ leg }: Answer, answers: readonly Answer[], { way, before, after }: Passage, sql: string): boolean {
  if (way !== 'back' || (leg !== 'down' && leg !== 'document')) return false
  return answers.findLast((answer) => answer.leg === leg)?.error !== undefined && !lost(sql, before, after)
}

/** Whether the policy says that the query runs here first: from there on an error is no question of time. */
function isFirst({ way, migration }: Passage, from: string | undefined): boolean {
  return from !== undefined && (way === 'standing' || migration === from)
}

/** Whether a row stands at the end of a way back, and none stood ahead of the up. */
async function cameToStay(passage: Passage, sql: string, answers: readonly Answer[]): Promise<boolean> {
  if (answers.length === 0 || !answers.every(broken)) return false
  const [ends] = (await passage.compare?.([{ before: sql, after: sql }])) ?? []
  return ends !== undefined && ends.before.length === 0 && ends.after.length > 0
}

/** Protects what must never be true: a query that returns no row, also at any moment of a rollback. */
export const invariant = guard({
  kind: 'invariant',
  evidence: 'schema',
  subject: { says: 'the name of the invariant' },
  says: 'The query returns no row: after every migration, between the statements of every rollback, and after it.',
  options,
  codes,
  asks: (protection) => [
    {
      database: protection.database ?? '',
      tables: [],
      probes: [{ name: probeOf(protection as unknown as Protection), sql: protection.options.sql, when: 'after every statement' }],
    },
  ],
  async uphold(protection, passage, say) {
    const { options, subject: name } = protection
    if (options.after === 'rollback' && passage.way !== 'back') return
    if (options.from && passage.migration && naturally(passage.migration, options.from) < 0) return
    const probed = ({ probe }: Answer) => probe === probeOf(protection as unknown as Protection)
    const own = passage.answers.filter(probed)
    // What a change adds is asked on its own ways, each with its statement; what was untrue ahead of them they do not tell.
    const untold = passage.stood?.filter(probed).some(broken) && own.some(broken)
    if (passage.way === 'standing' && passage.before !== passage.after && !untold) return
    // An answer without a statement ahead of others tells how it was before them.
    const start = own.length > 1 && own[0]!.at === undefined ? own[0] : undefined
    const answers = start ? own.slice(1) : own
    // What is untrue ahead of a way back is told of the up, and where none is asked, of the end: the up brought it, and it stays.
    const stays = start !== undefined && broken(start) && options.after === 'rollback' && (await cameToStay(passage, options.sql, answers))
    if (start && broken(start) && !stays) return
    const last = answers.at(-1)!
    for (const { answer, cause } of stays ? [{ answer: last, cause: { ...last, at: undefined } }] : judged(answers, options.after)) {
      say('invariant/broken', {
        args: { name, when: when(passage, cause), rows: `${answer.rows} ${answer.rows === 1 ? 'row' : 'rows'}`, sample: sampleOf(answer) },
        what: `broken ${answer.leg} ${passage.migration ?? 'standing'}`,
        places: cause.at ? [statementPlace(cause.at, 'makes it untrue')] : [],
      })
    }
    const ran = answers.findIndex((answer) => answer.error === undefined)
    const failed = answers.find(
      (answer, index) =>
        answer.error !== undefined &&
        !takenBack(answer, answers, passage, options.sql) &&
        ((ran !== -1 && index > ran) || (start && start.error === undefined)),
    )
    const end = answers.at(-1)
    const error =
      failed ??
      (end?.error !== undefined &&
      (lost(options.sql, passage.before, passage.after) || (isFirst(passage, options.from) && end.leg === 'up'))
        ? end
        : undefined)
    if (error) {
      say('invariant/not-asked', {
        args: { name, when: when(passage, error), error: error.error! },
        what: `error ${error.leg} ${passage.migration ?? 'standing'}`,
        places: error.at ? [statementPlace(error.at, 'leaves it so')] : [],
      })
    } else if (passage.way === 'standing' && end?.error !== undefined)
      say.limit(`invariant \`${name}\` could not be asked yet: ${end.error}`)
  },
})
