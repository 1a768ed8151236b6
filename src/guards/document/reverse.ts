import { naturally } from '../../model/natural.ts'
import type { Place, Span } from '../../model/place.ts'
import type { Files } from '../../model/tree.ts'
import { markdown } from '../../readers/markdown.ts'
import { createdBy } from './creation.ts'
import { bare, type Listed, listHolding, listUnder } from './lists.ts'
import { at, type Sight, stood, tell } from './sight.ts'

/** The order in which things came to be: their place in it, and those that must be listed. */
interface Order {
  of: string
  index: ReadonlyMap<string, number>
  owed: readonly { name: string; shown: string }[]
  /** Where each was created or is listed. */
  places: ReadonlyMap<string, Place>
}

/** The list under a heading is the exact reverse of the order in which a migration creates, or a document lists. */
export async function reverseList(sight: Sight, asked: { list: string; of: string }, files: Files): Promise<void> {
  const list = listUnder(sight.after, asked.list)
  if (!list) {
    const was = sight.before && listUnder(sight.before, asked.list)?.[0]
    tell(sight, { code: 'document/list-missing', args: { heading: asked.list }, what: asked.list, places: stood(sight, was?.span) })
    return
  }
  const order = await orderOf(sight, asked, list, files)
  if ('problem' in order) {
    tell(sight, { code: 'document/order-unreadable', args: { of: asked.of, problem: order.problem }, what: asked.of })
    return
  }
  const placed = list.map((each) => ({ ...each, name: each.names.find((name) => order.index.has(name)) }))
  for (const { name, text, span } of placed) {
    if (name !== undefined) continue
    tell(sight, { code: 'document/list-unknown', args: { name: text, of: order.of }, what: text, places: [at(sight, 'after', span)] })
  }
  const names = placed.filter((each) => each.name !== undefined)
  const has = new Set(names.map((each) => each.name!))
  for (const { name, shown } of order.owed) {
    if (has.has(name)) continue
    tell(sight, {
      code: 'document/list-incomplete',
      args: { name: shown, of: order.of },
      what: name,
      places: [at(sight, 'after', list[0]!.span)],
    })
  }
  for (const [i, each] of names.entries()) {
    const before = names[i - 1]
    if (!before || order.index.get(before.name!)! > order.index.get(each.name!)!) continue
    tell(sight, {
      code: 'document/list-order',
      args: { first: before.name!, second: each.name! },
      what: `${before.name} ${each.name}`,
      places: [
        at(sight, 'after', before.span),
        ...(before.span.line === each.span.line ? [] : [at(sight, 'after', each.span)]),
        ...[before, each].flatMap((one) => order.places.get(one.name!) ?? []),
      ],
    })
  }
}

/** What a migration is looked for under, where `of` is its name and no path. */
export function globsOf(of: string): string[] {
  const literal = of.replace(/[*?[\]{}()!+@\\]/g, '\\$&')
  const folder = literal.includes('/') ? [`${literal.replace(/\/[^/]*$/, '')}/**`] : []
  return [literal, `**/${literal}.sql`, `**/${literal}.up.sql`, `**/${literal}/up.sql`, `**/${literal}/migration.sql`, ...folder]
}

async function orderOf(
  sight: Sight,
  { list: heading, of }: { list: string; of: string },
  list: readonly Listed[],
  files: Files,
): Promise<Order | { problem: string }> {
  const entries = await files.entries()
  const paths = entries.has(of) ? [of] : (await files.match(globsOf(of).slice(1, 5))).filter((path) => !isDown(path))
  if (paths.length !== 1)
    return { problem: paths.length === 0 ? 'there is no such file' : `${paths.length} files fit: ${paths.slice(0, 3).join(', ')}` }
  const path = paths[0]!
  if (!/^(?:file|executable)$/.test(entries.get(path)!.mode)) return { problem: 'it is no regular file' }
  if (/\.sql$/i.test(path)) return ofMigration(sight, path, list, (sight.before && listUnder(sight.before, heading)) ?? [], files)
  if (!/\.(?:md|markdown|mdx|txt)$/i.test(path)) return { problem: 'it is neither SQL nor Markdown' }
  const document = (await files.read(path, markdown))!
  if (document.kind !== 'markdown') return { problem: 'it is not text' }
  const names = new Set(list.flatMap((each) => each.names))
  const source = listHolding(document, names) ?? []
  const index = new Map<string, number>()
  const places = new Map<string, Place>()
  for (const [i, each] of source.entries()) {
    for (const name of each.names.filter((name) => !index.has(name))) {
      index.set(name, i)
      places.set(name, { side: 'after', path, span: each.span, label: 'listed here' })
    }
  }
  const owed = source.filter((each) => !each.names.some((name) => names.has(name)))
  return { of: path, index, owed: owed.map((each) => ({ name: each.text, shown: each.text })), places }
}

/** The migration's own creations, and those of its folder ahead of it: a list may reach back over several. */
async function ofMigration(sight: Sight, path: string, list: readonly Listed[], older: readonly Listed[], files: Files): Promise<Order> {
  const own = createdBy((await files.text(path))!)
  if (own.hides) sight.say.limit(`\`${path}\` creates something within a body of code, and its order was not read`)
  const names = new Set(list.flatMap((each) => each.names))
  // What the list named before tells of which kinds it speaks, so that the last of a kind is missed too.
  const named = new Set([...names, ...older.flatMap((each) => each.names)])
  const mine = new Set(own.created.map((each) => bare(each.name)))
  const index = new Map<string, number>()
  const kinds = new Set<string>()
  const places = new Map<string, Place>()
  const put = ({ name, span }: { name: string; span: Span }, path: string) => {
    index.set(bare(name), index.size)
    places.set(bare(name), { side: 'after', path, span, label: 'created here' })
  }
  if (list.some((each) => !each.names.some((name) => mine.has(name)))) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const others = [...(await files.entries()).keys()].filter(
      (other) => other.startsWith(folder) && /\.sql$/i.test(other) && !isDown(other),
    )
    for (const other of others.filter((each) => each !== path).sort(naturally)) {
      if (naturally(other, path) > 0) continue
      for (const created of createdBy((await files.text(other)) ?? '').created) {
        if (mine.has(bare(created.name)) || !names.has(bare(created.name))) continue
        kinds.add(created.kind)
        put(created, other)
      }
    }
  }
  for (const created of own.created) {
    if (index.has(bare(created.name))) continue
    put(created, path)
    if (named.has(bare(created.name))) kinds.add(created.kind)
  }
  const owed = own.created.filter(({ kind }) => kinds.has(kind)).map(({ name }) => ({ name: bare(name), shown: name }))
  return { of: path, index, owed, places }
}

const isDown = (path: string) =>
  /(?:[._/-]down|[._/-]undo|\/U[\w.]*__[^/]*|\/revert\/[^/]*)\.sql$/i.test(path) || /\/(?:down|revert)\//i.test(path)
