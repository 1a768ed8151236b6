import { get, type Mapping, type Node } from '../../model/node.ts'
import { itemsOf, mappingOf, textAt } from '../../readers/hooks/config.ts'
import { callsOf } from '../../readers/shell/calls.ts'
import { within } from '../../readers/shell/tree.ts'
import { filledIn } from '../../readers/shell/values.ts'
import { textOf } from '../../readers/shell/wrappers.ts'
import { jobsOf } from './jobs.ts'
import { pawlAction } from './uses.ts'

const head = /github\.event\.pull_request\.head\.|github\.head_ref|refs\/pull\//

/** What a workflow does with the head where it runs with the rights of the base. */
export type WithHead = { is: 'nothing' } | { is: 'reads' } | { is: 'runs'; says: string; node: Node }

/** Programs that look at files without running any of them. */
const harmless = /^(git|pawl|cat|ls|head|tail|wc|diff|cp|mkdir|sha256sum)$/

/** Follows what jobs check out: reading it is one thing, running something of it another. */
export async function withHead(tree: Mapping): Promise<WithHead> {
  let reads = false
  for (const [, job] of jobsOf(tree)) {
    let here = false
    for (const item of itemsOf(get(job, 'steps'))) {
      const step = mappingOf(item)
      if (!step) continue
      const uses = textAt(step, 'uses') ?? ''
      const run = get(step, 'run')
      const given = mappingOf(get(step, 'with'))
      if (pawlAction.test(uses)) reads = true
      else if (/^actions\/checkout@/i.test(uses)) here ||= head.test(`${textAt(given, 'ref')} ${textAt(given, 'repository')}`)
      else if (here && uses.startsWith('./')) return { is: 'runs', says: `\`${uses}\` is what the head makes it`, node: get(step, 'uses')! }
      else if (run?.kind === 'scalar') {
        const names = await namesIn(run.text)
        const stranger = names.find((name) => !harmless.test(name))
        if (here && stranger) return { is: 'runs', says: `\`${stranger}\` runs where the head is checked out`, node: run }
        if (head.test(run.text)) {
          reads ||= names.includes('pawl')
          here ||= /git (checkout|switch|reset|merge|pull)/.test(run.text)
        }
      }
      reads ||= here
    }
  }
  return reads ? { is: 'reads' } : { is: 'nothing' }
}

/** The programs that a script names, runners taken off. */
async function namesIn(text: string): Promise<string[]> {
  const written = text.replace(/\$\{\{.*?\}\}/gs, filledIn)
  const calls = await callsOf(
    { text: written, source: within({ path: '' }), flavour: 'bash', flags: 'e', folder: '' },
    { file: async () => undefined, packageScript: () => undefined },
  )
  // Runners of packages look first into the checkout, where the head may hold a program of that name.
  const managers = /\b(npm|npx|pnpm|yarn|bunx?|node_modules|make|cargo|pip|go)\b/.exec(written)?.[1]
  return [...calls.map((call) => textOf(call.words[0]) ?? 'a program'), ...(managers ? [managers] : [])]
}
