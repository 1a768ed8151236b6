import type { AspectValue, CatalogObject } from '../../catalog/catalog.ts'
import { normalExpression } from '../../catalog/expressions.ts'

/** In which way a policy lets more through than it did; undefined where it is proved not to. */
export function looser(older: CatalogObject, newer: CatalogObject): string | undefined {
  const restricts = older.aspects.permissive === false
  if (restricts && newer.aspects.permissive !== false) return 'it is permissive now'
  if (!restricts && newer.aspects.permissive === false) return undefined
  const [fewer, more] = restricts ? [newer, older] : [older, newer]
  // A restrictive policy restricts less when it speaks to fewer roles or commands, a permissive one permits more when to more.
  if (!within(rolesOf(more), rolesOf(fewer))) return `its roles were ${rolesOf(older).join(', ')} and are ${rolesOf(newer).join(', ')}`
  if (!within(commandsOf(more), commandsOf(fewer))) return `it was for ${older.aspects.command} and is for ${newer.aspects.command}`
  // Rows that are seen are asked of USING, rows that are written of WITH CHECK, each only by commands that do so.
  const asked = commandsOf(more)
  const sees = asked.some((command) => command !== 'INSERT')
  const writes = asked.includes('INSERT') || asked.includes('UPDATE')
  // An expression that is not there permits nothing, and restricts nothing.
  const shut = (was: AspectValue | undefined, is: AspectValue | undefined) => ((restricts ? was : is) ?? null) === null || narrower(was, is)
  if (sees && !shut(older.aspects.using, newer.aspects.using)) return 'its USING expression is not proved to be as narrow'
  if (writes && !shut(checkOf(older), checkOf(newer))) return 'its WITH CHECK expression is not proved to be as narrow'
  return undefined
}

const rolesOf = ({ aspects }: CatalogObject): string[] => (Array.isArray(aspects.roles) ? aspects.roles.map(String) : ['PUBLIC'])
const commandsOf = ({ aspects }: CatalogObject): string[] => {
  const command = String(aspects.command ?? 'ALL').toUpperCase()
  return command === 'ALL' || command === '*' ? ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] : [command]
}

const within = (some: readonly string[], all: readonly string[]) => all.includes('PUBLIC') || some.every((each) => all.includes(each))

/** Without a WITH CHECK the USING expression is asked of what is written, too. */
const checkOf = ({ aspects }: CatalogObject) => aspects.withCheck ?? aspects.using

/** Equal, or `old AND …`. */
function narrower(older: AspectValue | undefined, newer: AspectValue | undefined): boolean {
  if ((older ?? null) === (newer ?? null)) return true
  if (typeof older !== 'string' || typeof newer !== 'string') return false
  const asked = conjuncts(newer)
  return conjuncts(older).every((each) => asked.includes(each))
}

/** The terms of an expression that all have to hold. */
function conjuncts(expression: string): string[] {
  const text = normalExpression(expression)
  const words = text.match(/'(?:[^']|'')*'|\S+/g) ?? []
  const terms: string[][] = [[]]
  let depth = 0
  // The AND of BETWEEN joins nothing.
  let between = false
  for (const word of words) {
    if (word === '(') depth++
    if (word === ')') depth--
    if (depth === 0 && word === 'or') return [text]
    if (depth === 0 && word === 'between') between = true
    if (depth === 0 && word === 'and' && !between) terms.push([])
    else {
      if (depth === 0 && word === 'and') between = false
      terms.at(-1)!.push(word)
    }
  }
  return terms.length === 1 ? [text] : terms.flatMap((term) => conjuncts(term.join(' ')))
}
