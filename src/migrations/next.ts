import { type Edit, overlay, remember } from '../model/files.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import type { Chain, Migration } from './migration.ts'
import { readChain } from './recognise.ts'

type Edits = ReadonlyMap<string, Edit>

/** What an added migration is called, after its number. */
const title = 'pawl_drill'

/** What heads the up of a file that holds both directions. */
const heads: Readonly<Record<string, string>> = {
  goose: '-- +goose Up\n',
  'sql-migrate': '-- +migrate Up\n',
  dbmate: '-- migrate:up\n',
  'node-pg-migrate': '-- Up Migration\n',
  liquibase: '--liquibase formatted sql\n--changeset pawl:drill\n',
}

/** A numbered file, or a numbered folder with a file for the up: what stands ahead, letters, number, more of it, what parts it, the ending. */
const numbered = /^((?:[^/]*\/)*?)([A-Za-z]{0,2})(\d+)([\d-]*)(__?)?[^/]*?(\/(?:up|migration)\.sql|(?:[._-]up)?\.sql)$/

/**
 * The files that put SQL behind a history as one more migration, written as its format lays them out.
 * `undefined` where pawl cannot extend the history; what it writes was read back, and stands behind all that was there.
 */
export async function nextMigration(files: Files, definition: DatabaseDefinition, chain: Chain, sql: string): Promise<Edits | undefined> {
  const last = chain.migrations.findLast(({ repeatable }) => !repeatable)
  if (!last) return undefined
  const edits = await written(files, definition, chain, last, sql)
  return edits && (await readsBack(files, definition, chain, edits, sql)) ? edits : undefined
}

async function written(
  files: Files,
  definition: DatabaseDefinition,
  chain: Chain,
  last: Migration,
  sql: string,
): Promise<Edits | undefined> {
  if (last.code) return ofCode(definition, last, sql)
  if (chain.format === 'sqitch') return ofSqitch(files, last, sql)
  const text = `${heads[chain.format] ?? ''}${sql}`
  const usual = chain.format === 'flyway' ? '__' : '_'
  const [, ahead, letters, digits, more, apart = usual, ending] = numbered.exec(below(chain, last.up.path)) ?? []
  if (digits === undefined) return undefined
  const step = `${ahead}${letters}${following(digits)}${more}${apart}${title}`
  const edits = new Map<string, Edit>([[inFolder(chain, `${step}${ending}`), text]])
  if (ending === '/up.sql') {
    const metadata = last.up.path.replace(/up\.sql$/, 'metadata.yaml')
    if (/^parents:/m.test((await files.text(metadata)) ?? ''))
      edits.set(inFolder(chain, `${step}/metadata.yaml`), `name: ${title}\nparents: [${digits}]\n`)
  }
  return chain.format === 'drizzle' && ending === '.sql' ? journaled(files, chain, edits, step) : edits
}

/** Drizzle runs what its journal lists. */
async function journaled(files: Files, chain: Chain, edits: Map<string, Edit>, tag: string): Promise<Edits | undefined> {
  const path = inFolder(chain, 'meta/_journal.json')
  const journal = JSON.parse((await files.text(path)) ?? '{}') as { entries: { idx: number }[] }
  const entries = [...journal.entries, { ...journal.entries.at(-1), idx: Math.max(...journal.entries.map(({ idx }) => idx)) + 1, tag }]
  return edits.set(path, `${JSON.stringify({ ...journal, entries }, null, 2)}\n`)
}

/** Sqitch runs what its plan lists, from scripts beside each other. */
async function ofSqitch(files: Files, last: Migration, sql: string): Promise<Edits | undefined> {
  const [plan, ...others] = (await files.match(['**/sqitch.plan'])).filter((path) => last.up.path.startsWith(path.replace(/[^/]*$/, '')))
  if (plan === undefined || others.length) return undefined
  const text = ((await files.text(plan)) ?? '').replace(/\n*$/, '\n')
  const script = last.up.path.replace(/[^/]*(\.[^./]+)$/, `${title}$1`)
  return new Map<string, Edit>([
    [plan, `${text}${title} 2000-01-01T00:00:00Z pawl <pawl@localhost> # a drill\n`],
    [script, sql],
  ])
}

/** A migration that is code, with what it amounts to where the policy says that this is committed. */
function ofCode(definition: DatabaseDefinition, last: Migration, sql: string): Edits | undefined {
  const { code } = last
  const [, folder, digits, ending] = /^(.*\/)?(\d*)[^/]*(\.[^./]+)$/.exec(code!.path) ?? []
  if (definition.rendered === undefined || folder === undefined) return undefined
  const id = digits ? `${following(digits)}_${title}` : title
  const text = ending === '.py' ? `revision = '${id}'\ndown_revision = '${code!.revision}'\n` : ''
  const rendered = definition.rendered.replaceAll('{id}', id).replaceAll('{direction}', 'up')
  return new Map<string, Edit>([
    [`${folder}${id}${ending}`, text],
    [rendered, sql],
  ])
}

/** Whether the history is the older one with the SQL behind it. */
async function readsBack(files: Files, definition: DatabaseDefinition, chain: Chain, edits: Edits, sql: string): Promise<boolean> {
  try {
    const longer = await readChain(remember(overlay(files, edits)), definition)
    const added = longer.migrations.filter(({ up }) => up.text.includes(sql))
    const rest = longer.migrations.filter((each) => !added.includes(each))
    const place = longer.migrations.indexOf(added[0]!)
    return (
      added.length === 1 &&
      longer.migrations.slice(place + 1).every(({ repeatable }) => repeatable) &&
      rest.map(({ id }) => id).join('\n') === chain.migrations.map(({ id }) => id).join('\n')
    )
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

const following = (digits: string): string => String(BigInt(digits) + 1n).padStart(digits.length, '0')

const below = (chain: Chain, path: string): string => (chain.folder === '' ? path : path.slice(chain.folder.length + 1))

const inFolder = (chain: Chain, name: string): string => (chain.folder === '' ? name : `${chain.folder}/${name}`)
