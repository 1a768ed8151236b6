/** The text without what stands in parentheses: notes. */
export function withoutNotes(text: string): string {
  return text.replace(/\([^()]*\)/g, ' ').replace(/\s+/g, ' ')
}

/** The text as a message shows it. */
export function shown(text: string): string {
  const one = text.replace(/\s+/g, ' ').trim()
  return one.length > 60 ? `${one.slice(0, 60)}…` : one
}
