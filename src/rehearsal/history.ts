import type { Ground } from '../engines/engine.ts'
import type { Chain, Migration } from '../migrations/migration.ts'
import { Refusal } from '../model/refusal.ts'
import type { Script } from '../model/script.ts'

/** Rows of the policy, each part put in after its migration; a part without one at the first state in which it runs. */
export interface RowPart {
  after?: string
  script: Script
}

/** All that decides what a database is before, during and after its migrations. */
export interface History {
  ground: Ground
  chain: Chain
  rows: readonly RowPart[]
  /** How many rows pawl makes for a table (by catalog name); 3 where nothing is said. */
  made: Readonly<Record<string, number>>
}

/** How many migrations at the start of two histories are equal byte for byte, on an equal ground. */
export function sharedPrefix(before: History, after: History): number {
  const ground = (history: History) => JSON.stringify([history.ground, history.chain.bookkeeping?.text, history.rows, history.made])
  if (ground(before) !== ground(after)) return 0
  const same = (a: Migration | undefined, b: Migration | undefined) =>
    a !== undefined && b !== undefined && a.id === b.id && a.up.text === b.up.text && a.up.wrap === b.up.wrap && !a.up.by && !b.up.by
  let length = 0
  while (same(before.chain.migrations[length], after.chain.migrations[length])) length++
  return length
}

/** Splits a file of rows at its lines `-- after: <migration>`. Throws a Refusal where one names no migration. */
export function rowParts(path: string, text: string, chain: Chain): RowPart[] {
  const parts: RowPart[] = []
  const script = (from: number, line: number, to: number): Script => ({
    migration: path,
    path,
    text: text.slice(from, to),
    line,
    direction: 'other',
    wrap: 'statement',
  })
  let from = 0
  let line = 1
  let after: string | undefined
  const close = (to: number) => {
    if (text.slice(from, to).replace(/--.*$/gm, '').trim() !== '')
      parts.push({ ...(after === undefined ? {} : { after }), script: script(from, line, to) })
  }
  for (const found of text.matchAll(/^--[ \t]*after:[ \t]*(\S+)[ \t]*\r?$/gm)) {
    close(found.index)
    after = found[1]!
    from = found.index
    line = text.slice(0, found.index).split('\n').length
    if (!chain.migrations.some((migration) => migration.id === after)) {
      throw new Refusal(`no migration of \`${chain.folder}\` is called \`${after}\``, { path, line })
    }
  }
  close(text.length)
  return parts
}
