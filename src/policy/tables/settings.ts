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
      const losses: string[] = []
      for (const name of new Set([...Object.keys(older), ...Object.keys(newer)])) {
        const usual = Object.hasOwn(normal, name.toLowerCase()) ? normal[name.toLowerCase()]! : undefined
        const was = same(Object.hasOwn(older, name) ? older[name]! : usual)
        const is = same(Object.hasOwn(newer, name) ? newer[name]! : usual)
        if (was === undefined || was === is || (usual !== undefined && is === usual)) continue
        losses.push(is === undefined ? `\`${name}: ${was}\` is gone` : `\`${name}\` was ${was} and is ${is}`)
      }
      return losses.length ? { says: `${key}: ${losses.join(', ')}` } : undefined
    },
  }
}

function same(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const folded = value.trim().toLowerCase()
  if (['on', 'yes', 'true', '1'].includes(folded)) return 'on'
  return ['off', 'no', 'false', '0'].includes(folded) ? 'off' : folded
}
