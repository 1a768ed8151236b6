import type { Step } from '../init/draft.ts'
import { type Proposal, propose, type Seen, type Standing } from '../init/propose.ts'
import { editsOf } from '../init/settle.ts'
import { madeBy } from '../judge/made.ts'
import { overlay, remember } from '../model/files.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { loadPolicies } from '../policy/load.ts'
import type { Asked } from './asked.ts'
import { audit } from './audit.ts'
import { rehearse } from './rehearse.ts'
import { gathered, reportOf } from './report.ts'

/** The trees that the next commit may be made of: the index, and the disk where it differs. */
export type Trees = readonly [Tree, ...Tree[]]

/** What would guard a repository as it stands, tried in memory before it is shown. */
export async function proposal(trees: Trees, seen: Omit<Seen, 'files' | 'today' | 'env'>, asked: Asked): Promise<Proposal> {
  const [tree] = trees
  const files = remember(tree)
  return propose(
    { ...seen, files, today: asked.today, env: asked.env },
    {
      standing: () => standing(tree),
      run: (definition) => {
        asked.tell?.(`running the migrations in ${definition.migrations}`)
        return madeBy(files, definition, asked.env)
      },
      rehearse: (edits) => rehearse(overlay(tree, edits), {}, asked),
      audits: async (edits) => {
        asked.tell?.('trying what is proposed')
        const reports: Report[] = []
        for (const each of trees) reports.push(await audit(overlay(each, edits), { ...asked, workTree: false }))
        return reports
      },
    },
  )
}

/** The audit of what was written, as the report of `init`. */
export async function auditWritten([tree]: Trees, made: Proposal, written: readonly string[], asked: Asked): Promise<Report> {
  const files = made.files.filter(({ path }) => written.includes(path))
  const edits = editsOf([], files)
  const more = {
    files: written,
    left: made.left,
    next: stepsFor(made, written).map(({ says, lines }) => ({ says, ...(lines ? { lines } : {}) })),
    seen: made.seen,
  }
  const report = (await standing(overlay(tree, edits))).files
    ? await audit(overlay(tree, edits), { ...asked, workTree: false })
    : nothing(asked)
  return { ...report, verb: 'init', more: { ...report.more, ...more } }
}

/** What is left to do, but for files that were not wanted. */
export function stepsFor({ steps, files }: Proposal, written: readonly string[]): readonly Step[] {
  return steps.filter(({ about }) => about === undefined || written.includes(about) || !files.some(({ path }) => path === about))
}

/** The policies of a tree; one that cannot be read is a Refusal. */
async function standing(tree: Tree): Promise<Standing> {
  const { files, protocols } = await loadPolicies(remember(tree))
  const kept = protocols.some(({ id, protect }) => id === 'guard' || protect.some(({ kind }) => kind === 'hook' || kind === 'workflow'))
  return { files: files.length, guarded: kept }
}

/** Nothing was written and nothing stood: there is nothing to judge by. */
function nothing(asked: Asked): Report {
  return {
    ...reportOf(
      'init',
      { ...gathered(), refusals: [{ message: 'nothing was written, so there is nothing to judge by' }] },
      asked.elapsed(),
    ),
    findings: [],
    amended: [],
  }
}
