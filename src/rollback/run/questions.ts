import type { Connected } from './connected.ts'

/** The first invariant that does not hold once `position` migrations were taken back, as a sentence. */
export async function brokenInvariant({ way, live, name }: Connected, position: number): Promise<string | undefined> {
  const state = way.states[position]!
  for (const question of way.questions) {
    if (!state.answers.has(question.name) || (question.afterDown && position === 0)) continue
    const answer = await live.query(question.sql)
    if ('error' in answer) return `the invariant \`${question.name}\` cannot be asked of \`${name}\`: ${answer.error.message}`
    const rows = answer.rows.length
    if (rows > 0) return `the invariant \`${question.name}\` does not hold on \`${name}\`: ${rows} ${rows === 1 ? 'row' : 'rows'}`
  }
  return undefined
}
