import { chainOf } from '../chain.ts'
import { codeMigration } from '../code.ts'
import { ownsTransactions, standsAlone } from '../control.ts'
import { byNumber, byText, type Folder, type Format, pathOf, subfolders, textOf } from '../format.ts'
import { inOrder } from '../links.ts'
import type { Migration } from '../migration.ts'
import { pairUp, type Step, wholeFiles } from '../pairs.ts'

const number = /^[A-Za-z]{0,2}(\d+)/
const down = /[._-](down|undo|rollback|revert)$/i
const up = /[._-](up|do|deploy)$/i
const code = /\.(py|rb|js|cjs|mjs|ts|mts|go|rs|php|java|kt|ex|exs|cs)$/

/**
 * Plain numbered files or folders: `001_accounts.sql` with `001_accounts.down.sql` beside it, or `001_accounts/up.sql` and `down.sql`.
 * No tool runs them, so each is one transaction, unless it says by its own statements that it is none: those run one by one.
 */
export const plain: Format = {
  name: 'plain',
  fits: (folder) => numbered(folder).length > 0 || steps(folder).length > 0,
  read: async (folder) => {
    const limits: string[] = []
    const found = numbered(folder)
    const read = new Set([...found, ...steps(folder).flatMap(({ id }) => [`${id}/up.sql`, `${id}/down.sql`])])
    for (const name of folder.names.filter((each) => each.endsWith('.sql') && !read.has(each)))
      limits.push(`\`${pathOf(folder, name)}\` does not begin with a number, and was not read`)
    const pairs = pairUp(
      folder,
      found,
      (name) => ({ version: idOf(name), id: idOf(name), side: name.startsWith('down/') || down.test(stem(name)) ? 'down' : 'up' }),
      limits,
      byNumberThenText,
    )
    const files = [...pairs.filter((step) => !code.test(step.up)), ...(await inStatedOrder(folder, steps(folder)))]
    const migrations = await wholeFiles(folder, files, (text) =>
      ownsTransactions(text) || standsAlone(text, folder.definition.engine) ? 'statement' : 'transaction',
    )
    const coded = pairs.filter((step) => code.test(step.up))
    const all = coded.length ? await merged(folder, pairs, migrations) : migrations
    return chainOf(folder, 'plain', all, limits)
  },
}

const stem = (name: string): string => name.replace(/^.*\//, '').replace(/\.[^.]+$/, '')
const idOf = (name: string): string => stem(name).replace(down, '').replace(up, '')

/** Files of the folder itself, or of `up/` and `down/`, that begin with a number; code only where the policy says what it amounts to. */
function numbered(folder: Folder): string[] {
  const speaks = folder.definition.rendered !== undefined || folder.definition.run !== undefined
  return folder.names.filter((name) => {
    const file = name.replace(/^(up|down)\//, '')
    return !file.includes('/') && number.test(file) && (file.endsWith('.sql') || (speaks && code.test(file)))
  })
}

function steps(folder: Folder): (Step & { up: string })[] {
  return [...subfolders(folder)]
    .filter(([id, files]) => number.test(id) && files.includes('up.sql'))
    .map(([id, files]) => ({ version: id, id, up: `${id}/up.sql`, ...(files.includes('down.sql') ? { down: `${id}/down.sql` } : {}) }))
    .sort((a, b) => byNumberThenText(a.id, b.id))
}

/** Folders whose `metadata.yaml` names their parents run in that order, and not by number. */
async function inStatedOrder(folder: Folder, found: readonly (Step & { up: string })[]): Promise<(Step & { up: string })[]> {
  const linked = await Promise.all(
    found.map(async (step) => {
      const file = `${step.id}/metadata.yaml`
      const stated = folder.names.includes(file) ? parentsIn(await textOf(folder, file)) : []
      return {
        ...step,
        name: number.exec(step.id)![1]!,
        previous: stated,
        path: pathOf(folder, folder.names.includes(file) ? file : step.up),
      }
    }),
  )
  return linked.some(({ previous }) => previous.length) ? inOrder(linked) : linked
}

/** The numbers under `parents:`, as a list in brackets or one a line. */
function parentsIn(text: string): string[] {
  const found = /^parents:[^\S\n]*(\[[^\]]*\]|(?:\s*-[^\S\n]*\S+[^\S\n]*)*)/m.exec(text)?.[1] ?? ''
  return [...found.matchAll(/\d+/g)].map(([digits]) => digits)
}

/** Code and SQL of one folder, in one order. */
async function merged(folder: Folder, pairs: readonly (Step & { up: string })[], migrations: readonly Migration[]): Promise<Migration[]> {
  const byId = new Map(migrations.map((migration) => [migration.id, migration]))
  return Promise.all(
    pairs.map(async (step, index) => {
      const before = pairs[index - 1]?.id
      return (
        byId.get(step.id) ??
        codeMigration(folder, step.up, {
          text: await textOf(folder, step.up),
          revision: step.id,
          previous: before === undefined ? [] : [before],
        })
      )
    }),
  )
}

/** By the number that a name begins with, then by the name. */
function byNumberThenText(a: string, b: string): number {
  return byNumber(number.exec(a)?.[1] ?? '0', number.exec(b)?.[1] ?? '0') || byText(a, b)
}
