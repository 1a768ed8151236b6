/** Whether a text of SQL may mean a name: the name stands in it between characters that no name holds. Both in small letters. */
export function mentions(text: string, name: string): boolean {
  // Names that are written otherwise than they are called, or cut at 63 bytes, are found anywhere.
  if (!/^[a-z_][a-z0-9_$]*$/.test(name) || name.length > 62) return name.includes('"') || text.includes(name)
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!isNamed(text.charCodeAt(at - 1)) && !isNamed(text.charCodeAt(at + name.length))) return true
  }
  return false
}

const isNamed = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127

/** Whether SQL may be made at run time, or names be written in another way, so that anything may be meant. */
export function isDynamic(text: string): boolean {
  return /\bu&["']/i.test(text) || /\bexecute\b/i.test(text.replace(/\bexecute\s+(?:function|procedure)\s+[\w."$]+\s*\(/gi, ''))
}

/** Names fold as servers fold them: letters of ASCII alone. */
export function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
