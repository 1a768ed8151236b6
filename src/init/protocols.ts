import type { Files } from '../model/tree.ts'
import { plain } from '../readers/markdown.ts'
import type { Found } from './databases.ts'
import { pointedAt } from './draft/code.ts'
import { documentOf } from './draft/document.ts'
import { namedIn, type Standing, tablesOf } from './draft/named.ts'
import { statusOf, whyOf } from './draft/status.ts'
import { tokensOf } from './draft/tokens.ts'
import type { Draft, ProtocolDraft, Source } from './draft.ts'
import { type Page, titleOf } from './pages.ts'

const mostOwnDocuments = 2
const taken = ['databases', 'guard', 'data', 'tokens']
const grave = ['irreversible', 'lossy', 'reversible']

/** Where the documents of migrations stand, by the names of those that are there. */
export async function documentTemplate(
  files: Files,
  ids: ReadonlySet<string>,
): Promise<{ document?: string; documented: ReadonlySet<string> }> {
  const counts = new Map<string, string[]>()
  for (const path of await files.match(['**/*.{md,markdown}'])) {
    const id = [...ids].find((each) => path.endsWith(`/${each}.md`) || path.includes(`/${each}/`))
    if (id === undefined) continue
    const template = path.replaceAll(id, '{migration}')
    counts.set(template, [...(counts.get(template) ?? []), id])
  }
  const [best] = [...counts].sort((a, b) => b[1].length - a[1].length)
  return best ? { document: best[0], documented: new Set(best[1]) } : { documented: new Set() }
}

/** The protocols: one for the pages of a folder that speak of ways back, and one for the tables that none of them names. */
export async function protocolsOf(seen: {
  files: Files
  pages: readonly Page[]
  found: readonly Found[]
  ids: ReadonlySet<string>
  today: string
}): Promise<ProtocolDraft[]> {
  const standings: Standing[] = seen.found.map(({ draft, catalog }) => ({ database: draft.name, catalog, several: seen.found.length > 1 }))
  const ofMigrations = seen.pages.filter(({ path }) => [...seen.ids].some((id) => path.includes(id)))
  const pages = ofMigrations.length > mostOwnDocuments ? seen.pages.filter((page) => !ofMigrations.includes(page)) : seen.pages
  const once = new Set<string>()
  const protocols: ProtocolDraft[] = []
  for (const group of groupsOf(pages)) {
    const draft = await protocolOf(group, standings, seen)
    const protect = draft.protect.filter((each) => !once.has(keyOf(each)))
    for (const each of protect) once.add(keyOf(each))
    if (protect.length) protocols.push({ ...draft, id: unique(draft.id, protocols), protect })
  }
  const tokens = (await tokensOf(seen.files, [])).filter(
    (each) => !once.has(keyOf(each)) && !patterns(protocols).has(String(each.keys.pattern)),
  )
  if (tokens.length) protocols.push({ ...formats, protect: tokens })
  const data = standings.flatMap((standing) => tablesOf(standing, pinned(protocols, standing)))
  return data.length ? [...protocols, { ...tables, protect: data }] : protocols
}

/** Pages of one subject: those of a folder that is named for it, or that name each other. */
function groupsOf(pages: readonly Page[]): Page[][] {
  const groups: Page[][] = []
  for (const page of pages) {
    const own = folderOf(page)
    const belongs = (other: Page) => (own === folderOf(other) && !usual.test(own)) || namesOther(page, other) || namesOther(other, page)
    const group = groups.find((each) => each.some(belongs))
    if (group) group.push(page)
    else groups.push([page])
  }
  return groups
}

const usual =
  /(?:^|\/)(?:|docs?|documentation|wiki|runbooks?|guides?|ops|rollbacks?|blueprints?|adr|architecture|database|db|migrations?)$/i
const folderOf = ({ path }: Page): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const namesOther = (page: Page, other: Page): boolean => page.document.text.includes(other.path)

const keyOf = ({ kind, subject, keys }: Draft): string => `${kind} ${subject} ${String(keys.database ?? '')}`
const patterns = (protocols: readonly ProtocolDraft[]) =>
  new Set(protocols.flatMap(({ protect }) => protect.map(({ keys }) => String(keys.pattern))))

/** The tables that protocols pin already. */
function pinned(protocols: readonly ProtocolDraft[], { several, database }: Standing): Set<string> {
  const own = protocols
    .flatMap(({ protect }) => protect)
    .filter(({ kind, keys }) => kind === 'table' && (!several || keys.database === database))
  return new Set(own.map(({ subject }) => subject))
}

const formats: Omit<ProtocolDraft, 'protect'> = {
  id: 'tokens',
  title: 'Tokens that are in use',
  status: 'irreversible',
  why: 'A token that was given out works until it is taken back.',
  about: ['review: the formats that the code states; take out what is no format of tokens.'],
  sources: [],
}

const tables: Omit<ProtocolDraft, 'protect'> = {
  id: 'data',
  title: 'What the tables hold',
  status: 'irreversible',
  why: 'Data that is dropped does not come back.',
  about: ['review: every table that stands, with its columns, keys and rows; take out the lines of those that may go.'],
  sources: [],
}

async function protocolOf(
  group: readonly Page[],
  standings: readonly Standing[],
  { files, today }: { files: Files; today: string },
): Promise<ProtocolDraft> {
  const ranked = group
    .map((page) => ({ page, ...statusOf(page) }))
    .sort((a, b) => grave.indexOf(a.status) - grave.indexOf(b.status) || b.page.document.text.length - a.page.document.text.length)
  const [{ page, status, source }] = ranked as [(typeof ranked)[number]]
  const why = whyOf(page)
  const drafts = [
    ...group.map((each) => documentOf(each, today)),
    ...(await pointedAt(files, group)).filter(({ kind }) => kind === 'document'),
    ...group.flatMap((each) => standings.flatMap((standing) => namedIn(each, standing))),
    ...(await tokensOf(files, group)).filter(({ sources }) => sources.some(({ path }) => group.some((each) => each.path === path))),
    ...(await pointedAt(files, group)).filter(({ kind }) => kind !== 'document'),
  ]
  const { id, title, line } = nameOf(page)
  const sources: Source[] = [{ path: page.path, line, says: 'title' }, ...(source ? [source] : []), ...(why ? [why.source] : [])]
  return { id, title, status, ...(why ? { why: why.why } : {}), about: [], protect: joined(drafts), sources }
}

/** Drafts of one subject as one, with the places of all. */
function joined(drafts: readonly Draft[]): Draft[] {
  const found = new Map<string, Draft>()
  for (const draft of drafts) {
    const known = found.get(keyOf(draft))
    found.set(
      keyOf(draft),
      known ? { ...known, keys: { ...draft.keys, ...known.keys }, sources: [...known.sources, ...draft.sources] } : draft,
    )
  }
  return [...found.values()]
}

/** A protocol's name: the number that the page gives it, else its title without the words of this trade. */
function nameOf(page: Page): { id: string; title: string; line: number } {
  const { document } = page
  const field = document.fields.find(({ name }) => /^protocol$/i.test(name))
  const whole = titleOf(page)
  const number = /\bprotocol[\s_#-]*(\d+)/i.exec(`${whole} ${field?.value ?? ''} ${page.path}`)?.[1]
  const title = plain(field?.value.replace(/\s*\([^()]*\)\s*$/, '') ?? whole).slice(0, 100)
  const words =
    number === undefined
      ? (slugOf(whole.replace(/:\s.*$/, '')) ?? slugOf(whole) ?? slugOf(page.path.replace(/^.*\/|\.\w+$/g, '')) ?? 'protocol')
      : `protocol-${number.padStart(3, '0')}`
  return { id: words, title, line: field?.span.line ?? document.sections.find(({ heading }) => plain(heading) === whole)?.span.line ?? 1 }
}

function slugOf(text: string): string | undefined {
  const words = text
    .replace(/^\W*\d+\W+/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(
      /\broll\s?back\b|\bimpossib\w+|\birreversib\w+|\bprocedures?\b|\bplan\b|\bemergency\b|\bdocument\b|\bthe\b|\bof\b|\bfor\b|\band\b|\bhow\b|\bto\b|\bwhy\b|\ban?\b/g,
      ' ',
    )
    .match(/[a-z0-9]+/g)
  const first = [...new Set(words ?? [])].slice(0, 4)
  while (first.length > 1 && little.test(first.at(-1)!)) first.pop()
  const slug = first.join('-')
  return /^[a-z]/.test(slug) && slug.length >= 3 ? slug : undefined
}

/** Words that a name does not end with. */
const little = /^(?:is|are|was|were|be|by|in|on|at|as|or|it|its|we|our|us|no|not|can|cannot|from|with|this|that|their|after|before|when)$/

function unique(id: string, protocols: readonly ProtocolDraft[]): string {
  const used = new Set([...taken, ...protocols.map((each) => each.id)])
  for (let count = 1; ; count++) {
    const tried = count === 1 ? id : `${id}-${count}`
    if (!used.has(tried)) return tried
  }
}
