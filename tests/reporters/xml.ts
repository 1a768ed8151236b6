/** An element of a parsed document. */
export interface Element {
  name: string
  attributes: Readonly<Record<string, string>>
  children: (Element | string)[]
}

/** A character that a document may hold (XML 1.0, production 2). */
const character = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Parses a document strictly: what is not well-formed throws. No document types, comments or sections are known. */
export function parseXml(text: string): Element {
  if (!character.test(text)) throw new Error('a character that XML does not know')
  let at = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(text)?.[0].length ?? 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const sticky = new RegExp(pattern.source, 'uy')
    sticky.lastIndex = at
    const found = sticky.exec(text) ?? undefined
    if (found) at += found[0].length
    return found
  }
  const must = (pattern: RegExp) => take(pattern) ?? fail(pattern)
  const fail = (pattern: RegExp): never => {
    throw new Error(`${pattern} is wanted at ${at}: ${text.slice(at, at + 40)}`)
  }
  const decoded = (raw: string) =>
    raw.replace(/&([^;]*);?/g, (whole, name: string) => {
      const code = /^#(\d+)$/.exec(name)?.[1]
      return code !== undefined
        ? String.fromCodePoint(Number(code))
        : whole.endsWith(';') && entities[name]
          ? entities[name]
          : fail(/an entity/)
    })
  const element = (): Element => {
    const name = must(/<([A-Za-z][\w.-]*)/)[1]!
    const attributes: Record<string, string> = {}
    for (let found = take(/\s+([A-Za-z][\w:.-]*)="([^<"]*)"/); found; found = take(/\s+([A-Za-z][\w:.-]*)="([^<"]*)"/)) {
      if (Object.hasOwn(attributes, found[1]!)) throw new Error(`${found[1]} stands twice`)
      attributes[found[1]!] = decoded(found[2]!)
    }
    if (take(/\/>/)) return { name, attributes, children: [] }
    must(/>/)
    const children: (Element | string)[] = []
    while (!take(/<\//)) {
      const words = take(/[^<]+/)?.[0]
      if (words?.includes(']]>')) throw new Error('the end of a section')
      children.push(words === undefined ? element() : decoded(words))
    }
    must(new RegExp(`${name}>`))
    return { name, attributes, children }
  }
  const root = element()
  must(/\s*$/)
  return root
}

/** Every element of a name, in the order of the document. */
export function all(root: Element, name: string): Element[] {
  const own = root.name === name ? [root] : []
  return [...own, ...root.children.flatMap((child) => (typeof child === 'string' ? [] : all(child, name)))]
}

/** The text of an element and of all in it. */
export function textOf({ children }: Element): string {
  return children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}
