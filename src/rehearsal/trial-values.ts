import type { Bounds } from './trial-checks.ts'

/** What is known of a column when a value is made for it. */
export interface Cell {
  type: string
  /** What an enum or the column's checks ask. */
  bounds: Bounds
  /** Counts through all cells of a rehearsal, so that no two cells are alike. */
  number: number
  /** As awkward as its type allows, so that what rounds, cuts or folds values is seen to. */
  sharp?: boolean
}

type Maker = (cell: Cell, size: readonly number[]) => string

/** Parts of a second that a column without them drops. */
const moment = ({ sharp }: Cell): string => (sharp ? '.654321' : '')

const days = (number: number): string => new Date(Date.UTC(2001, 0, 1) + number * 86_400_000).toISOString().slice(0, 10)
const time = (number: number): string =>
  `${String(number % 24).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}:${String((number * 7) % 60).padStart(2, '0')}`
const hex = (number: number, digits: number): string => (number * 2_654_435_761).toString(16).padStart(digits, '0').slice(-digits)
const word = (number: number): string => `Trial ${hex(number, 6).toUpperCase()}x${number}`

const whole =
  (most: number): Maker =>
  ({ number }) =>
    String((1000 + number) % most)
/** With a space at its end, where there is room, that `trim` and `char(n)` take away. */
const text: Maker = ({ number, sharp }, [length]) =>
  length !== undefined && length < 24 ? word(number).replace(' ', '').slice(-length) : `${word(number)}${sharp ? ' ' : ''}`

/** By the first word or words of a type as Postgres and SQLite write it. */
const makers: readonly (readonly [RegExp, Maker])[] = [
  [/^(smallint|int2|tinyint)\b/, whole(32_000)],
  [/^(bigint|int8|integer|int4|int|mediumint|serial|bigserial|oid|unsigned)\b/, whole(2_000_000_000)],
  [/^numeric$/, ({ number, sharp }) => `${1000 + number}${sharp ? '.123456789012345678901' : ''}`],
  [/^(numeric|decimal|dec)\b/, ({ number }, [precision = 12, scale = 0]) => fixed(number, precision, scale)],
  [/^(double|float8)/, ({ number, sharp }) => `${1000 + number}.${sharp ? '123456789' : '25'}`],
  [/^(real|float|double|money)/, ({ number }) => `${1000 + number}.25`],
  [/^bool/, ({ number }) => (number % 2 ? 'true' : 'false')],
  [/^(timestamp(\(\d\))? with time zone|timestamptz)/, (cell) => `${days(cell.number)} ${time(cell.number)}${moment(cell)}+00`],
  [/^(timestamp|datetime)/, (cell) => `${days(cell.number)} ${time(cell.number)}${moment(cell)}`],
  [/^date\b/, ({ number }) => days(number)],
  [/^time/, (cell) => `${time(cell.number)}${moment(cell)}`],
  [/^interval/, ({ number, sharp }) => `${sharp ? '1 mon ' : ''}${number} days${sharp ? ' 05:06:07.654321' : ''}`],
  [/^uuid/, ({ number }) => `${hex(number, 8)}-0000-4000-8000-${hex(number + 1, 12)}`],
  // Keys in an order, and spaces, that `jsonb` does not keep.
  [/^jsonb?/, ({ number, sharp }) => (sharp ? `{"trial":  ${number}, "a": true}` : `{"trial": ${number}}`)],
  [/^(bytea|blob)/, ({ number }) => `\\x${hex(number, 8)}`],
  [/^inet/, ({ number }) => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`],
  [/^cidr/, ({ number }) => `10.${(number >> 8) & 255}.${number & 255}.0/24`],
  [/^macaddr8/, ({ number }) => hex(number, 16)],
  [/^macaddr/, ({ number }) => hex(number, 12)],
  [/^(bit varying|varbit)/, ({ number }) => number.toString(2)],
  [/^bit/, ({ number }, [length = 1]) => number.toString(2).slice(-length).padStart(length, '0')],
  [/^(int4range|int8range|numrange)/, ({ number }) => `[${number * 10},${number * 10 + 5})`],
  [/^daterange/, ({ number }) => `[${days(number * 3)},${days(number * 3 + 2)})`],
  [/^(tsrange|tstzrange)/, ({ number }) => `["${days(number * 3)} 00:00","${days(number * 3 + 2)} 00:00")`],
  [/^point/, ({ number }) => `(${number},${number + 1})`],
  [/^tsvector/, ({ number }) => `'trial${number}'`],
  [/^tsquery/, ({ number }) => `'trial${number}'`],
  [/^xml/, ({ number }) => `<trial n="${number}"/>`],
  [/^ltree/, ({ number }) => `Trial.n${number}`],
  [/^hstore/, ({ number }) => `"trial"=>"${number}"`],
  [/^vector/, ({ number }, [size = 3]) => `[${Array.from({ length: size }, (_, i) => number + i / 8).join(',')}]`],
  [/^pg_lsn/, ({ number }) => `0/${hex(number, 6)}`],
  [
    /^(character|char|bpchar|nchar)\b(?! varying)/,
    ({ number }, [length = 1]) => word(number).replace(' ', '').slice(-length).padEnd(length, 'x'),
  ],
  [/^(text|character varying|varchar|nvarchar|citext|name|clob|string)?/, text],
]

/** A value for a cell, unlike that of any other cell where its type has room for that. */
export function valueFor(cell: Cell): string {
  const { bounds, number } = cell
  if (bounds.choices.length) return bounds.choices[number % bounds.choices.length]!
  const type = cell.type.toLowerCase().replace(/^(public|pg_catalog)\./, '')
  if (type.endsWith('[]')) {
    const inner = valueFor({ ...cell, type: type.replace(/(\[\])+$/, '') })
    return `{"${inner.replace(/(["\\])/g, '\\$1')}"}`
  }
  if (type.startsWith('(')) {
    const parts = cell.type.slice(1, -1).split(/,(?![^(]*\))/)
    const inner = parts.map((part) => valueFor({ ...cell, type: part.trim().replace(/^("(?:[^"]|"")*"|\S+) /, '') }))
    return `(${inner.map((value) => `"${value.replace(/(["\\])/g, '\\$1')}"`).join(',')})`
  }
  const size = (/\(([\d, ]+)\)/.exec(type)?.[1] ?? '').split(',').filter(Boolean).map(Number)
  const value = makers.find(([fits]) => fits.test(type))![1](cell, size)
  if (bounds.length) return sized(value, bounds.length)
  const outside = bounds.number && /^-?[\d.]+$/.test(value) && (Number(value) < bounds.number.least || Number(value) > bounds.number.most)
  return outside ? within(number, bounds.number!) : value
}

/** A value cut or filled up to the length that a check asks; bytes are counted in pairs of digits. */
function sized(value: string, { least, most }: { least: number; most: number }): string {
  const bytes = value.startsWith('\\x')
  const unit = bytes ? 2 : 1
  const body = bytes ? value.slice(2) : value
  const length = Math.max(0, least, Math.min(most, body.length / unit)) * unit
  return `${bytes ? '\\x' : ''}${body
    .slice(-length || body.length)
    .padEnd(length, bytes ? '0' : 'x')
    .slice(0, length)}`
}

function within(number: number, { least, most }: { least: number; most: number }): string {
  const low = Math.max(least, -1e15)
  const room = Math.max(1, Math.min(most - low + 1, 1e9))
  return String(least > -1e15 ? low + (number % room) : most - (number % 1000))
}

function fixed(number: number, precision: number, scale: number): string {
  const whole = Math.max(0, Math.min(precision - scale, 6))
  const head = whole === 0 ? '0' : String(number % 10 ** whole)
  return scale > 0 ? `${head}.${String(number % 10 ** Math.min(scale, 6)).padStart(Math.min(scale, 6), '0')}` : head
}
