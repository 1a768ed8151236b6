import type { Difference } from '../../catalog/diff.ts'
import { called } from '../../catalog/diff.ts'
import type { RollbackRules } from '../../model/policy.ts'
import { fenceAt, type Subject, scriptAt, short, shortly, statementAt, type TakenWay, type Tell } from './subject.ts'

/** Judges the way back of a migration by what its category owes. `impossible`: its document says that there is none. */
export function judgeWay(subject: Subject, rules: RollbackRules, impossible: boolean, tell: Tell): void {
  const { migration, category } = subject
  const asked = rules.categories[category]?.rehearsal
  const back = subject.down ?? subject.ways[0]?.scripts[0]
  const down = [back ? scriptAt(back, 'the way back') : scriptAt(subject.up)]
  judgeSteps(subject, tell)
  if (subject.sealed) {
    for (const what of subject.drops)
      tell('rollback/drops-after-until', { args: { migration, until: rules.until ?? '', what: shortly(what) }, what, places: down })
  }
  if (asked === 'none') return
  const grade = impossible && asked !== 'reversible' ? 'none' : subject.grade
  if (grade === 'none') {
    const owed = asked === 'reversible' || (asked === undefined && rules.impossible === 'forbidden')
    if (owed || (impossible && rules.impossible === 'forbidden'))
      tell('rollback/no-way-back', { args: { migration, category }, what: 'none', places: [scriptAt(subject.up)] })
  } else if (grade === 'lossy') {
    const loses = subject.loses.map(short).join('\n')
    if (asked === 'reversible') tell('rollback/not-reversible', { args: { migration, category, loses }, what: loses, places: down })
    else if (rules.lossy === 'forbidden') tell('rollback/lossy', { args: { migration, loses }, what: loses, places: down })
  } else if (grade === 'partial') {
    const left = subject.left.map(shortly)
    const shown = left.length > 5 ? `${left.slice(0, 5).join('; ')}; and ${left.length - 5} more` : left.join('; ')
    tell('rollback/partial', { args: { migration, left: shown }, what: left.join('\n'), places: down })
  } else if (grade === 'fails' && subject.error) {
    const { side, error } = subject.error
    const message = error.sqlstate ? `${error.message} (${error.sqlstate})` : error.message
    tell('rollback/fails', {
      args: { migration, side: side === 'up' ? 'second up' : 'down', message },
      what: `${side} ${error.message}`,
      places: [statementAt(error.at, 'fails here')],
    })
  }
}

/** What running the steps of a document, and stopping on the way, has shown. */
function judgeSteps(subject: Subject, tell: Tell): void {
  for (const way of subject.ways) {
    const own = way.leg === 'document' || way.error?.at.path !== subject.down?.path
    const steps = way.leg === 'document' ? 'the manual steps' : 'the steps after the down'
    const first = way.scripts.find(({ direction }) => direction === 'other')
    const failed = [...way.scripts]
      .reverse()
      .find(({ direction, path, line = 1 }) => direction === 'other' && path === way.error?.at.path && line <= way.error.at.span.line)
    if (way.error && own && !isWayItself(subject, way)) {
      const message = way.error.sqlstate ? `${way.error.message} (${way.error.sqlstate})` : way.error.message
      tell('rollback/steps-fail', {
        args: { steps: way.asking ? 'the checks' : steps, statement: way.error.at.statement, message },
        what: `${steps} ${way.error.message}`,
        places: [statementAt(way.error.at, 'fails here'), ...(failed ? [fenceAt(failed, 'in this fence')] : [])],
      })
    }
    for (const { at, expected, got } of way.wrong)
      tell('rollback/verify-differs', { args: { expected, got }, what: `${at.text} ${expected} ${got}`, places: [statementAt(at, 'asks')] })
    const ends = [
      { differs: way.differs, how: differs(way.differs, 'the down') },
      { differs: way.afterDiffers, how: differs(way.afterDiffers, 'the down') },
    ]
    for (const end of ends)
      if (end.differs.length && first)
        tell('rollback/steps-differ', {
          args: { steps, how: end.how },
          what: `${steps} ${end.how}`,
          places: [fenceAt(first, 'begin here')],
        })
    if (way.stopped) judgeStopped(way, way.stopped, tell)
  }
}

/** Whether a document's steps are the way back itself, whose error its verdict already tells. */
function isWayItself(subject: Subject, way: TakenWay): boolean {
  return subject.down === undefined && subject.grade === 'fails' && way.error?.message === subject.error?.error.message
}

function judgeStopped(way: TakenWay, { at, error, differs: left }: NonNullable<TakenWay['stopped']>, tell: Tell): void {
  const steps = `${way.leg === 'down' ? 'the down' : 'the manual steps'} ${way.leg === 'down' ? (error ? 'fails' : 'comes to another end') : error ? 'fail' : 'come to another end'}`
  const how = error
    ? `: ${error.message}${error.sqlstate ? ` (${error.sqlstate})` : ''}`
    : `: ${left.map(({ says }) => shortly(says)).join('; ')}`
  tell('rollback/not-resumable', {
    args: { stopped: at.statement, steps, how },
    what: `${way.leg} ${at.statement} ${how}`,
    places: [statementAt(at, 'stopped behind this'), ...(error ? [statementAt(error.at, 'fails when run again')] : [])],
  })
}

/** What holds data is told ahead of what goes with it. */
const rank = ({ key }: Difference): number => (key.startsWith('table:') ? 0 : key.startsWith('column:') ? 1 : 2)

/** How one end differs from another, as what is done and what is not. */
function differs(differences: readonly Difference[], than: string): string {
  const told = [...differences]
    .sort((a, b) => rank(a) - rank(b))
    .map((difference) => {
      if (difference.what === 'added') return `leave ${called(difference.after)}, which \`${than.replace('the ', '')}\` removes`
      if (difference.what === 'missing') return `remove ${called(difference.before)}, which \`${than.replace('the ', '')}\` keeps`
      return `leave it so that ${difference.says}`
    })
  return shortly(told.length > 4 ? `${told.slice(0, 4).join('; ')}; and ${told.length - 4} more` : told.join('; '))
}
