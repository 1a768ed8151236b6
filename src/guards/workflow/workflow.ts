import type { Order } from '../../model/option.ts'
import { equal } from '../../model/orders.ts'
import { pathProblem, word } from '../../model/values.ts'
import { confines } from '../globs.ts'
import { guard } from '../guard.ts'
import { commandOrder, commandType } from '../hook/command.ts'
import { asBad, codes, ownEach } from './codes.ts'

/** Of a glob one workflow is enough: a wider one asks for less. */
const globOrder: Order<string> = {
  weaker: (older, newer, files) =>
    confines('workflow').weaker(older === undefined ? undefined : [older], newer === undefined ? undefined : [newer], files),
}

/** On every pull request a job runs a command, cannot be skipped, and fails when it fails. */
export const workflow = guard({
  kind: 'workflow',
  evidence: 'files',
  subject: { says: 'A glob over workflows; one of them is enough.', wrong: pathProblem, order: () => globOrder },
  says: 'On every pull request a job runs the command, cannot be skipped, and fails when it fails.',
  options: {
    runs: { type: commandType, order: commandOrder, says: 'The words that begin the command.', required: true },
    pinned: { type: word('sha'), order: equal('pinned'), says: 'How actions are named: `sha` asks for the full commit.' },
  },
  codes,
  follows: true,
  asks: ({ subject }) => [{ paths: [subject, ...askedPaths] }],
  async uphold(protection, seen, say, { defaultBranch }) {
    const { judgeWorkflow, ownersIn } = await import('./judge.ts')
    const { askedIn } = await import('../hook/judge.ts')
    const { wordsOfCommand } = await import('../hook/asked.ts')
    const { runs, pinned } = protection.options
    const subject = protection.subject
    const paths = await seen.after.match([subject])
    if (paths.length === 0) {
      const gone = await seen.before.match([subject])
      return say('workflow/missing', {
        args: { subject, runs },
        places: gone.map((path) => ({ side: 'before', path })),
        what: runs,
        unless: asBad('workflow/missing', runs),
      })
    }
    const asked = await askedIn(seen.after, wordsOfCommand(runs), undefined)
    const owners = await ownersIn(seen.before)
    const all = await Promise.all(paths.map((path) => judgeWorkflow(seen, path, asked, owners, defaultBranch, pinned === 'sha')))
    const errors = (each: (typeof all)[number]) => each.problems.filter(({ code }) => code !== 'workflow/head-as-data').length
    const best = all.sort((a, b) => Number(b.found) - Number(a.found) || errors(a) - errors(b))[0]!
    for (const limit of best.limits) say.limit(limit)
    for (const { code, seen: what, named, places, job } of best.problems) {
      const args = { path: best.path, subject, runs, seen: what, job: job ?? '', name: what.replace(/@.*$/, '') }
      say(code, { args, places, what: ownEach.has(code) ? `${best.path} ${named ?? what}` : runs, unless: asBad(code, runs) })
    }
  },
})

/** Paths that workflows may call, or run. */
const askedPaths = [
  '.github/workflows/**',
  '.github/actions/**',
  '**/action.{yml,yaml}',
  'package.json',
  '.npmrc',
  '**/*.sh',
  '**/scripts/**',
  '**/bin/**',
]
