import type { Place, Span } from '../../model/place.ts'
import type { RollbackRules } from '../../model/policy.ts'
import type { Markdown } from '../../readers/markdown.ts'
import { judgeBackups } from './backups.ts'
import type { Fences } from './fences.ts'
import { type FieldRead, Fields, type Kind, type Stated } from './fields.ts'
import { hasHeading, hasPart, hasSteps, hasVerification, namesData, warningsOf } from './parts.ts'
import { fenceAt, type Subject, short, type Tell } from './subject.ts'

/** The rollback document of a migration, as it stands. */
export interface Document {
  /** Absent where the policy names no place for documents. */
  path?: string
  /** `missing`: nothing is there; `not text`: what is there is no text file. */
  content: Markdown | 'missing' | 'not text'
  /** It is of this migration alone, and not one for all. */
  own: boolean
  fences: Fences
}

/** What judging a document needs beside it. */
export interface Around {
  rules: RollbackRules
  today: string
  /** Whose names count. */
  approves(name: string): boolean
  /** Whether what runs out soon is told. */
  soon: boolean
}

interface Sight extends Around {
  subject: Subject
  path: string
  document: Markdown
  fields: Fields
  tell: Tell
}

/** What a document says of the way back; absent where it says nothing that can be read. */
export function kindOf(document: Document, rules: RollbackRules): Kind | undefined {
  if (typeof document.content === 'string') return undefined
  const read = new Fields(document.content, rules.names).kind()
  return read && 'value' in read ? read.value : undefined
}

/** Judges whether the document that a migration owes is there and says what its rehearsal shows. */
export async function judgeDocument(subject: Subject, document: Document, around: Around, tell: Tell): Promise<void> {
  const { rules } = around
  const owes = rules.categories[subject.category] ?? {}
  const graded = owes.rehearsal !== 'none'
  const lossy = graded && subject.grade === 'lossy' && rules.lossy === 'documented' && owes.rehearsal !== 'reversible'
  const none = graded && subject.grade === 'none' && rules.impossible === 'documented' && owes.rehearsal === undefined
  const required = owes.document === 'required' || lossy || none
  if (document.content === 'missing') {
    if (!required) return
    const reason =
      owes.document === 'required'
        ? `a change that is ${subject.category}`
        : lossy
          ? 'a way back that loses data'
          : 'a change without a way back'
    tell('rollback/document-missing', {
      args: { migration: subject.migration, document: document.path ?? '', reason },
      what: 'missing',
      places: [{ side: 'after', path: subject.up.path }],
    })
    return
  }
  const path = document.path!
  if (document.content === 'not text') {
    if (required || document.own)
      tell('rollback/document-unreadable', { args: { document: path }, what: 'not text', places: [{ side: 'after', path }] })
    return
  }
  const sight: Sight = { ...around, subject, path, document: document.content, fields: new Fields(document.content, rules.names), tell }
  for (const { info, span } of document.fences.unknown)
    tell('rollback/fence-unknown', { args: { info }, what: info, places: [at(sight, span)] })
  const said = sight.fields.kind()
  if (!required && (!document.own || said === undefined)) {
    if (said && 'value' in said) agrees(sight, said, false)
    return
  }
  const unread = document.content.frontMatter?.problem
  if (unread) {
    const { line, column, message } = unread
    const places = [at(sight, { line, column, endLine: line, endColumn: column })]
    tell('rollback/document-unreadable', { args: { document: path, problem: message }, what: message, places })
    return
  }
  const kind = read(sight, 'rollback', said, true)
  if (!kind) {
    // What else is owed is told at once, for the way back that the rehearsal shows.
    const shown = truthOf(subject)
    if (shown) await judgeFields(sight, shown, owes)
    if (shown) await judgeParts(sight, shown)
    return
  }
  const promised = agrees(sight, kind, document.own)
  await judgeFields(sight, kind.value, owes)
  if (promised) await judgeParts(sight, kind.value)
  if (promised) judgeManual(sight, kind)
}

/** What the document's own steps lose beyond what the migration's way back does. */
function judgeManual(sight: Sight, { value, field }: Stated<Kind>): void {
  const { subject, fields, tell, path, rules } = sight
  if (rules.categories[subject.category]?.rehearsal === 'none') return
  const stated = value === 'lossy' ? fields.list('loses') : undefined
  const named = [...subject.loses, ...(stated && 'value' in stated ? stated.value : [])]
  for (const { leg, loses = [], differs, scripts } of value === 'impossible' ? [] : subject.ways) {
    const first = scripts.find(({ direction }) => direction === 'other')
    // What a lossy way gives anew behind the down was lost before; rows that go there are not.
    const more = missing(loses, named).filter((name) => value === 'reversible' || leg === 'document' || !name.includes('.'))
    if (!first || differs.length || more.length === 0) continue
    const places = [at(sight, field.span), fenceAt(first, 'begin here')]
    if (value === 'lossy')
      for (const name of more) tell('rollback/loses-incomplete', { args: { document: path, name }, what: name, places })
    else {
      const steps = leg === 'document' ? 'the manual steps' : 'the steps after the down'
      const truth = `${steps} lose the data of ${more.map((name) => `\`${name}\``).join(', ')}`
      tell('rollback/promises-more', { args: { document: path, stated: `\`rollback: ${value}\``, truth }, what: truth, places })
    }
  }
}

/** What goes by a document's own steps, whatever the down does. */
const lostByHand = ({ ways }: Subject): string[] => ways.flatMap(({ loses = [] }) => loses)

/** What a document would say of the way back that the rehearsal shows; absent where it shows none that a document may state. */
function truthOf({ grade }: Subject): Kind | undefined {
  if (grade === 'none') return 'impossible'
  return grade === 'reversible' || grade === 'lossy' ? grade : undefined
}

const order: readonly Kind[] = ['reversible', 'lossy', 'impossible']

/** Whether the document promises no more than the rehearsal shows. What it claims beyond is a warning. */
function agrees(sight: Sight, { value, field }: Stated<Kind>, warns: boolean): boolean {
  const { subject, tell, path, rules } = sight
  const truth = truthOf(subject)
  if (rules.categories[subject.category]?.rehearsal === 'none' || !truth) return true
  const loses = subject.loses.map((name) => `\`${short(name)}\``).join(', ')
  const stated = `\`rollback: ${value}\``
  if (order.indexOf(value) < order.indexOf(truth)) {
    const shows = truth === 'lossy' ? `the data of ${loses} is lost` : 'there is no way back'
    tell('rollback/promises-more', {
      args: { document: path, stated, truth: shows },
      what: `${value} ${shows}`,
      places: [at(sight, field.span)],
    })
    return false
  }
  if (
    warns &&
    value !== truth &&
    !(value === 'impossible' && subject.grade === 'lossy') &&
    !(value === 'lossy' && lostByHand(subject).length)
  )
    tell('rollback/claims-loss', {
      args: { document: path, claimed: stated, truth: `that it is ${truth}` },
      what: value,
      places: [at(sight, field.span)],
    })
  return true
}

type Owes = NonNullable<RollbackRules['categories'][Subject['category']]>

async function judgeFields(sight: Sight, kind: Kind, owes: Owes): Promise<void> {
  const { fields, subject, tell, path } = sight
  const { category } = subject
  for (const [key, field] of [
    ['within', 'estimate'],
    ['downtime', 'downtime'],
  ] as const) {
    const allowed = owes[key]
    if (kind === 'impossible') continue
    const stated = read(sight, field, fields.duration(field), allowed !== undefined)
    if (stated && allowed !== undefined && stated.value > allowed)
      tell('rollback/too-long', {
        args: { field, stated: shownSpan(stated.value), category, allowed: shownSpan(allowed) },
        what: `${field} ${stated.value}`,
        places: [at(sight, stated.field.span)],
      })
  }
  if (kind !== 'impossible') judgeTest(sight, owes)
  judgeApprovals(sight, owes)
  if (owes.contact) read(sight, 'contact', some(fields.people('contact')), true)
  if (owes.services && !fields.has(['services', ...(sight.rules.names.services ?? [])]))
    tell('rollback/field-missing', { args: { document: path, field: 'services' }, what: 'services', places: [{ side: 'after', path }] })
  if (subject.grade === 'lossy' && kind === 'lossy') judgeLoses(sight)
  if (subject.peopled.length && kind !== 'impossible') judgeDiscards(sight)
}

function judgeTest(sight: Sight, owes: Owes): void {
  const { tell, today } = sight
  const within = owes['tested-within']
  const tested = read(sight, 'last-tested', sight.fields.day('last-tested'), within !== undefined)
  if (!tested) return
  const places = [at(sight, tested.field.span)]
  const days = daysBetween(tested.value, today)
  if (days < 0) tell('rollback/tested-in-future', { args: { day: tested.value }, what: tested.value, places })
  else if (within !== undefined && days * day > within)
    tell('rollback/tested-long-ago', { args: { days, allowed: shownSpan(within) }, what: 'tested', places })
  else if (within !== undefined && sight.soon && within - days * day <= 30 * day) {
    const until = new Date(Date.parse(`${tested.value}T00:00:00Z`) + within).toISOString().slice(0, 10)
    tell('rollback/test-runs-out', { args: { day: until }, what: until, places })
  }
}

function judgeApprovals(sight: Sight, owes: Owes): void {
  const need = owes.approvals ?? 0
  if (need === 0) return
  const stated = read(sight, 'approved-by', some(sight.fields.people('approved-by')), true)
  if (!stated) return
  const counted = stated.value.filter((name) => sight.approves(name))
  if (counted.length >= need) return
  const others = stated.value.filter((name) => !counted.includes(name))
  sight.tell('rollback/approvals-missing', {
    args: { document: sight.path, have: counted.length, need, others: others.map((name) => `\`${name}\``).join(', ') },
    what: `${counted.length}/${need}`,
    places: [at(sight, stated.field.span)],
  })
}

function judgeLoses(sight: Sight): void {
  const { subject, tell, path } = sight
  const stated = read(sight, 'loses', sight.fields.list('loses'), true)
  if (!stated) return
  const places = [at(sight, stated.field.span)]
  for (const name of missing(subject.loses, stated.value))
    tell('rollback/loses-incomplete', { args: { document: path, name }, what: name, places })
  const all = [...subject.loses, ...lostByHand(subject)]
  const more = stated.value.filter((name) => !all.some((lost) => covers(name, lost) || covers(lost, name)))
  for (const name of more)
    tell('rollback/claims-loss', {
      args: { document: path, claimed: `that \`${name}\` is lost`, truth: 'that it is not' },
      what: name,
      places,
    })
}

function judgeDiscards(sight: Sight): void {
  const { subject, tell, path } = sight
  const stated = read(sight, 'discards', sight.fields.list('discards'), false)
  const places = [stated ? at(sight, stated.field.span) : { side: 'after' as const, path }]
  for (const name of missing(subject.peopled, stated?.value ?? []))
    tell('rollback/discards-incomplete', { args: { document: path, name }, what: name, places })
}

const missing = (owed: readonly string[], stated: readonly string[]): string[] =>
  owed.filter((name) => !stated.some((each) => covers(each, name))).map(short)

/** A table covers its columns. */
function covers(name: string, other: string): boolean {
  const plain = (text: string) => short(text.replaceAll('"', '')).toLowerCase()
  return plain(other) === plain(name) || plain(other).startsWith(`${plain(name)}.`)
}

async function judgeParts(sight: Sight, kind: Kind): Promise<void> {
  const { document, tell, path, subject, rules, fields } = sight
  const owe = (held: boolean, code: Parameters<Tell>[0], args = {}) => {
    if (!held) tell(code, { args: { document: path, ...args }, what: 'missing', places: [{ side: 'after', path }] })
  }
  if (kind === 'impossible') {
    owe(
      hasHeading(document, /\b(?:reasons?|why|impossib\w*|irreversib\w*|factors?|cannot|can't)\b/i) || fields.has(['reasons', 'reason']),
      'rollback/reasons-missing',
    )
    owe(
      hasHeading(document, /\b(?:alternatives?|options?)\b/i) || fields.has(['alternatives', 'alternatives considered']),
      'rollback/alternatives-missing',
    )
    owe(
      hasHeading(document, /\b(?:impact|affect(?:ed|s)|stakeholders?|who|hit|users?|customers?|consumers?)\b/i) ||
        fields.has(['who is hit', 'affected', 'impact', 'hit', 'stakeholders']),
      'rollback/hit-missing',
    )
    // What the down brings back whole has not gone.
    if (subject.upLoses.length && subject.grade !== 'reversible') await judgeBackups(sight, subject.upLoses)
    return
  }
  const lost = subject.grade === 'lossy' ? subject.loses : subject.grade === 'reversible' ? lostByHand(subject) : []
  if (kind === 'lossy' && (lost.length === 0 || rules.lossy === 'allowed')) return
  owe(hasSteps(document), 'rollback/steps-missing')
  owe(hasVerification(document), 'rollback/verification-missing')
  if (kind === 'reversible') return
  await judgeBackups(sight, lost)
  const told = warningsOf(document).join('\n')
  const unnamed = lost.map(short).filter((name) => !namesData(told, name))
  owe(unnamed.length === 0, 'rollback/warning-missing', { loses: unnamed.join('\n') })
  owe(hasPart(document, /\b(?:recover\w*|restor\w*)\b/i), 'rollback/recovery-missing')
}

/** A field's value; what keeps it from counting, and a second value, are told. */
function read<T>(sight: Sight, name: string, stated: FieldRead<T>, owed: boolean): Stated<T> | undefined {
  const { tell, path } = sight
  if (!stated) {
    if (owed) tell('rollback/field-missing', { args: { document: path, field: name }, what: name, places: [{ side: 'after', path }] })
    return undefined
  }
  if ('problem' in stated) {
    tell('rollback/field-unreadable', {
      args: { field: name, problem: stated.problem },
      what: `${name} ${stated.problem}`,
      places: [at(sight, stated.field.span)],
    })
    return undefined
  }
  if (stated.other) {
    const [one, two] = [stated.field, stated.other]
    tell('rollback/field-contradicts', {
      args: { field: name, counts: one.value || (one.list ?? []).join(', ') },
      what: name,
      places: [at(sight, one.span, 'counts'), at(sight, two.span, 'contradicts it')],
    })
  }
  return stated
}

/** A list of nobody states nothing. */
const some = (stated: FieldRead<readonly string[]>): FieldRead<readonly string[]> =>
  stated && 'value' in stated && stated.value.length === 0 ? undefined : stated

const day = 864e5

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day)

/** A duration as policies write it: hours from two on. */
function shownSpan(ms: number): string {
  const units = [
    ['d', day, 1],
    ['h', 36e5, 2],
    ['m', 6e4, 1],
    ['s', 1e3, 1],
  ] as const
  const unit = units.find(([, size, least]) => ms >= size * least && ms % size === 0)
  return unit ? `${ms / unit[1]}${unit[0]}` : `${Math.round(ms / 1e3)}s`
}

function at(sight: Pick<Sight, 'path'>, span: Span, label?: string): Place {
  return { side: 'after', path: sight.path, span, ...(label ? { label } : {}) }
}
