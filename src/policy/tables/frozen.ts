import type { Loss, Order } from '../../model/option.ts'
import type { Files } from '../../model/tree.ts'
import { statementsOf } from './statements.ts'

/** A script that stands in the base keeps its statements; it may move, and its comments and white space may change. */
export function frozenScript(key: string): Order<string> {
  return {
    weaker: async (older, newer, files) => {
      if (older === undefined) return undefined
      if (newer === undefined) return { says: `\`${key}: ${older}\` is gone` }
      const [was, is] = [await scriptAt(older, files.before), await scriptAt(newer, files.after)]
      if (was === undefined) return undefined
      if (is === undefined) return { says: `\`${newer}\`, which \`${key}\` names, is gone` }
      const at = was.findIndex((statement, index) => statement !== is[index])
      if (at !== -1) return { says: `statement ${at + 1} of \`${newer}\`, which \`${key}\` names, is no longer as it was` }
      const more = is[was.length]
      return more === undefined ? undefined : { says: `\`${newer}\`, which \`${key}\` names, goes on with \`${short(more)}\`` }
    },
  }
}

type Rows = string | Readonly<Record<string, number>>

/** How many rows are made where nothing is said. */
const usual = 3

/** Rows may be added. Those that stand in the base stay, in their order. */
export function rowsOrder(key: string): Order<Rows> {
  return {
    weaker: async (older, newer, files): Promise<Loss | undefined> => {
      if (typeof older === 'string') {
        return typeof newer === 'string' ? rowsOf(key, older, newer, files) : { says: `\`${key}: ${older}\` is gone` }
      }
      if (typeof newer === 'string') {
        const rows = await scriptAt(newer, files.after)
        if (rows?.some(adds)) return undefined
        return { says: `\`${key}\` is \`${newer}\`, which holds no rows` }
      }
      for (const table of new Set([...Object.keys(older ?? {}), ...Object.keys(newer ?? {})])) {
        const [was, is] = [countFor(older, table), countFor(newer, table)]
        if (is < was) return { says: `${key}: \`${table}\` had ${was} and has ${is}` }
      }
      return undefined
    },
  }
}

const countFor = (rows: Readonly<Record<string, number>> | undefined, table: string): number =>
  rows && Object.hasOwn(rows, table) ? rows[table]! : usual

const adds = (statement: string): boolean => /^(insert|copy|with)\b/i.test(statement)

async function rowsOf(key: string, older: string, newer: string, files: { before: Files; after: Files }): Promise<Loss | undefined> {
  const [was, is] = [await scriptAt(older, files.before), await scriptAt(newer, files.after)]
  if (was === undefined) return undefined
  if (is === undefined) return { says: `\`${newer}\`, which \`${key}\` names, is gone` }
  let next = 0
  for (const [index, statement] of is.entries()) {
    if (statement === was[next]) next++
    else if (!adds(statement) && !/^-- after:/.test(statement))
      return { says: `statement ${index + 1} of \`${newer}\` is new and adds no rows` }
  }
  return next < was.length ? { says: `\`${newer}\`, which \`${key}\` names, has lost \`${short(was[next]!)}\`` } : undefined
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

async function scriptAt(path: string, files: Files): Promise<readonly string[] | undefined> {
  const entry = (await files.entries()).get(path)
  if (!entry || (entry.mode !== 'file' && entry.mode !== 'executable')) return undefined
  return statementsOf((await files.text(path)) ?? '')
}
