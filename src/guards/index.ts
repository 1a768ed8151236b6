import type { Guard } from './guard.ts'

/** The register: every kind of protection, sorted. A guard is loaded when a policy names its kind. */
export const guards: Readonly<Record<string, () => Promise<Guard<any, any, any>>>> = {
  code: async () => (await import('./code/code.ts')).code,
  column: async () => (await import('./schema/column.ts')).column,
  constraint: async () => (await import('./schema/constraint.ts')).constraint,
  document: async () => (await import('./document/document.ts')).document,
  enum: async () => (await import('./schema/enum.ts')).enumGuard,
  function: async () => (await import('./schema/function.ts')).functionGuard,
  history: async () => (await import('./history.ts')).history,
  hook: async () => (await import('./hook/hook.ts')).hook,
  index: async () => (await import('./schema/index-guard.ts')).index,
  invariant: async () => (await import('./invariant.ts')).invariant,
  pragma: async () => (await import('./pragma.ts')).pragma,
  privileges: async () => (await import('./privileges.ts')).privileges,
  'row-security': async () => (await import('./row-security.ts')).rowSecurity,
  snapshot: async () => (await import('./snapshot/snapshot.ts')).snapshot,
  table: async () => (await import('./schema/table.ts')).table,
  test: async () => (await import('./test/test.ts')).test,
  token: async () => (await import('./token/token.ts')).token,
  trigger: async () => (await import('./schema/trigger.ts')).trigger,
  view: async () => (await import('./schema/view.ts')).view,
  workflow: async () => (await import('./workflow/workflow.ts')).workflow,
}
