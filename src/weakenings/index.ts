import type { Weaken } from './weakening.ts'

/**
 * Ways to weaken each kind of protection, sorted. They are written from what the language promises and import nothing of
 * the guards, so that a guard that looks away cannot make them look away too.
 */
export const weakenings: Readonly<Record<string, () => Promise<Weaken>>> = {
  code: async () => (await import('./code.ts')).code,
  column: async () => (await import('./tables.ts')).column,
  constraint: async () => (await import('./parts.ts')).constraint,
  document: async () => (await import('./document.ts')).document,
  enum: async () => (await import('./routines.ts')).enumType,
  function: async () => (await import('./routines.ts')).routine,
  history: async () => (await import('./tables.ts')).history,
  hook: async () => (await import('./hook.ts')).hook,
  index: async () => (await import('./parts.ts')).index,
  invariant: async () => (await import('./invariant.ts')).invariant,
  pragma: async () => (await import('./pragma.ts')).pragma,
  privileges: async () => (await import('./security.ts')).privileges,
  'row-security': async () => (await import('./security.ts')).rowSecurity,
  snapshot: async () => (await import('./snapshot.ts')).snapshot,
  table: async () => (await import('./tables.ts')).table,
  test: async () => (await import('./test.ts')).test,
  token: async () => (await import('./token.ts')).token,
  trigger: async () => (await import('./parts.ts')).trigger,
  view: async () => (await import('./routines.ts')).view,
  workflow: async () => (await import('./workflow.ts')).workflow,
}
