import type { RollbackRules } from '../../model/policy.ts'
import { type Field, fieldKey, type Markdown } from '../../readers/markdown.ts'
import { readDay, readDuration, readPeople } from '../../readers/quantities.ts'

export type Kind = 'reversible' | 'lossy' | 'impossible'

/** A field as a document states it, read; of several the worse. */
export interface Stated<T> {
  value: T
  field: Field
  /** A field of the same name with another value. */
  other?: Field
}

/** A field that is there and cannot be read. */
interface Unread {
  field: Field
  problem: string
}

export type FieldRead<T> = Stated<T> | Unread | undefined

/** Reads fields of one document, under the names that the rules give them. */
export class Fields {
  private readonly document: Markdown
  private readonly names: RollbackRules['names']

  constructor(document: Markdown, names: RollbackRules['names']) {
    this.document = document
    this.names = names
  }

  kind(): FieldRead<Kind> {
    const own = this.all('rollback')
    const fields = own.length ? own : this.named(['rollback status', 'rollback type'])
    return worst(fields, kindOf, (a, b) => kinds.indexOf(a) > kinds.indexOf(b))
  }

  duration(name: 'estimate' | 'downtime' | 'backup-within'): FieldRead<number> {
    return worst(
      this.all(name),
      (field) => readDuration(textOf(field)),
      (a, b) => a > b,
    )
  }

  day(name: 'last-tested'): FieldRead<string> {
    return worst(
      this.all(name),
      (field) => readDay(textOf(field)),
      (a, b) => a < b,
    )
  }

  people(name: 'approved-by' | 'contact'): FieldRead<readonly string[]> {
    const read = (field: Field) => ({ value: readPeople(field.list ?? field.value).map((person) => person.name) })
    return worst<readonly string[]>(this.all(name), read, (a, b) => a.length < b.length)
  }

  list(name: 'loses' | 'discards' | 'services'): FieldRead<readonly string[]> {
    return worst<readonly string[]>(
      this.all(name),
      (field) => ({ value: namesIn(field) }),
      (a, b) => a.length < b.length,
    )
  }

  /** The text of the first field of a name. */
  text(name: 'backup' | 'backup-sha256'): string | undefined {
    const [field] = this.all(name).filter((each) => textOf(each).trim() !== '')
    return field && textOf(field).trim().replace(/^`|`$/g, '')
  }

  /** Whether one of these names has a value. */
  has(names: readonly string[]): boolean {
    return this.named(names).some((field) => textOf(field).trim() !== '')
  }

  private all(name: string): Field[] {
    return this.named([name, ...(Object.hasOwn(this.names, name) ? this.names[name]! : [])])
  }

  private named(names: readonly string[]): Field[] {
    const keys = new Set(names.map(fieldKey))
    return this.document.fields.filter((field) => keys.has(fieldKey(field.name)))
  }
}

const kinds: readonly Kind[] = ['reversible', 'lossy', 'impossible']

function kindOf(field: Field): { value: Kind } | { problem: string } {
  const word = textOf(field)
    .trim()
    .toLowerCase()
    .replace(/^[*_`'"]+/, '')
  const found = /^irreversible\b/.test(word) ? 'impossible' : kinds.find((kind) => new RegExp(`^${kind}\\b`).test(word))
  const choice = new RegExp(`^\\w+[*_\`'"]*\\s*(?:[,/|&+]|\\b(?:or|and|to)\\b)\\s*[*_\`'"]*(?:${kinds.join('|')}|irreversible)\\b`)
  if (found && choice.test(word))
    return { problem: `\`${textOf(field).trim().slice(0, 40)}\` is more than one of reversible, lossy, impossible` }
  return found ? { value: found } : { problem: `\`${textOf(field).trim().slice(0, 40)}\` is none of reversible, lossy, impossible` }
}

function worst<T>(
  fields: readonly Field[],
  read: (field: Field) => { value: T } | { problem: string },
  worse: (a: T, b: T) => boolean,
): FieldRead<T> {
  let found: Stated<T> | undefined
  for (const field of fields) {
    if (textOf(field).trim() === '') continue
    const one = read(field)
    if ('problem' in one) return { field, problem: one.problem }
    if (!found) found = { value: one.value, field }
    else if (JSON.stringify(one.value) !== JSON.stringify(found.value))
      found = worse(one.value, found.value) ? { value: one.value, field, other: found.field } : { ...found, other: field }
  }
  return found
}

const textOf = (field: Field): string => field.list?.join(', ') ?? field.value

/** Names of tables and columns as a list or a line states them; `none` names nothing. */
function namesIn(field: Field): string[] {
  return (field.list ?? field.value.split(/[,;]|\s+and\s+/))
    .map((name) => name.trim().replace(/^[`'"]+|[`'".]+$/g, ''))
    .filter((name) => name !== '' && !/^(?:none|nothing|n\/a|-|—)$/i.test(name))
}
