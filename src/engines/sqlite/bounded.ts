import type { Script } from '../../model/script.ts'
import { type Token, tokens } from './tokens.ts'

/** What a database may be given for each statement to be sure to end within seconds: what is checked goes by rows and text. */
const mostRows = 1000
const mostText = 2 ** 19
const mostStatement = 2 ** 14
/** A cascade looks for each row through all rows, and so for each reference. */
const mostLooks = 1e7

const words = (text: string, apart = ' '): ReadonlySet<string> => new Set(text.split(apart))

/** How a statement begins that works on the schema, on given rows or on the transaction alone, and on no more than is there. */
const beginnings = words(
  'create table,create index,create unique,alter table,drop table,drop index,insert into,delete from,update,' +
    'begin,begin transaction,begin immediate,begin deferred,begin exclusive,commit,commit transaction,end,end transaction,rollback',
  ',',
)
/** What asks of tables, makes what is worked out later and elsewhere, matches by backtracking, or leaves a state of the connection. */
const unbounded = words(
  'select with as from join generated like glob regexp match using temp temporary trigger view virtual pragma returning',
)
/** Words that a bracket may follow: what is no call of a function, types, and functions that take as long as their text is. */
const opening = words(
  'key unique check default in values not and or then when else conflict if ' +
    'char character varchar varying nvarchar nchar decimal numeric number int integer bigint smallint tinyint float double real precision ' +
    'text clob blob boolean bit binary varbinary string timestamp ' +
    'length lower upper coalesce ifnull nullif typeof abs min max date time datetime julianday unixepoch strftime json_valid json_type',
)
/** Words that nothing but the name of a table can follow. */
const beforeTable = words('table exists on into references')

/** All that one database is given, for as long as it stays within what surely ends. */
export class Bounds {
  private rows = 0
  private text = 0
  private references = 0

  /** Whether these scripts surely end too, behind all that was run before. */
  hold(scripts: readonly Script[]): boolean {
    for (const { text } of scripts) {
      this.text += text.length
      this.references += text.match(/references/gi)?.length ?? 0
      if (this.text > mostText || !this.fill(rowsIn(text))) return false
    }
    return true
  }

  /** Whether there may be so many more rows. */
  fill(rows: number): boolean {
    this.rows += rows
    return this.rows <= mostRows && this.rows ** 2 * this.references <= mostLooks
  }
}

/** Text of words, numbers and signs of one letter alone; a minus may begin a comment. */
const plain = /^(?:[\w \t\n\f\r(),;=<>+*]|-(?!-))*$/

/** The tokens of a text; of a plain one where they stand is not told, for that takes longer than all the rest. */
function tokensOf(text: string): Iterable<Token> {
  if (text.length > mostStatement || !plain.test(text)) return tokens(text)
  return (text.match(/\w+|[^\s\w]/g) ?? []).map((each) => ({ kind: kindOf(each), text: each, start: 0, end: 0 }))
}

function kindOf(text: string): Token['kind'] {
  if (text === ';') return 'semicolon'
  return /^\d/.test(text) ? 'number' : /^\w/.test(text) ? 'word' : 'sign'
}

/**
 * How many rows a script puts in at the most; without end where a statement of it may run long: what is not plain is not followed.
 * Without questions, joins, recursion, triggers and views a statement takes no longer than its text and the rows that are there.
 */
function rowsIn(text: string): number {
  let rows = 0
  let statement: Token[] = []
  for (const token of tokensOf(text)) {
    if (token.kind !== 'semicolon') statement.push(token)
    else {
      rows += rowsOfStatement(statement)
      statement = []
    }
    if (token.end - (statement[0]?.start ?? token.end) > mostStatement) return Number.POSITIVE_INFINITY
  }
  return rows + rowsOfStatement(statement)
}

function rowsOfStatement([first, ...rest]: readonly Token[]): number {
  if (!first) return 0
  const beginning = wordOf(first)
  const second = wordOf(rest[0])
  if (!beginnings.has(second && beginning !== 'update' ? `${beginning} ${second}` : beginning)) return Number.POSITIVE_INFINITY
  let before = first
  let older: Token | undefined
  let brackets = 0
  for (const token of rest) {
    if (token.text === '(') {
      brackets++
      if (!mayOpen(before, older)) return Number.POSITIVE_INFINITY
    } else if (!isPlain(token) && !(beginning === 'delete' && before === first)) return Number.POSITIVE_INFINITY
    older = before
    before = token
  }
  return beginning === 'insert' ? brackets + 1 : 0
}

function wordOf(token: Token | undefined): string {
  return token?.kind === 'word' ? token.text.toLowerCase() : ''
}

function isPlain({ kind, text }: Token): boolean {
  if (kind === 'word') return !unbounded.has(text.toLowerCase())
  if (kind === 'sign') return text !== '||' && text !== '.'
  // The time of this machine is told to nobody.
  if (kind === 'string' || kind === 'quoted') return !/localtime|utc/i.test(text)
  return kind === 'number' || kind === 'blob'
}

/** Whether a bracket behind these two calls nothing but what is known. */
function mayOpen(before: Token, older: Token | undefined): boolean {
  if (before.kind === 'sign' || beforeTable.has(wordOf(older))) return true
  return opening.has(wordOf(before))
}
