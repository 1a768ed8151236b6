import { fitsStars } from '../../model/stars.ts'

/** What an entry of `of` speaks of: one kind of objects by name, where `*` stands for any part. */
export interface Cover {
  kind: string
  name: string
}

const kinds = ['table', 'view', 'materialized view', 'sequence', 'function', 'schema', 'enum', 'domain', 'type', 'role', 'column'] as const
const entry = new RegExp(`^(?:(${kinds.join('|')})(?:\\s*:\\s*|\\s+))?(\\S.*)$`)

/** Reads `function qt001.*`, `schema:vault`, a table's name, or `*`. */
export function coverOf(text: string): Cover {
  const [, kind, name = ''] = entry.exec(text.trim()) ?? []
  return { kind: kind ?? (text.trim() === '*' ? '*' : 'table'), name: name.trim() }
}

/** Whether an object, by its key, is spoken of. A schema speaks for all that is in it, a table for its columns. */
export function covering(of: readonly string[] | undefined): (key: string) => boolean {
  if (!of) return () => true
  const fits = of.map(coverOf).map(one)
  return (key) => fits.some((each) => each(key))
}

function one({ kind, name }: Cover): (key: string) => boolean {
  if (kind === '*') return () => true
  const whole = kind === 'schema' || kind === 'role' || name.replace(/\(.*$/s, '').includes('.') ? name : `public.${name}`
  const fits = matcher(kind === 'function' && !whole.includes('(') ? `${whole}(*)` : whole)
  return (key) => {
    const at = key.indexOf(':')
    const [itsKind, itsName] = [key.slice(0, at), key.slice(at + 1)]
    if (kind === 'schema') return itsKind !== 'role' && fits(schemaOf(itsKind, itsName))
    if (kind === 'table' && itsKind === 'column') return fits(itsName.slice(0, itsName.lastIndexOf('.')))
    return itsKind === kind && fits(itsName)
  }
}

/** Names are folded as the server folds them; `*` stands for any run of letters. */
function matcher(text: string): (name: string) => boolean {
  const pattern = text.replace(/"([^"]*)"|[^"]+/g, (part, quoted: string | undefined) => quoted ?? part.toLowerCase())
  return (name) => fitsStars(pattern, name.replaceAll('"', ''))
}

function schemaOf(kind: string, name: string): string {
  if (kind === 'schema') return name
  if (kind === 'default privilege') return / in (.+) for [a-z]+$/.exec(name)?.[1] ?? ''
  return name.includes('.') ? name.slice(0, name.indexOf('.')) : ''
}
