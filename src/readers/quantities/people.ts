/** Words that stand where a name is to come. */
const nobody = /^(?:tbd|tba|todo|none|n\/?a|nobody|pending|unknown|[\s\-–—?_.…]*)$/i

/** One person or group, with the note in parentheses or angle brackets behind the name. */
export interface Person {
  name: string
  note?: string
}

/** People as a line or a list states them, split at `,`, `+`, `&` and `and`; distinct, case aside. */
export function readPeople(said: string | readonly string[]): Person[] {
  const people = new Map<string, Person>()
  for (const part of (typeof said === 'string' ? [said] : said).flatMap(splitPeople)) {
    const [, before = '', note] = /^([^(<]*)(?:[(<]([^)>]*)[)>]?)?/.exec(part.trim()) ?? []
    const name = (before.trim() || (note ?? '')).replace(/\s+/g, ' ').trim()
    const key = name.toLowerCase()
    if (!nobody.test(name) && !people.has(key)) people.set(key, { name, ...(before.trim() && note?.trim() ? { note: note.trim() } : {}) })
  }
  return [...people.values()]
}

/** The `+` of an address divides nobody, nor does what stands in parentheses. */
function splitPeople(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const piece of text.split(/(,|&|\+(?![\w.-]*@)|[()<>]|\s+and\s+)/i)) {
    if (/^[(<]$/.test(piece)) depth++
    if (/^[)>]$/.test(piece)) depth = Math.max(0, depth - 1)
    if (depth === 0 && /^(?:[,+&]|\s+and\s+)$/i.test(piece)) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}
