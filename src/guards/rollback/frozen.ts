import type { Args, Level } from '../../model/finding.ts'
import type { Place } from '../../model/place.ts'
import type { Script } from '../../model/script.ts'
import type { frozenCodes } from './codes.ts'

/** A migration as its tool reads it. */
interface Step {
  id: string
  up: Script
  down?: Script
  checksum?: true
  repeatable?: true
}

/** The migrations of one side, in the order in which their tool runs them. */
export interface Steps {
  format: string
  migrations: readonly Step[]
}

type TellFrozen = (
  migration: string,
  code: keyof typeof frozenCodes,
  saying: { args: Args; what: string; places: readonly Place[]; level?: Level },
) => void

/** Tools that skip or refuse a migration that sorts ahead of one that has run. */
const strict: Readonly<Record<string, string>> = {
  'golang-migrate': 'golang-migrate skips it where that has run',
  flyway: 'Flyway refuses it where that has run',
  goose: 'goose refuses it where that has run',
}

/** Judges that what stands in the base is neither edited, renamed, reordered nor removed, and that nothing slips in ahead of it. */
export function judgeFrozen(before: Steps, after: Steps, statements: (sql: string) => readonly string[], tell: TellFrozen): void {
  const olds = before.migrations.filter(({ repeatable }) => !repeatable)
  const news = after.migrations.filter(({ repeatable }) => !repeatable)
  const standing = new Map(news.map((migration, index) => [migration.id, index]))
  const known = new Set(olds.map(({ id }) => id))
  const heirs = new Set<string>()
  for (const old of olds) {
    const index = standing.get(old.id)
    if (index === undefined) {
      const heir = news.find(({ id, up }) => !known.has(id) && !heirs.has(id) && same(old.up, up, false, statements))
      if (heir) {
        heirs.add(heir.id)
        const places = [
          { side: 'after' as const, path: heir.up.path },
          { side: 'before' as const, path: old.up.path },
        ]
        tell(old.id, 'migration/renamed', { args: { migration: old.id, to: heir.id }, what: heir.id, places })
      } else
        tell(old.id, 'migration/removed', {
          args: { migration: old.id },
          what: 'removed',
          places: [{ side: 'before', path: old.up.path, label: 'stood here' }],
        })
      continue
    }
    const now = news[index]!
    const checksum = old.checksum === true || now.checksum === true
    if (!same(old.up, now.up, checksum, statements)) edited(old.id, 'up', old.up, now.up, tell)
    if (old.down && !now.down)
      tell(old.id, 'migration/edited', {
        args: { migration: old.id, part: 'down' },
        what: 'down',
        places: [{ side: 'before', path: old.down.path, label: 'stood here' }],
      })
    else if (old.down && now.down && !same(old.down, now.down, checksum, statements)) edited(old.id, 'down', old.down, now.down, tell)
  }
  const kept = olds.filter(({ id }) => standing.has(id))
  for (const [index, old] of kept.entries()) {
    const ahead = kept.slice(0, index).find(({ id }) => standing.get(id)! > standing.get(old.id)!)
    if (ahead)
      tell(old.id, 'migration/reordered', {
        args: { migration: old.id, before: ahead.id },
        what: ahead.id,
        places: [{ side: 'after', path: old.up.path }],
      })
  }
  const last = Math.max(-1, ...kept.map(({ id }) => standing.get(id)!))
  for (const [index, added] of news.entries()) {
    if (known.has(added.id) || heirs.has(added.id) || index > last) continue
    const next = news.slice(index).find(({ id }) => known.has(id))!
    const says = Object.hasOwn(strict, after.format) ? strict[after.format]! : undefined
    tell(added.id, 'migration/slipped-in', {
      args: { migration: added.id, before: next.id, format: says ?? 'databases where that has run get it in another order' },
      what: next.id,
      places: [{ side: 'after', path: added.up.path }],
      level: says ? 'error' : 'warning',
    })
  }
}

function same(one: Script, other: Script, checksum: boolean, statements: (sql: string) => readonly string[]): boolean {
  const ends = (text: string) => text.replace(/\r\n/g, '\n')
  if (ends(one.text) === ends(other.text)) return true
  if (checksum) return false
  const [a, b] = [statements(one.text), statements(other.text)]
  return a.length === b.length && a.every((statement, index) => tight(statement) === tight(b[index]!))
}

/** A statement without the white space beside its punctuation; what is quoted stays. */
function tight(statement: string): string {
  return statement.replace(
    /('(?:[^']|'')*'|"(?:[^"]|"")*"|\$\w*\$[\s\S]*?\$\w*\$)| ?([(),;=<>]) ?/g,
    (_, quoted: string | undefined, mark: string) => quoted ?? mark,
  )
}

function edited(id: string, part: 'up' | 'down', old: Script, now: Script, tell: TellFrozen): void {
  const [a, b] = [old.text.split(/\r?\n/), now.text.split(/\r?\n/)]
  const index = Math.max(
    0,
    b.findIndex((line, at) => line !== a[at]),
  )
  const line = (now.line ?? 1) + index
  const column = index === 0 ? (now.column ?? 1) : 1
  const span = { line, column, endLine: line, endColumn: column + Math.max(1, b[index]?.length ?? 1) }
  tell(id, 'migration/edited', {
    args: { migration: id, part },
    what: part,
    places: [{ side: 'after', path: now.path, span, label: 'differs from here on' }],
  })
}
