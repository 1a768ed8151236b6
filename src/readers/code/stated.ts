import { Refusal } from '../../model/refusal.ts'
import type { Reader } from '../../model/tree.ts'
import { type Dead, deadBecause } from './alive.ts'
import { apartBecause } from './apart.ts'
import { codeEndings, codeLanguageOf } from './languages.ts'
import type { Literal, Literals } from './literal.ts'
import { literalsOf } from './literals.ts'
import { scalarsOf } from './scalars.ts'
import { code, type Source, withinStack } from './source.ts'

/** What stands in place of the variable of a piece of text, with the literal that holds it. */
export interface Stated {
  literal: Literal
  /** The decoded text, or why it cannot be decoded. */
  value: { value: string } | { problem: string }
  /** Where the found text begins and ends in the file. */
  start: number
  end: number
  dead?: Dead
  /** Why it runs in tests alone, or in no build of what is shipped. */
  apart?: string
}

/** A file as literals; one in a language that cannot be decoded is a refusal. */
export const literalReader: Reader<Literals & { source?: Source }> = {
  name: 'literals',
  read: async (bytes, path) => {
    if (codeLanguageOf(path)) {
      const source = await code.read(bytes, path)
      return { ...withinStack(path, () => literalsOf(source)), source }
    }
    const scalars = await scalarsOf(new TextDecoder().decode(bytes), path)
    if (scalars) return scalars
    const known = [...codeEndings, 'json', 'jsonc', 'yaml', 'yml', 'toml', 'sql'].join(', ')
    throw new Refusal(`literals of \`${path}\` cannot be decoded; files that can end in ${known}`, { path })
  },
}

/** The quotes that a literal may be put in, where one kind is as good as another. */
const quotes: Readonly<Record<string, string>> = { ts: '\'"`', tsx: '\'"`', js: '\'"`', python: '\'"', go: '"`', yaml: '\'"', toml: '\'"' }

/**
 * Every place where `contains` stands with a literal's rest for its variable; white space between words aside. Where it stands
 * nowhere, it is looked for with other quotes around the variable: a formatter changes those.
 */
export function statedIn(file: Literals & { source?: Source }, contains: string, variable: string): Stated[] {
  const cut = contains.indexOf(variable)
  const [left, right] = [contains.slice(0, cut), contains.slice(cut + variable.length)]
  const found = statedBetween(file, left, right)
  const quote = left.at(-1)
  if (found.length > 0 || quote === undefined || !right.startsWith(quote) || !quotes[file.language]?.includes(quote)) return found
  return [...quotes[file.language]!]
    .filter((each) => each !== quote)
    .flatMap((each) => statedBetween(file, left.slice(0, -1) + each, each + right.slice(1)))
}

function statedBetween(file: Literals & { source?: Source }, left: string, right: string): Stated[] {
  const found: Stated[] = []
  for (const literal of file.literals) {
    const place = within(file.text, literal, left, right) ?? around(file.text, literal, left, right)
    if (!place) continue
    const dead = file.source && literal.node ? deadBecause(literal.node, file.source) : undefined
    const apart = file.source && literal.node && !dead ? apartBecause(literal.node, file.source) : undefined
    found.push({ literal, ...place, ...(dead ? { dead } : {}), ...(apart ? { apart } : {}) })
  }
  return found
}

type Place = Pick<Stated, 'value' | 'start' | 'end'>

/** The variable stands inside the literal: what is left and right of it may reach into the literal. */
function within(text: string, literal: Literal, left: string, right: string): Place | undefined {
  const last = literal.joined?.at(-1) ?? literal
  const [first, final] = [text.slice(literal.contentStart, literal.contentEnd), text.slice(last.contentStart, last.contentEnd)]
  for (let inner = 0; inner <= left.length && first.startsWith(left.slice(left.length - inner)); inner++) {
    const start = backwards(left.slice(0, left.length - inner), text, literal.contentStart)
    if (start === -1) continue
    for (let tail = 0; tail <= right.length && final.endsWith(right.slice(0, tail)); tail++) {
      const end = forwards(right.slice(tail), text, last.contentEnd)
      if (end === -1) continue
      return {
        start,
        end,
        value: statedValue(text, literal, anchors(left.slice(left.length - inner), inner), anchors(right.slice(0, tail), tail)),
      }
    }
  }
  return undefined
}

/** The variable stands for the literal with its delimiters. */
function around(text: string, literal: Literal, left: string, right: string): Place | undefined {
  const start = backwards(left, text, literal.start)
  const end = start === -1 ? -1 : forwards(right, text, literal.end)
  return end === -1 ? undefined : { start, end, value: statedValue(text, literal, 0, 0) }
}

/** Anchors and groups that `contains` itself writes belong to the pattern as the code searches it, so they are kept. */
function anchors(piece: string, length: number): number {
  return /^(?:\^|\$|\\A|\\z|\\Z|\(\?:|\(\?[a-z]+\)|\(|\))+$/.test(piece) ? 0 : length
}

function statedValue(text: string, literal: Literal, skip: number, drop: number): Place['value'] {
  const all = [literal, ...(literal.joined ?? [])]
  let value = ''
  for (const [index, each] of all.entries()) {
    const from = each.contentStart + (index === 0 ? skip : 0)
    const to = each.contentEnd - (index === all.length - 1 ? drop : 0)
    const part = each.decode(text.slice(from, to))
    if ('problem' in part) return part
    value += part.value
  }
  return { value }
}

const space = (character: string | undefined) => character !== undefined && /\s/.test(character)
const word = (character: string | undefined) => character !== undefined && /\w/.test(character)

/** Where `piece` begins when it ends at `end`, white space between words aside; -1 where it does not stand there. */
function backwards(piece: string, text: string, end: number): number {
  let [i, j] = [piece.length, end]
  while (true) {
    const [pieceAt, textAt] = [i, j]
    while (i > 0 && space(piece[i - 1])) i--
    if (i === 0) return textAt
    while (j > 0 && space(text[j - 1])) j--
    const parted = i < pieceAt !== j < textAt
    if (parted && word(piece[i - 1]) && word(piece[pieceAt])) return -1
    if (j === 0 || piece[i - 1] !== text[j - 1]) return -1
    i--
    j--
  }
}

/** Where `piece` ends when it begins at `start`; -1 where it does not stand there. */
function forwards(piece: string, text: string, start: number): number {
  let [i, j] = [0, start]
  while (true) {
    const [pieceAt, textAt] = [i, j]
    while (i < piece.length && space(piece[i])) i++
    if (i === piece.length) return textAt
    while (j < text.length && space(text[j])) j++
    const parted = i > pieceAt !== j > textAt
    if (parted && word(piece[i]) && word(piece[pieceAt - 1])) return -1
    // A formatter that breaks a call into lines writes a comma behind the last argument.
    const comma = piece[i] === ')' ? /^,\s*(?=\))/.exec(text.slice(j, j + 200)) : undefined
    if (comma) j += comma[0].length
    if (j === text.length || piece[i] !== text[j]) return -1
    i++
    j++
  }
}
