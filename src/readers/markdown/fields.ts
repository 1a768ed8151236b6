import type { Field, Line } from '../markdown.ts'
import type { PhrasedLine } from './phrase.ts'

/** Fields that lines of visible text state: `Name: value`, the name in no code and nothing of it struck out. */
export function lineFields(lines: readonly PhrasedLine[]): Field[] {
  return lines.flatMap(({ bits, span }) => {
    let name = ''
    for (const [i, bit] of bits.entries()) {
      if (bit.struck) continue
      if (bit.code) return []
      const colon = bit.text.indexOf(':')
      name += colon === -1 ? bit.text : bit.text.slice(0, colon)
      if (colon === -1) continue
      const rest = bits.slice(i + 1).filter((later) => !later.struck)
      const value = bit.text.slice(colon + 1) + rest.map((later) => later.text).join('')
      return field(name, value, 'text', span)
    }
    return []
  })
}

/** Fields that the lines of a comment state. */
export function commentFields(lines: readonly Line[]): Field[] {
  return lines.flatMap(({ text, span }) => {
    const colon = text.indexOf(':')
    return colon === -1 ? [] : field(text.slice(0, colon), text.slice(colon + 1), 'comment', span)
  })
}

function field(name: string, value: string, from: Field['from'], span: Field['span']): Field[] {
  const bare = marks(name)
  const said = marks(value)
  if (bare === '' || bare.length > 100 || said === '') return []
  return [{ name: bare, value: said, from, span }]
}

/** Text that follows a comment is not parsed, so that its marks are still there. */
function marks(text: string): string {
  return text
    .trim()
    .replace(/^(?:[-+]\s+)?(?:\*\*|__|\*(?=\S))?\s*/, '')
    .replace(/\s*(?:\*\*|__)$/, '')
    .replace(/\s+/g, ' ')
    .trim()
}
