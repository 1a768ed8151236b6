import type { ChangedDocument } from '../git/quiet.ts'
import { document } from '../guards/document/document.ts'
import { nothingHeard, uphold } from '../judge/uphold.ts'
import { emptyTree, remember } from '../model/files.ts'
import type { Protection } from '../model/policy.ts'
import type { Tree } from '../model/tree.ts'

/** What is asked of the document as it is: what stood before only shows where, in a finding. */
const ofItself = new Set(['headings', 'fields', 'fresh'])

/** Whether documents hold all that is asked of them. Where one does not, the change is to be looked at whole: this says only yes for sure. */
export async function documentsHold(documents: readonly ChangedDocument[], today: string): Promise<boolean> {
  const heard = nothingHeard()
  for (const { path, before, after, protections: kept } of documents) {
    const protections = kept as readonly Protection[]
    const alone = protections.every(({ options }) => Object.keys(options).every((key) => ofItself.has(key)))
    const files = { before: remember(alone ? emptyTree : oneFile(path, before, 'before')), after: remember(oneFile(path, after, 'after')) }
    for (const protection of protections) await uphold(document, protection, files, { today }, heard)
    if (heard.findings.length || heard.refusals.length || heard.limits.length) return false
  }
  return true
}

function oneFile(path: string, bytes: Uint8Array, id: string): Tree {
  return {
    label: id,
    entries: async () => new Map([[path, { mode: 'file', id }]]),
    bytes: async (asked) => (asked === path ? bytes : undefined),
  }
}
