import { unlikeEvidence } from '../authority.ts'
import { asRehearsed } from '../likeness.ts'
import { besideOf, type Connected } from './connected.ts'

/** The first invariant that does not hold once `position` migrations were taken back, as a sentence. */
export async function brokenInvariant(database: Connected, position: number): Promise<string | undefined> {
  const { way, live, name } = database
  const state = way.states[position]!
  for (const question of way.questions) {
    if (!state.answers.has(question.name) || (question.afterDown && position === 0)) continue
    const answer = await live.query(question.sql)
    if ('error' in answer) return `the invariant \`${question.name}\` cannot be asked of \`${name}\`: ${answer.error.message}`
    const rows = answer.rows.length
    if (rows > 0) return `the invariant \`${question.name}\` does not hold on \`${name}\`: ${rows} ${rows === 1 ? 'row' : 'rows'}`
  }
  return brokenEvidence(database, position)
}

/** How owners and effective privileges are not those of a snapshot that the way back leads to. */
async function brokenEvidence(database: Connected, position: number): Promise<string | undefined> {
  const { way, live, name } = database
  for (const evidence of database.evidence) {
    if (evidence.position !== position) continue
    const catalog = asRehearsed(way.states[position]!.catalog, await live.catalog(), besideOf(way, live))
    const unlike = unlikeEvidence(evidence, catalog)
    if (unlike) return `\`${name}\` is not what \`${evidence.path}\` keeps: ${unlike}`
  }
  return undefined
}
