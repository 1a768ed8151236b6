import type { Order } from '../model/option.ts'

/** Where every file counts: a glob that leaves a path out protects less. */
export function covers(name: string): Order<readonly string[]> {
  return {
    weaker: async (older, newer) => {
      if (older === undefined || JSON.stringify(older) === JSON.stringify(newer)) return undefined
      if (newer === undefined) return { says: `\`${name}: ${older.join(', ')}\` is gone` }
      const { pathBeyond } = await import('../readers/regex/globs.ts')
      const left = await pathBeyond(older, newer)
      if (left === undefined) return undefined
      return { says: `\`${name}\` was ${older.join(', ')} and leaves \`${left}\` out as ${newer.join(', ')}` }
    },
  }
}

/** Where one file is enough: a glob that lets another path do protects less. */
export function confines(name: string): Order<readonly string[]> {
  return {
    weaker: async (older, newer) => {
      if (older === undefined || JSON.stringify(older) === JSON.stringify(newer)) return undefined
      if (newer === undefined) return { says: `\`${name}: ${older.join(', ')}\` is gone` }
      const { pathBeyond } = await import('../readers/regex/globs.ts')
      const added = await pathBeyond(newer, older)
      if (added === undefined) return undefined
      return { says: `\`${name}\` was ${older.join(', ')} and lets \`${added}\` do as ${newer.join(', ')}` }
    },
  }
}
