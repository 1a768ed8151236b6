import { canonicalExpression, closing } from './text.ts'
import { is, nameOf, type Token, tokens } from './tokens.ts'

/** A column as its CREATE TABLE states it; `start` and `end` are offsets in that text. */
export interface ColumnText {
  name: string
  type: string
  notNull: boolean
  onConflict?: string
  default?: string
  collation?: string
  generated?: string
  autoincrement: boolean
  /** PRIMARY KEY … DESC in the column's own line: no alias of the rowid. */
  descending: boolean
  start: number
  end: number
}

/** A constraint as its CREATE TABLE states it. */
export interface ConstraintText {
  name?: string
  type: 'primary key' | 'unique' | 'foreign key' | 'check'
  columns: string[]
  parent?: { table: string; columns: string[] }
  onDelete?: string
  onUpdate?: string
  match?: string
  deferrable: boolean
  deferred: boolean
  expression?: string
  onConflict?: string
  start: number
  end: number
}

export interface TableText {
  columns: ColumnText[]
  constraints: ConstraintText[]
  /** `strict`, `without rowid`. */
  options: string[]
}

/** Reads a CREATE TABLE that SQLite has accepted (sqlite.org/lang_createtable.html). */
export function readTable(sql: string): TableText {
  const list = [...tokens(sql)]
  let open = 0
  while (open < list.length && list[open]!.text !== '(') open++
  const close = closing(list, open)
  return { ...new TableReader(list.slice(open + 1, close)).read(), options: optionsOf(list.slice(close + 1)) }
}

function optionsOf(list: readonly Token[]): string[] {
  const words = list.map((token) => token.text.toLowerCase()).join(' ')
  return ['strict', 'without rowid'].filter((option) => words.split(' , ').includes(option))
}

const constraintWords = ['constraint', 'primary', 'unique', 'check', 'foreign']
const columnWords = [...constraintWords, 'not', 'null', 'default', 'collate', 'references', 'generated', 'as', 'deferrable', 'on']

/** The body of a CREATE TABLE, read from left to right. */
class TableReader {
  readonly columns: ColumnText[] = []
  readonly constraints: ConstraintText[] = []
  private readonly list: readonly Token[]
  private at = 0

  constructor(list: readonly Token[]) {
    this.list = list
  }

  read(): Pick<TableText, 'columns' | 'constraints'> {
    while (this.at < this.list.length) {
      if (this.take(',')) continue
      if (this.isOneOf(constraintWords)) this.tableConstraint()
      else this.column()
    }
    return { columns: this.columns, constraints: this.constraints }
  }

  private column(): void {
    const first = this.next()
    const column: ColumnText = {
      name: nameOf(first),
      type: this.type(),
      notNull: false,
      autoincrement: false,
      descending: false,
      start: first.start,
      end: first.end,
    }
    this.columns.push(column)
    let name: string | undefined
    while (this.at < this.list.length && this.peek()!.text !== ',') {
      const begins = this.peek()!.start
      if (this.take('constraint')) {
        name = nameOf(this.next())
        continue
      }
      this.columnClause(column, name, begins)
      name = undefined
    }
    column.end = this.list[this.at - 1]!.end
  }

  private columnClause(column: ColumnText, name: string | undefined, begins: number): void {
    const add = (constraint: Partial<ConstraintText> & Pick<ConstraintText, 'type'>) =>
      this.add(name, begins, { columns: [column.name], ...constraint })
    if (this.take('not') && this.take('null')) {
      column.notNull = true
      const conflict = this.conflict()
      if (conflict) column.onConflict = conflict
    } else if (this.take('null')) this.conflict()
    else if (this.take('primary')) {
      this.take('key')
      column.descending = this.take('desc')
      this.take('asc')
      const constraint = add({ type: 'primary key', ...this.conflicting() })
      column.autoincrement = this.take('autoincrement')
      constraint.end = this.list[this.at - 1]!.end
    } else if (this.take('unique')) add({ type: 'unique', ...this.conflicting() })
    else if (this.take('check')) add({ type: 'check', columns: [], expression: this.bracket(), ...this.conflicting() })
    else if (this.take('default')) column.default = this.defaultValue()
    else if (this.take('collate')) column.collation = nameOf(this.next()).toLowerCase()
    else if (this.take('references')) add({ type: 'foreign key', ...this.reference() })
    else if (this.take('generated') && this.take('always') && this.take('as')) column.generated = this.generation()
    else if (this.take('as')) column.generated = this.generation()
    else this.at++
  }

  private tableConstraint(): void {
    const begins = this.peek()!.start
    const name = this.take('constraint') ? nameOf(this.next()) : undefined
    if (this.take('primary')) {
      this.take('key')
      const columns = this.ownNames()
      this.add(name, begins, { type: 'primary key', columns, ...this.conflicting() })
      const counted = this.wasAutoincrement && this.columns.find((column) => column.name === columns[0])
      if (counted) counted.autoincrement = true
    } else if (this.take('unique')) this.add(name, begins, { type: 'unique', columns: this.ownNames(), ...this.conflicting() })
    else if (this.take('check')) this.add(name, begins, { type: 'check', columns: [], expression: this.bracket(), ...this.conflicting() })
    else if (this.take('foreign')) {
      this.take('key')
      const columns = this.ownNames()
      this.take('references')
      this.add(name, begins, { type: 'foreign key', columns, ...this.reference() })
    } else if (name === undefined) this.at++
  }

  private wasAutoincrement = false

  private add(
    name: string | undefined,
    begins: number,
    constraint: Partial<ConstraintText> & Pick<ConstraintText, 'type' | 'columns'>,
  ): ConstraintText {
    const whole: ConstraintText = {
      deferrable: false,
      deferred: false,
      ...constraint,
      ...(name === undefined ? {} : { name }),
      start: begins,
      end: this.list[this.at - 1]!.end,
    }
    this.constraints.push(whole)
    return whole
  }

  private type(): string {
    const words: string[] = []
    let size = ''
    while (this.at < this.list.length && this.peek()!.text !== ',' && !this.isOneOf(columnWords)) {
      if (this.peek()!.text === '(') size = `(${this.bracket()})`
      else words.push(nameOf(this.next()).toLowerCase())
    }
    return words.join(' ') + size
  }

  private defaultValue(): string {
    if (this.peek()?.text === '(') return canonicalExpression(this.bracket())
    const sign = this.peek()?.text === '-' || this.peek()?.text === '+' ? this.next().text : ''
    const token = this.next()
    const text = token.kind === 'quoted' ? `'${nameOf(token).replaceAll("'", "''")}'` : canonicalExpression(token.text)
    return (sign === '-' ? '-' : '') + text
  }

  private generation(): string {
    const expression = this.bracket()
    const stored = this.take('stored')
    this.take('virtual')
    return `(${expression}) ${stored ? 'stored' : 'virtual'}`
  }

  private reference(): Partial<ConstraintText> {
    const parent = { table: nameOf(this.next()), columns: this.peek()?.text === '(' ? this.names() : [] }
    const found: Partial<ConstraintText> = { parent }
    for (;;) {
      if (this.take('on')) {
        const event = this.next()
        const action = this.action()
        if (is(event, 'delete')) found.onDelete = action
        else found.onUpdate = action
      } else if (this.take('match')) found.match = nameOf(this.next()).toLowerCase()
      else if (is(this.peek(), 'not') && is(this.list[this.at + 1], 'deferrable')) {
        this.at += 2
        this.initially()
      } else if (this.take('deferrable')) {
        found.deferrable = true
        found.deferred = this.initially()
      } else return found
    }
  }

  private initially(): boolean {
    return this.take('initially') && (this.take('deferred') || !this.take('immediate'))
  }

  private action(): string {
    const word = this.next().text.toLowerCase()
    return word === 'set' || word === 'no' ? `${word} ${this.next().text.toLowerCase()}` : word
  }

  private conflict(): string | undefined {
    if (!is(this.peek(), 'on') || !is(this.list[this.at + 1], 'conflict')) return undefined
    this.at += 2
    const word = this.next().text.toLowerCase()
    return word === 'abort' ? undefined : word
  }

  private conflicting(): { onConflict?: string } {
    const onConflict = this.conflict()
    return onConflict ? { onConflict } : {}
  }

  /** Columns of the table itself, which a constraint may write in other letters than their own lines do. */
  private ownNames(): string[] {
    return this.names().map((name) => this.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name)
  }

  /** The columns between brackets, without their order and collation. */
  private names(): string[] {
    this.wasAutoincrement = false
    const close = closing(this.list, this.at)
    const names: string[] = []
    for (this.at++; this.at < close; this.at++) {
      const token = this.list[this.at]!
      if (is(token, 'autoincrement')) this.wasAutoincrement = true
      else if (this.list[this.at - 1]!.text === '(' || this.list[this.at - 1]!.text === ',') names.push(nameOf(token))
    }
    this.at = close + 1
    return names
  }

  /** What stands between brackets, by meaning. */
  private bracket(): string {
    const close = closing(this.list, this.at)
    const inner = this.list.slice(this.at + 1, close)
    this.at = close + 1
    return canonicalExpression(inner.map((token) => token.text).join(' '))
  }

  private take(word: string): boolean {
    const token = this.peek()
    const found = token !== undefined && (word === ',' ? token.text === ',' : is(token, word))
    if (found) this.at++
    return found
  }

  private isOneOf(words: readonly string[]): boolean {
    const token = this.peek()
    return token?.kind === 'word' && words.includes(token.text.toLowerCase())
  }

  private next(): Token {
    return this.list[this.at++] ?? { kind: 'broken', text: '', start: 0, end: 0 }
  }

  private peek(): Token | undefined {
    return this.list[this.at]
  }
}
