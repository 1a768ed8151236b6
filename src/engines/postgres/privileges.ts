import type { AspectValue } from '../../catalog/catalog.ts'

const names: Readonly<Record<string, string>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
  c: 'CONNECT',
  T: 'TEMPORARY',
  s: 'SET',
  A: 'ALTER SYSTEM',
}

/** What the owner may do without a word, and what everyone may (acldefault in the server's acl.c). */
const usual = {
  table: { owner: 'arwdDxtm', everyone: '' },
  column: { owner: '', everyone: '' },
  sequence: { owner: 'rwU', everyone: '' },
  function: { owner: 'X', everyone: 'X' },
  type: { owner: 'U', everyone: 'U' },
  schema: { owner: 'UC', everyone: '' },
  server: { owner: 'U', everyone: '' },
  tablespace: { owner: 'C', everyone: '' },
  database: { owner: 'CTc', everyone: 'Tc' },
  none: { owner: '', everyone: '' },
}

export type Holder = keyof typeof usual

/**
 * Who may do what, by role: `{ app: ['SELECT', 'UPDATE*'], PUBLIC: ['EXECUTE'] }`; `*` is the right to pass it on.
 * The owner is told only where it may do less than owners may.
 */
export function privilegesOf(acl: readonly string[] | null, owner: string, holder: Holder): AspectValue {
  const { owner: full, everyone } = usual[holder]
  const rights = new Map<string, Set<string>>()
  if (!acl) {
    if (everyone) rights.set('PUBLIC', new Set([...everyone].map((letter) => names[letter]!)))
  } else {
    for (const item of acl) {
      const { grantee, letters } = readItem(item)
      const held = rights.get(grantee) ?? new Set()
      rights.set(grantee, held)
      for (const [, letter, star] of letters.matchAll(/([A-Za-z])(\*?)/g)) held.add(`${names[letter!] ?? letter}${star}`)
    }
    // A server older than 17 has no MAINTAIN.
    const has = rights.get(owner)
    const owned = [...full].filter((letter) => letter !== 'm').map((letter) => names[letter]!)
    if (has && owned.every((right) => has.has(right) || has.has(`${right}*`))) rights.delete(owner)
    else if (!has && full) rights.set(owner, new Set())
  }
  const sorted = [...rights].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([role, held]) => [role, [...held].sort()]))
}

/** `"odd name"=r*w/owner`: who, and the letters of what. */
function readItem(item: string): { grantee: string; letters: string } {
  const quoted = /^"((?:[^"]|"")*)"=/.exec(item)
  const equals = quoted ? quoted[0].length - 1 : item.indexOf('=')
  const grantee = quoted ? quoted[1]!.replaceAll('""', '"') : item.slice(0, equals)
  return { grantee: grantee || 'PUBLIC', letters: item.slice(equals + 1).split('/')[0]! }
}
