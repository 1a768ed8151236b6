import { get, type Mapping } from '../../model/node.ts'
import { mappingOf } from '../../readers/hooks/config.ts'
import { packageFile } from '../../readers/hooks/package.ts'
import { type Context, evaluateText } from '../../readers/workflow/context.ts'
import { type Candidate, problemAt, type Scene } from './scene.ts'

/** Pawl's own action where it is used: `owner/pawl@…`. */
export const pawlAction = /^([\w.-]+)\/pawl@(.+)$/i

const sameBase = /^\s*(\$\{\{\s*github\.(event\.pull_request\.base\.(sha|ref)|base_ref)\s*\}\})?\s*$/
const sameHead = /^\s*(\$\{\{\s*github\.(event\.pull_request\.head\.(sha|ref)|head_ref|sha|ref)\s*\}\})?\s*$/

/** Judges a step that uses pawl's own action; `undefined` for any other. */
export async function judgeUse(scene: Scene, step: Mapping, uses: string, context: Context): Promise<Candidate | undefined> {
  const { words } = scene.asked
  if (words[0] !== 'pawl' || ![undefined, 'check'].includes(words[1])) return undefined
  const owner = pawlAction.exec(uses)?.[1]
  if (owner === undefined && !(await isOwnAction(scene, uses))) return undefined
  const candidate = (says?: string, node = get(step, 'uses')): Candidate => ({
    job: '',
    limits: [],
    problems: says === undefined ? [] : [problemAt(scene, 'workflow/other-command', says, node)],
  })
  if (owner !== undefined && scene.owners.size && !scene.owners.has(owner.toLowerCase()))
    return candidate(`\`${uses}\` is the pawl of another owner`)
  for (const { key, value } of mappingOf(get(step, 'with'))?.entries ?? []) {
    const text = value.kind === 'scalar' ? value.text : ''
    const outcome = evaluateText(text, context)
    const says = outcome.known ? String(outcome.value ?? '').trim() : undefined
    const name = key.text.toLowerCase()
    const moved =
      (name === 'verb' && says !== 'check' && says !== '') ||
      (name === 'working-directory' && says !== undefined ? !/^(\.\/?)?$/.test(says) : name === 'working-directory') ||
      (name === 'base' && !isBase(text, says, scene.defaultBranch)) ||
      (name === 'head' && !sameHead.test(text))
    if (moved) return candidate(`\`${name}\` is \`${text}\``, value)
  }
  return candidate()
}

function isBase(text: string, says: string | undefined, defaultBranch: string | undefined): boolean {
  if (sameBase.test(text)) return true
  return says !== undefined && defaultBranch !== undefined && [defaultBranch, `origin/${defaultBranch}`].includes(says)
}

/** `uses: ./` in the repository of pawl itself. */
async function isOwnAction(scene: Scene, uses: string): Promise<boolean> {
  if (uses !== './' && uses !== '.') return false
  return [...((await scene.files.read('package.json', packageFile))?.programs.values() ?? [])].includes('pawl')
}
