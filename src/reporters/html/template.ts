import { visible } from '../escape.ts'

/** Markup that may stand in a page as it is. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[]

/** A piece of a page. Every value is escaped, but markup that was made the same way; nothing is left of `undefined` and `false`. */
export function markup(pieces: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(pieces.reduce((text, piece, at) => text + shown(values[at - 1]) + piece))
}

function shown(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(shown).join('')
  return visible(String(part)).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A sentence whose names in backticks are shown as code. */
export function sentence(text: string): Markup {
  return markup`${text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? markup`<code>${part}</code>` : part))}`
}

/** A name that may stand in an address after `#`. */
export function anchor(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[^A-Za-z0-9.-]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}`)).join('--')
}
