import type { Catalog } from '../catalog/catalog.ts'
import type { Chain } from '../migrations/migration.ts'
import { readChain } from '../migrations/recognise.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import type { DatabaseDraft } from './draft.ts'
import { type Guess, guessEngines } from './engine.ts'
import { migrationFolders } from './folders.ts'

/** A database that was found, with what its migrations make of it. */
export interface Found {
  draft: DatabaseDraft
  chain: Chain
  catalog: Catalog
}

/** Runs the migrations of a database and tells what then stands, or what is in the way. */
export type Run = (definition: DatabaseDefinition) => Promise<{ catalog: Catalog } | { failure: string; ran: number }>

const mostRoles = 12

/** The databases of a tree, and what was left out, as sentences. */
export async function databasesOf(
  files: Files,
  run: Run,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ found: Found[]; left: string[] }> {
  const found: Found[] = []
  const left: string[] = []
  const rendered = new Set<string>()
  for (const folder of await migrationFolders(files)) {
    // What another folder's code amounts to is no history of its own.
    if (rendered.has(folder)) continue
    const outcome = await databaseIn(files, folder, run, env)
    if (typeof outcome === 'string') left.push(outcome)
    else if (outcome) {
      found.push(outcome)
      rendered.add(outcome.draft.rendered?.replace(/\/[^/]*$/, '') ?? '')
    }
  }
  const names = namesOf(found.map(({ draft }) => draft.migrations))
  return { found: found.map((each, index) => ({ ...each, draft: { ...each.draft, name: names[index]! } })), left }
}

async function databaseIn(
  files: Files,
  folder: string,
  run: Run,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Found | string | undefined> {
  const texts = await sqlOf(files, folder)
  const guesses = await guessEngines(files, texts, folder)
  const reasons: { failure: string; ran: number }[] = []
  for (const guess of guesses) {
    if (guess.engine === 'mysql' && guess !== guesses[0]) continue
    if (guess.engine === 'mysql' && env.PAWL_MYSQL_URL === undefined)
      return `\`${folder}\` looks like MySQL (${guess.because}), which pawl runs on a server of yours alone: docs/engines/mysql.md of pawl shows how`
    const draft = await draftOf(files, folder, guess, texts)
    if ('problem' in draft) return `\`${folder}\`: ${draft.problem}`
    if (draft.chain.migrations.length === 0) return undefined
    const outcome = await settled(draft.draft, run)
    if ('catalog' in outcome) return { ...outcome, chain: draft.chain }
    reasons.push({ failure: `on ${guess.engine}: ${outcome.failure}`, ran: outcome.ran })
  }
  // The engine on which most of them run is the one that is meant.
  const [most] = reasons.sort((a, b) => b.ran - a.ran)
  return `\`${folder}\`: its migrations do not run (${most?.failure})`
}

/** The draft with the roles that running it asks for. */
async function settled(
  draft: DatabaseDraft,
  run: Run,
): Promise<{ draft: DatabaseDraft; catalog: Catalog } | { failure: string; ran: number }> {
  let tried = draft
  for (let count = 0; count <= mostRoles; count++) {
    const outcome = await run(definitionOf(tried))
    if ('catalog' in outcome) return { draft: tried, catalog: outcome.catalog }
    const extension = /the extension `([\w-]+)` is not declared/.exec(outcome.failure)?.[1]
    if (extension !== undefined && !tried.extensions.includes(extension)) {
      tried = { ...tried, extensions: [...tried.extensions, extension] }
      continue
    }
    const role = /role ["`]?([\w-]+)["`]? (?:does not exist|is not there)/.exec(outcome.failure)?.[1]
    if (role === undefined || tried.roles.includes(role)) return outcome
    tried = { ...tried, roles: [...tried.roles, role] }
  }
  return { failure: 'it asks for more roles than pawl tries', ran: 0 }
}

async function draftOf(
  files: Files,
  folder: string,
  guess: Guess,
  texts: readonly string[],
): Promise<{ draft: DatabaseDraft; chain: Chain } | { problem: string }> {
  const extensions = guess.engine === 'postgres' ? extensionsOf(texts) : []
  const server = guess.engine === 'mysql' ? { server: '$PAWL_MYSQL_URL' } : {}
  const rendered = await renderedOf(files, folder)
  const because = `${guess.engine}, as ${guess.because}`
  const draft: DatabaseDraft = {
    name: 'main',
    engine: guess.engine,
    migrations: folder,
    extensions,
    roles: [],
    because,
    ...server,
    ...rendered,
  }
  try {
    return { draft, chain: await readChain(files, definitionOf(draft)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [, ...read] = /can be read as ([\w-]+) and as ([\w-]+)/.exec(error.message) ?? []
    if (read.length === 0) return { problem: error.message }
    const format = await toolOf(files, read)
    const named = { ...draft, format, because: `${because}; it can be read as ${read.join(' and as ')}: see that \`format\` is right` }
    try {
      return { draft: named, chain: await readChain(files, definitionOf(named)) }
    } catch (again) {
      if (!(again instanceof Refusal)) throw again
      return { problem: again.message }
    }
  }
}

const tools: Readonly<Record<string, RegExp>> = {
  'golang-migrate': /golang-migrate/,
  goose: /pressly\/goose|\bgoose\b/,
  'sql-migrate': /sql-migrate/,
  dbmate: /dbmate/,
  diesel: /\bdiesel\b/,
  sqlx: /\bsqlx\b/,
  flyway: /flyway/i,
  liquibase: /liquibase/i,
  'node-pg-migrate': /node-pg-migrate/,
  refinery: /\brefinery\b/,
  prisma: /\bprisma\b/,
  drizzle: /\bdrizzle/,
}

/** Of the formats that fit, the one whose tool the project names; else the first. */
async function toolOf(files: Files, formats: readonly string[]): Promise<string> {
  const paths = await files.match(['{**/,}{Cargo.toml,go.mod,package.json,Makefile,pom.xml,build.gradle,*.yml,*.yaml,*.toml,Dockerfile}'])
  const texts = (await Promise.all(paths.slice(0, 200).map((path) => files.text(path)))).join('\n')
  return formats.find((format) => tools[format]?.test(texts)) ?? formats[0]!
}

/** Where the SQL of code migrations is committed, if it is: a folder with their names. */
async function renderedOf(files: Files, folder: string): Promise<{ rendered?: string }> {
  const paths = [...(await files.entries()).keys()]
  const ids = paths
    .filter((path) => path.startsWith(`${folder}/`) && /\.(?:py|rb|go|rs)$/.test(path))
    .map((path) => path.replace(/^.*\//, '').replace(/\.\w+$/, ''))
  const counts = new Map<string, number>()
  for (const path of paths.filter((each) => each.endsWith('.sql'))) {
    const id = ids.find((each) => path.includes(each))
    if (id === undefined) continue
    const template = path.replaceAll(id, '{id}').replace(/(?<=[./_-])(?:up|down)(?=[./_-])/, '{direction}')
    counts.set(template, (counts.get(template) ?? 0) + 1)
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1])
  return best?.[0].includes('{direction}') ? { rendered: best[0] } : {}
}

function extensionsOf(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) =>
    [...text.replace(/--[^\n]*/g, '').matchAll(/\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)"?/gi)].map(([, name]) => name!),
  )
  return [...new Set(found.map((name) => name.toLowerCase()))].filter((name) => name !== 'plpgsql').sort()
}

async function sqlOf(files: Files, folder: string): Promise<string[]> {
  const paths = [...(await files.entries()).keys()].filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.sql'))
  await files.prefetch?.(paths)
  return Promise.all(paths.map(async (path) => (await files.text(path)) ?? ''))
}

/** A draft as the definition that its policy will read to. */
function definitionOf(draft: DatabaseDraft): DatabaseDefinition {
  const { because: _, ...rest } = draft
  const at = { path: 'policies/databases.yaml', span: { line: 1, column: 1, endLine: 1, endColumn: 1 } }
  return { ...rest, settings: {}, env: [], at }
}

/** `main` for one; of several the folder that tells them apart. */
function namesOf(folders: readonly string[]): string[] {
  if (folders.length <= 1) return folders.map(() => 'main')
  const usual =
    /^(?:packages|apps|services|modules|crates|libs|db|database|migrations?|migrate|src|resources|main|sql|prisma|alembic|versions|internal|pkg|supabase|drizzle)$/i
  const names: string[] = []
  for (const folder of folders) {
    const part =
      folder
        .split('/')
        .filter((each) => !usual.test(each))
        .at(-1) ?? folder.replaceAll('/', '-')
    const name = part.replace(/[^A-Za-z0-9_-]+/g, '-').toLowerCase()
    names.push(names.includes(name) ? `${name}-${names.length + 1}` : name)
  }
  return names
}
