import type { Guard } from './guard.ts'

/** The register: every kind of protection, sorted. A guard is loaded when a policy names its kind. */
export const guards: Readonly<Record<string, () => Promise<Guard<any, any, any>>>> = {
  column: async () => (await import('./schema/column.ts')).column,
  constraint: async () => (await import('./schema/constraint.ts')).constraint,
  hook: async () => (await import('./hook/hook.ts')).hook,
  index: async () => (await import('./schema/index-guard.ts')).index,
  pragma: async () => (await import('./pragma.ts')).pragma,
  table: async () => (await import('./schema/table.ts')).table,
  test: async () => (await import('./test/test.ts')).test,
  token: async () => (await import('./token/token.ts')).token,
}
