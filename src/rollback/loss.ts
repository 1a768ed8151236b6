import type { Plan } from '../model/plan.ts'

const bare = (name: string) => name.replace(/^(public|main)\./, '').toLowerCase()

/** The table that a lost table or column belongs to, as people write it: `public.a.b` is a column of Postgres, `public.a` a table. */
function tableOf(lost: string): string {
  const parts = lost.toLowerCase().split('.')
  const column = parts.length > 2 || (parts.length === 2 && parts[0] !== 'public' && parts[0] !== 'main')
  return bare((column ? parts.slice(0, -1) : parts).join('.'))
}

/** Why what was accepted is not what is lost; undefined where it is exactly that. Tables are named, or the columns themselves. */
export function lossNotAccepted(
  { loses, discards }: Pick<Plan, 'loses' | 'discards'>,
  accepted: readonly string[] | undefined,
): string | undefined {
  const words = [...new Set((accepted ?? []).map((each) => bare(each.trim())).filter(Boolean))]
  const lost = loses.map((each) => ({ name: each, table: tableOf(each) }))
  const all = [...new Set(lost.map(({ table }) => table))].sort()
  const told = `it loses ${loses.map((each) => `\`${bare(each)}\``).join(', ')}`
  const way = `\`--accept-loss ${all.join(',')}\` accepts it`
  const open = lost.filter(({ name, table }) => !words.includes(table) && !words.includes(bare(name)))
  if (open.length) return `${told}; ${way}`
  // What the newer version itself brought goes with it, and may be named too.
  const gone = discards.map(bare)
  const idle = words.filter((word) => !gone.includes(word) && !lost.some(({ name, table }) => word === table || word === bare(name)))
  if (idle.length === 0) return undefined
  const what = idle.map((word) => `\`${word}\``).join(', ')
  return loses.length
    ? `${told}, and not ${what}; ${way}`
    : `it loses nothing, and ${what} ${idle.length === 1 ? 'is' : 'are'} accepted as lost`
}

const speaksOfBackup = /backup|dump|snapshot/i

/** Why a plan that loses data may not begin: nothing in it makes or checks a backup ahead of the first database step. */
export function lacksBackup({ loses, steps, backups }: Plan): string | undefined {
  if (loses.length === 0 || backups?.length) return undefined
  const first = steps.findIndex(({ type }) => type === 'database')
  if (steps.slice(0, first).some(({ name, shows }) => speaksOfBackup.test(`${name} ${shows ?? ''}`))) return undefined
  return 'it loses data, and no step ahead of its database step makes or verifies a backup; state one `at: ready` with `blocks: true`'
}
