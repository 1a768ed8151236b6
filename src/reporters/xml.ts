import { visible } from './escape.ts'

/** Characters that no XML document may hold (XML 1.0, section 2.2) and that `visible` lets pass. */
const invalid =
  /[\ufffe\uffff]|[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]/g

/** Text between tags or in an attribute, whatever it holds; line ends and tabs stay as they are in an attribute too. */
export function escaped(text: string): string {
  return visible(text)
    .replace(invalid, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replace(/[&<>"'\t\n]/g, (character) => names[character] ?? `&#${character.charCodeAt(0)};`)
}
const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** An element; children stand as they are, an attribute without a value is left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] = [],
): string {
  const given = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]))
  return children.length ? `<${name}${given.join('')}>${children.join('')}</${name}>` : `<${name}${given.join('')}/>`
}
