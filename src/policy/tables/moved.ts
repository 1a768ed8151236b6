import { globber } from '../../model/glob.ts'
import type { Order } from '../../model/option.ts'
import type { Files } from '../../model/tree.ts'

/** A folder, or a template like `sql/{id}.{direction}.sql`, may be renamed with all that it held, and not otherwise. */
export function movedFiles(name: string): Order<string> {
  return {
    weaker: async (older, newer, files) => {
      if (older === undefined || older === newer) return undefined
      if (newer === undefined) return { says: `\`${name}: ${older}\` is gone` }
      const [held, holds] = [await heldBy(older, files.before), await heldBy(newer, files.after)]
      const lost = [...held].filter(([part, id]) => holds.get(part) !== id).map(([part]) => `\`${part}\``)
      if (lost.length === 0 && held.size > 0) return undefined
      const shown = lost.length > 3 ? `${lost.slice(0, 3).join(', ')} and ${lost.length - 3} more` : lost.join(', ')
      return { says: `\`${name}\` was ${older} and is ${newer}${lost.length ? `, where ${shown} of it cannot be seen` : ''}` }
    },
  }
}

/** What a folder or template holds, by the part of the path that its name leaves open. */
async function heldBy(pattern: string, files: Files): Promise<Map<string, string>> {
  const held = new Map<string, string>()
  const open = /\{[^{}]*\}/.test(pattern)
  const start = open ? pattern.split('{')[0]! : `${pattern}/`
  const fits = open ? globber([pattern.replace(/\{[^{}]*\}/g, '*')]) : () => true
  const literals = pattern.split(/\{[^{}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  const filled = new RegExp(`^${literals.join('(.*?)')}$`, 's')
  for (const [path, entry] of await files.entries()) {
    if (!path.startsWith(start) || !fits(path)) continue
    held.set(open ? (filled.exec(path)?.slice(1).join('.') ?? path) : path.slice(start.length), entry.id)
  }
  return held
}
