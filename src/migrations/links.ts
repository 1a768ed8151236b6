import { Refusal } from '../model/refusal.ts'

/** A step that names the steps which it builds on. */
export interface Linked {
  name: string
  previous: readonly string[]
  path: string
}

/** Steps in the order that their links state; steps that nothing orders stand as they came. */
export function inOrder<T extends Linked>(steps: readonly T[]): T[] {
  const known = new Map(steps.map((step) => [step.name, step]))
  const ordered: T[] = []
  const state = new Map<T, 'open' | 'done'>()
  const visit = (step: T): void => {
    if (state.get(step) === 'done') return
    if (state.get(step) === 'open')
      throw new Refusal(`\`${step.path}\` builds on itself, through the steps that it names`, { path: step.path })
    state.set(step, 'open')
    for (const name of step.previous) {
      const before = known.get(name)
      if (!before) throw new Refusal(`\`${step.path}\` builds on \`${name}\`, and nothing of that name is there`, { path: step.path })
      visit(before)
    }
    state.set(step, 'done')
    ordered.push(step)
  }
  for (const step of steps) visit(step)
  return ordered
}

/** The steps that no other builds on. */
export function heads<T extends Linked>(steps: readonly T[]): T[] {
  const named = new Set(steps.flatMap(({ previous }) => previous))
  return steps.filter(({ name }) => !named.has(name))
}
