import { get, type Mapping, type Scalar } from '../../model/node.ts'
import { mappingOf, textAt } from '../../readers/hooks/config.ts'
import { programs } from '../../readers/hooks/steps.ts'
import type { Call } from '../../readers/shell/machine.ts'
import { takenBy } from '../../readers/shell/taken.ts'
import { within } from '../../readers/shell/tree.ts'
import { textOf } from '../../readers/shell/wrappers.ts'
import { type Context, evaluateText } from '../../readers/workflow/context.ts'
import { filled } from '../../readers/workflow/script.ts'
import { type Problem, problemAt, type Scene } from './scene.ts'

const ofHead =
  /^\s*\$\{\{\s*github\.(event\.pull_request\.head\.(sha|ref)|head_ref|sha|ref|event\.pull_request\.merge_commit_sha)\s*(\|\|\s*github\.(sha|ref)\s*)?\}\}\s*$|refs\/pull\//

/** Does a step check out something other than what the pull request brings? */
export function checkedOut(scene: Scene, step: Mapping, context: Context): Problem | undefined {
  if (!/^actions\/checkout@/i.test(textAt(step, 'uses') ?? '')) return undefined
  const given = mappingOf(get(step, 'with'))
  const folder = textAt(given, 'path')?.trim() ?? ''
  if (!given || !/^(\.\/?)?$/.test(folder)) return undefined
  const repository = textAt(given, 'repository')?.trim() ?? ''
  const own = /^(\$\{\{\s*github\.(repository|event\.pull_request\.head\.repo\.full_name)\s*\}\})?$/
  if (!own.test(repository))
    return problemAt(scene, 'workflow/other-command', `\`${repository}\` is checked out in its place`, get(given, 'repository'))
  const ref = textAt(given, 'ref') ?? ''
  const outcome = evaluateText(ref, context)
  if (ref.trim() === '' || ofHead.test(ref) || (outcome.known && outcome.value === '')) return undefined
  // On `pull_request_target` reading the base is what is told of as such.
  if (scene.trigger.event === 'pull_request_target') return undefined
  return problemAt(scene, 'workflow/other-command', `\`${ref}\` is checked out, not what the pull request brings`, get(given, 'ref'))
}

/** The folder into which a step checks out something other than what the pull request brings. */
export function checkedOutBeside(scene: Scene, step: Mapping, context: Context): string | undefined {
  const given = mappingOf(get(step, 'with'))
  const folder =
    textAt(given, 'path')
      ?.trim()
      .replace(/^\.\/|\/$/g, '') ?? ''
  if (!given || folder === '' || folder === '.') return undefined
  const here = {
    ...step,
    entries: step.entries.map((entry) => (entry.key.text === 'with' ? { ...entry, value: without(given, 'path') } : entry)),
  }
  return checkedOut(scene, here, context) ? folder : undefined
}

const without = (mapping: Mapping, key: string): Mapping => ({
  ...mapping,
  entries: mapping.entries.filter((each) => each.key.text !== key),
})

/** Does a step leave later ones another commit, or another base, than the pull request has? `pawl` judges commits, and no files. */
export async function recommitted(scene: Scene, step: Mapping, context: Context): Promise<Problem | undefined> {
  const node = get(step, 'run')
  if (scene.asked.words[0] !== 'pawl' || node?.kind !== 'scalar' || !/\bgit\b/.test(node.text)) return undefined
  for (const call of await callsIn(scene, node, context)) {
    const by = call.cwd.is === 'place' ? takenBy(call.words).head : undefined
    const says = `\`${by}\` puts another commit in the place of the one that is looked at, or of its base`
    if (by) return problemAt(scene, 'workflow/other-command', says, node)
  }
  return undefined
}

/** Does the script of a step change what later commands find, or what they look at? */
export async function meddled(scene: Scene, step: Mapping, context: Context): Promise<Problem | undefined> {
  const node = get(step, 'run')
  if (node?.kind !== 'scalar') return undefined
  const { text } = node
  if (
    />>?\s*"?\$\{?GITHUB_PATH/.test(text) &&
    /(\$PWD|\$\(pwd\)|GITHUB_WORKSPACE|github\.workspace|echo\s+["']?\.?[\w-]+(\/|["'\s]))/.test(text.replaceAll('node_modules/.bin', ''))
  )
    return problemAt(scene, 'workflow/not-followed', 'a folder of the repository is put on the PATH', node)
  if (/GITHUB_ENV/.test(text) && /\b(PATH|BASH_ENV|NODE_OPTIONS|LD_PRELOAD|GIT_(DIR|INDEX_FILE|WORK_TREE|CONFIG\w*))=/.test(text))
    return problemAt(scene, 'workflow/not-followed', 'its environment is changed for later steps', node)
  if (!/\bgit\b/.test(text)) return undefined
  for (const call of await callsIn(scene, node, context)) {
    const words = call.words.map(textOf)
    if (words[0] !== 'git' || !['checkout', 'switch', 'reset'].includes(words[1] ?? '')) continue
    const rest = words.slice(2)
    if (rest.includes('--') || rest.includes('.') || rest.some((word) => word === undefined)) continue
    const target = rest.find((word) => !word!.startsWith('-'))
    if (target && !/^(HEAD|FETCH_HEAD|-)$/.test(target) && !rest.some((word) => /^-[bBcC]$/.test(word!)))
      return problemAt(scene, 'workflow/other-command', `\`git ${words[1]} ${target}\` takes what the pull request brings away`, node)
  }
  return undefined
}

/** The programs that the script of a step starts. */
async function callsIn(scene: Scene, node: Scalar, context: Context): Promise<readonly Call[]> {
  const source = within({ path: scene.path, span: node.span })
  return programs(scene.files, { text: filled(node.text, context), source, flavour: 'bash', flags: 'e', folder: '' })
}
