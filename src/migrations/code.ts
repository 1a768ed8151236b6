import { Refusal } from '../model/refusal.ts'
import type { Script } from '../model/script.ts'
import { ownsTransactions } from './control.ts'
import { type Folder, pathOf, textAt, wrapOf } from './format.ts'
import type { Code, Migration } from './migration.ts'

/** A migration that is code, with what it amounts to where the policy's `rendered` says; without that it is a Refusal, unless code is run. */
export async function codeMigration(
  folder: Folder,
  name: string,
  about: Pick<Code, 'revision' | 'previous'> & { text: string },
): Promise<Migration> {
  const id = name.replace(/^.*\//, '').replace(/\.[^.]+$/, '')
  const path = pathOf(folder, name)
  const up = await rendering(folder, id, 'up')
  const down = await rendering(folder, id, 'down')
  const code: Code = { path, ...about }
  if (up) return { id, up, ...(down ? { down } : {}), code }
  if (!folder.runsCode) {
    const { rendered } = folder.definition
    const where =
      rendered === undefined
        ? 'name where its SQL is committed with `rendered:`'
        : `commit its SQL as \`${rendered.replaceAll('{id}', id).replaceAll('{direction}', 'up')}\``
    throw new Refusal(`\`${path}\` is code, and pawl runs none by itself: ${where}, or give \`run:\` and call pawl with \`--allow-run\``, {
      path,
    })
  }
  return { id, up: { migration: id, path, text: '', direction: 'up', wrap: 'transaction' }, code: { ...code, unrendered: true } }
}

async function rendering(folder: Folder, id: string, direction: 'up' | 'down'): Promise<Script | undefined> {
  const { rendered } = folder.definition
  if (rendered === undefined || (direction === 'down' && !rendered.includes('{direction}'))) return undefined
  const path = rendered.replaceAll('{id}', id).replaceAll('{direction}', direction)
  const entry = (await folder.files.entries()).get(path)
  if (!entry) return undefined
  if (entry.mode !== 'file' && entry.mode !== 'executable') throw new Refusal(`\`${path}\` is not a regular file`, { path })
  const text = await textAt(folder.files, path)
  return { migration: id, path, text, direction, wrap: wrapOf(folder.definition, ownsTransactions(text) ? 'statement' : 'transaction') }
}
