import type { Loss, Order } from '../../model/option.ts'

/** Settings that switch checks of the database off, with the value that they have where nothing is set. */
const normal: Readonly<Record<string, string>> = {
  foreign_keys: 'on',
  ignore_check_constraints: 'off',
  defer_foreign_keys: 'off',
  writable_schema: 'off',
  session_replication_role: 'origin',
  row_security: 'on',
  check_function_bodies: 'on',
  foreign_key_checks: 'on',
  unique_checks: 'on',
}

/** A setting may not go or change; a new one may not switch a check off. */
export function settingsOrder(key: string): Order<Readonly<Record<string, string>>> {
  return {
    weaker: (older = {}, newer = {}): Loss | undefined => {
      const [before, after] = [byName(older), byName(newer)]
      const losses: string[] = []
      for (const name of new Set([...before.keys(), ...after.keys()])) {
        const usual = Object.hasOwn(normal, name) ? normal[name]! : undefined
        const [was, is] = [before.get(name) ?? usual, after.get(name) ?? usual]
        const same = (value: string | undefined) => value !== undefined && is !== undefined && plain(name, value) === plain(name, is)
        if (was === undefined || same(was) || same(usual)) continue
        losses.push(is === undefined ? `\`${name}: ${was}\` is gone` : `\`${name}\` was ${was} and is ${is}`)
      }
      return losses.length ? { says: `${key}: ${losses.join(', ')}` } : undefined
    },
  }
}

/** No engine tells names of settings apart by case. */
const byName = (settings: Readonly<Record<string, string>>) =>
  new Map(Object.entries(settings).map(([name, value]) => [name.toLowerCase(), folded(value)]))

function folded(value: string): string {
  const lower = value.trim().toLowerCase()
  if (['on', 'yes', 'true', '1'].includes(lower)) return 'on'
  return ['off', 'no', 'false', '0'].includes(lower) ? 'off' : lower.replace(/\s*,\s*/g, ', ')
}

/** Units of memory in kB and of time in ms, as Postgres knows them (config-setting.html). */
const units: Readonly<Record<string, readonly ['memory' | 'time', number]>> = {
  b: ['memory', 1 / 1024],
  kb: ['memory', 1],
  mb: ['memory', 1024],
  gb: ['memory', 1024 ** 2],
  tb: ['memory', 1024 ** 3],
  us: ['time', 1 / 1000],
  ms: ['time', 1],
  s: ['time', 1000],
  min: ['time', 60_000],
  h: ['time', 3_600_000],
  d: ['time', 86_400_000],
}

/** One text for each value, whatever the unit that it is written in; without one some settings have their own. */
function plain(name: string, value: string): string {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(value) ?? []
  if (number === undefined) return value
  const own = /_timeout$/.test(name) ? 'ms' : /(^|_)work_mem$/.test(name) ? 'kb' : ''
  const [kind, factor] = (Object.hasOwn(units, unit || own) ? units[unit || own] : undefined) ?? [unit, 1]
  return `${Number(number) * factor} ${kind}`
}
