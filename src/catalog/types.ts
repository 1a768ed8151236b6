interface Type {
  base: string
  args: readonly number[]
  /** What follows the arguments: `[]`. */
  rest: string
}

const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  serial: 'integer',
  int8: 'bigint',
  bigserial: 'bigint',
  int2: 'smallint',
  smallserial: 'smallint',
  bool: 'boolean',
  varchar: 'character varying',
  'char varying': 'character varying',
  char: 'character',
  bpchar: 'character',
  decimal: 'numeric',
  dec: 'numeric',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  double: 'double precision',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  timetz: 'time with time zone',
  time: 'time without time zone',
  varbit: 'bit varying',
}

/** A type's name as engines normalize it: lower case, one name for each type, no blanks in its arguments. */
export function normalType(type: string): string {
  const { base, args, rest } = parse(type)
  return `${base}${args.length ? `(${args.join(',')})` : ''}${rest}`
}

function parse(type: string): Type {
  const plain = type
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^pg_catalog\./, '')
  const found = /^([^([]+?)\s*(?:\(\s*([\d\s,-]*)\)\s*)?((?:with(?:out)? time zone)?\s*(?:\[\d*\]\s*)*)$/.exec(plain)
  if (!found) return { base: plain, args: [], rest: '' }
  const zone = /^(with(?:out)? time zone)?\s*(.*)$/.exec(found[3]!)!
  const name = zone[1] ? `${found[1]} ${zone[1]}` : found[1]!
  const args = found[2] ? found[2].split(',').map((arg) => Number(arg.trim())) : []
  return { base: aliases[name] ?? name, args, rest: zone[2]!.replace(/\s|\d/g, '') }
}

const integers = ['tinyint', 'smallint', 'mediumint', 'integer', 'bigint']
const digits: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, mediumint: 7, integer: 10, bigint: 19 }

/** Whether one type may become another without losing a value: the same type, or one of a closed table of widenings. */
export function widens(from: string, to: string): boolean {
  // MySQL's: a number without sign stays one, and what follows its type says as much on both sides.
  const [unsigned, signless] = [/ unsigned$/i.test(from), / unsigned$/i.test(to)]
  if (unsigned && signless) return widens(from.slice(0, -9), to.slice(0, -9))
  const older = parse(from)
  const newer = parse(to)
  if (normalType(from) === normalType(to)) return true
  if (older.rest !== newer.rest) return false
  switch (older.base) {
    case 'character varying':
      if (newer.base === 'text') return true
      return newer.base === older.base && older.args.length > 0 && (newer.args.length === 0 || newer.args[0]! >= older.args[0]!)
    case 'character':
      return newer.base === 'text'
    case 'numeric':
      return newer.base === 'numeric' && older.args.length > 0 && newer.args.length > 0 && widerNumeric(older.args, newer.args)
    case 'real':
      return newer.base === 'double precision'
  }
  if (!integers.includes(older.base)) return false
  if (integers.includes(newer.base)) return integers.indexOf(newer.base) > integers.indexOf(older.base)
  return newer.base === 'numeric' && (newer.args.length === 0 || ((newer.args[1] ?? 0) === 0 && newer.args[0]! >= digits[older.base]!))
}

function widerNumeric(older: readonly number[], newer: readonly number[]): boolean {
  return newer[0]! >= older[0]! && (newer[1] ?? 0) === (older[1] ?? 0)
}

/** A value's text by which it is the same one on both sides although its column's type was widened. */
export function valueKey(from: string, to: string): (value: string | null) => string | null {
  if (normalType(from) === normalType(to)) return (value) => value
  switch (parse(from).base) {
    case 'real':
      return (value) => (value === null ? null : String(Math.fround(Number(value))))
    case 'character':
      return (value) => (value === null ? null : value.trimEnd())
    default:
      return (value) => value
  }
}
