import { closing } from './text.ts'
import { is, nameOf, type Token, tokens } from './tokens.ts'

/**
 * The columns that an UPDATE touches only where they are NULL: asked so by its WHERE (`c IS NULL AND …`),
 * or kept by what is assigned (`SET c = coalesce(c, …)`). In lower case; none where that cannot be read.
 */
export function whereNull(sql: string): string[] {
  const list = flat([...tokens(sql)])
  const update = list.findIndex(({ token }) => is(token, 'update'))
  if (update === -1) return []
  const rest = list.slice(update + 1)
  const set = rest.findIndex(({ token }) => is(token, 'set'))
  const head = rest.slice(0, set).map(({ token }) => token)
  const target = targetNames(head)
  const end = (words: readonly string[], from: number) => {
    const found = rest.findIndex(({ token }, index) => index > from && words.some((word) => is(token, word)))
    return found === -1 ? rest.length : found
  }
  const where = end(['where'], set)
  const asked = where === rest.length ? [] : conjuncts(rest.slice(where + 1, end(['returning', 'order', 'limit'], where)))
  const assigned = divide(rest.slice(set + 1, end(['from', 'where', 'returning', 'order', 'limit'], set)), ',')
  return [...asked.flatMap((part) => nullColumn(part, target)), ...assigned.flatMap((part) => keptColumn(part, target))]
}

/** A token, or a bracket with all that it holds. */
interface Item {
  token: Token
  inner?: Item[]
}

function flat(list: readonly Token[]): Item[] {
  const items: Item[] = []
  for (let at = 0; at < list.length; at++) {
    const token = list[at]!
    if (token.text !== '(' || token.kind !== 'sign') {
      items.push({ token })
      continue
    }
    const close = closing(list, at)
    items.push({ token, inner: flat(list.slice(at + 1, close)) })
    at = close
  }
  return items
}

/** The names by which the statement may call the table that it changes. */
function targetNames(head: readonly Token[]): string[] {
  const words = head.filter((token, index) => !(is(token, 'or') || is(head[index - 1], 'or')))
  const indexed = words.findIndex((token) => is(token, 'indexed') || is(token, 'not'))
  return (indexed === -1 ? words : words.slice(0, indexed))
    .filter((token) => token.text !== '.' && !is(token, 'as'))
    .map((token) => nameOf(token).toLowerCase())
}

function conjuncts(list: readonly Item[]): Item[][] {
  if (list.some(({ token }) => is(token, 'or'))) return []
  // BETWEEN … AND … is no conjunction; what it holds is never read as a question for NULL.
  return divide(list, 'and').flatMap((part) => (part.length === 1 && part[0]!.inner ? conjuncts(part[0]!.inner) : [part]))
}

function divide(list: readonly Item[], mark: string): Item[][] {
  const parts: Item[][] = [[]]
  for (const item of list) {
    if (item.token.text.toLowerCase() === mark && !item.inner && item.token.kind !== 'string') parts.push([])
    else parts.at(-1)!.push(item)
  }
  return parts
}

function nullColumn(part: readonly Item[], target: readonly string[]): string[] {
  const [column, rest] = columnAt(part, target)
  if (column === undefined) return []
  const words = rest.map(({ token }) => token.text.toLowerCase()).join(' ')
  return words === 'is null' || words === 'isnull' ? [column] : []
}

function keptColumn(part: readonly Item[], target: readonly string[]): string[] {
  const [column, rest] = columnAt(part, target)
  if (column === undefined || rest.length !== 3 || rest[0]!.token.text !== '=' || !rest[2]!.inner) return []
  if (!is(rest[1]!.token, 'coalesce') && !is(rest[1]!.token, 'ifnull')) return []
  const [first] = divide(rest[2]!.inner, ',')
  const [kept, none] = columnAt(first!, target)
  return kept === column && none.length === 0 ? [column] : []
}

function columnAt(part: readonly Item[], target: readonly string[]): [string | undefined, readonly Item[]] {
  const name = (item: Item | undefined) =>
    item && !item.inner && ['word', 'quoted'].includes(item.token.kind) ? nameOf(item.token).toLowerCase() : undefined
  const first = name(part[0])
  if (part[1]?.token.text !== '.') return [first, part.slice(1)]
  return first !== undefined && target.includes(first) ? [name(part[2]), part.slice(3)] : [undefined, []]
}
