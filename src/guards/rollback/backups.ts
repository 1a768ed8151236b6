import type { Place, Span } from '../../model/place.ts'
import type { RollbackRules } from '../../model/policy.ts'
import type { Markdown } from '../../readers/markdown.ts'
import { judgeBackup } from './parts.ts'
import type { Tell } from './subject.ts'

/** A document whose backup is owed. */
interface Judged {
  document: Markdown
  path: string
  rules: Pick<RollbackRules, 'backup'>
  tell: Tell
}

/** Tells what is wrong with the backup step of a document; `lost` is whose data goes. */
export async function judgeBackups({ document, path, rules, tell }: Judged, lost: readonly string[]): Promise<void> {
  const at = (span: Span, label?: string): Place => ({ side: 'after', path, span, ...(label ? { label } : {}) })
  for (const problem of await judgeBackup(document, path, rules, lost)) {
    if (problem.is === 'missing')
      tell('rollback/backup-missing', { args: { document: path }, what: 'missing', places: [{ side: 'after', path }] })
    else if (problem.is === 'silent')
      tell('rollback/backup-silent', { args: { problem: problem.problem }, what: problem.problem, places: [at(problem.span)] })
    else if (problem.is === 'late')
      tell('rollback/backup-late', {
        args: { command: problem.command },
        what: 'late',
        places: [at(problem.span, 'destroys'), at(problem.backup, 'backs up')],
      })
    else
      tell('rollback/backup-unreadable', {
        args: { backup: problem.backup, restore: problem.restore },
        what: `${problem.backup} ${problem.restore}`,
        places: [at(problem.span, 'reads it'), at(problem.made, 'writes it')],
      })
  }
}
