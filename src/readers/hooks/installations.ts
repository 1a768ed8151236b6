import type { Files } from '../../model/tree.ts'
import type { Call } from '../shell/machine.ts'
import { fileSource } from '../shell/tree.ts'
import type { Value } from '../shell/values.ts'
import { textOf } from '../shell/wrappers.ts'
import { folderWay, type HooksPath, hooksPathOf, scriptWay } from './folder.ts'
import { type HuskyCall, huskyOf, huskyWay } from './husky.ts'
import { lefthookWay } from './lefthook.ts'
import { expandMake } from './make.ts'
import { preCommitWay } from './precommit.ts'
import { simpleGitHooksWay } from './simple-git-hooks.ts'

import { lifecycleSteps, makeSteps, programs, regularText, type Step, stepsOf } from './steps.ts'
import type { Way } from './way.ts'

/** Where a policy says that a hook is installed, in a way of the repository's own. */
export interface InstalledBy {
  file: string
  contains: string
}

/** All ways in which the tree has a hook run: every one of `all` acts, or one of `any`. */
export interface Installed {
  all: readonly Way[]
  any: readonly Way[]
}

/** The ways in which a repository has a hook installed. */
export async function installations(files: Files, hook: string): Promise<Installed> {
  const steps = [
    ...(await lifecycleSteps(files)),
    ...(await makeSteps(files)).filter(({ name }) => !/ (un|no|disable|remove|clean)/.test(name)),
  ]
  const all = await waysOf(files, steps, hook)
  if (all.length) return { all, any: [] }
  const any = [await lefthookWay(files, hook, steps), await preCommitWay(files, hook), await simpleGitHooksWay(files, hook, steps)]
  return { all: [], any: any.filter((way) => way !== undefined) }
}

/** The ways of steps that set `core.hooksPath`, or call husky; of one step the last counts. */
async function waysOf(files: Files, steps: readonly Step[], hook: string): Promise<Way[]> {
  const ways = new Map<string, Way>()
  for (const step of steps) {
    let last: { set: HooksPath | HuskyCall; call: Call; husky: boolean } | undefined
    for (const call of step.calls) {
      const path = hooksPathOf(call)
      const husky = path === undefined ? huskyOf(call) : undefined
      if (path === 'unset') last = undefined
      else if (path !== undefined) last = { set: path, call, husky: false }
      else if (husky !== undefined) last = { set: husky, call, husky: true }
    }
    if (!last) continue
    const { set, call, husky } = last
    const key = `${husky} ${JSON.stringify(set)}`
    if (ways.has(key)) continue
    if (set === 'outside')
      ways.set(key, { is: 'unclear', says: '`core.hooksPath` is set to a folder outside of the repository', where: call.where })
    else if (typeof set === 'string') ways.set(key, { is: 'unclear', says: 'where hooks are taken from only runs tell', where: call.where })
    else if ('bare' in set) ways.set(key, await huskyWay(files, set, hook))
    else ways.set(key, await folderWay(files, set.folder, hook, step))
  }
  return [...ways.values()]
}

/** The ways of the step that the policy names; `undefined` where its text is in no code that runs. */
export async function installedBy(files: Files, given: InstalledBy, hook: string): Promise<Installed | undefined> {
  const step = await stepThatHolds(files, given)
  if (!step) return undefined
  const lifecycle = given.file === 'package.json' ? [] : await lifecycleSteps(files)
  const all = await waysOf(files, [step, ...lifecycle], hook)
  if (all.length) return { all, any: [] }
  const set = step.calls.filter((call) => ![undefined, 'unset'].includes(hooksPathOf(call) as string | undefined)).at(-1)
  if (set) return { all: [{ is: 'unclear', says: '`core.hooksPath` is unset again', where: set.where }], any: [] }
  const calls = (name: string) => step.calls.some((call) => textOf(call.words[0]) === name)
  const any = [
    calls('lefthook') ? await lefthookWay(files, hook, [step]) : undefined,
    calls('pre-commit') ? await preCommitWay(files, hook) : undefined,
    await simpleGitHooksWay(files, hook, [step]),
  ]
  const named = any.filter((way) => way !== undefined)
  if (named.length) return { all: [], any: named }
  return { all: [await placedWay(files, given, hook)], any: [] }
}

async function stepThatHolds(files: Files, { file, contains }: InstalledBy): Promise<Step | undefined> {
  const steps = await stepsOf(files, file)
  const wanted = await programs(files, {
    text: expandMake(contains.trim().replace(/^[@+-]+\s*/, '')),
    source: fileSource(file, contains),
    flavour: 'sh',
    flags: '',
    folder: '',
    files: 9,
    scripts: 9,
  })
  if (steps && wanted.length) return steps.find((step) => wanted.every((call) => step.calls.some((each) => holds(each, call))))
  const text = await regularText(files, file)
  if (text === undefined || /\.(md|markdown|txt|rst|adoc)$/i.test(file)) return undefined
  if (steps?.every((step) => step.calls.length === 0)) return undefined
  const live = text
    .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, ' ')
    .split('\n')
    .filter((line) => !/^\s*(#|\/\/|--|;)/.test(line))
    .map((line) => line.replace(/\s#\s.*$/, ''))
    .join(' ')
  const plain = (each: string) => each.replace(/\s+/g, ' ').trim()
  return plain(live).includes(plain(contains)) ? { name: file, path: file, calls: wanted } : undefined
}

/** Do the words of one call stand in another, from its start, or in a program that sets hooks up? */
function holds(call: Call, wanted: Call): boolean {
  const folder = hooksPathOf(wanted)
  if (typeof folder === 'object' && JSON.stringify(hooksPathOf(call)) === JSON.stringify(folder)) return true
  const anywhere = ['git', 'husky', 'lefthook', 'pre-commit', 'ln', 'cp', 'install'].includes(textOf(call.words[0]) ?? '')
  for (let at = 0; at + wanted.words.length <= call.words.length && (at === 0 || anywhere); at++) {
    if (wanted.words.every((word, index) => same(call.words[at + index]!, word))) return true
  }
  return false
}

function same(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** A hook that is copied or linked into place: the tracked file that the text names, or the only one of its name. */
async function placedWay(files: Files, { file, contains }: InstalledBy, hook: string): Promise<Way> {
  const candidates = [...(await files.entries()).keys()].filter((path) => {
    const [name, folder] = [path.slice(path.lastIndexOf('/') + 1), path.slice(0, Math.max(0, path.lastIndexOf('/')))]
    return (
      (name === hook || name === `${hook}.sh`) && !folder.startsWith('tests/') && (/hooks|husky/.test(folder) || contains.includes(path))
    )
  })
  const named = candidates.filter(
    (path) => contains.includes(path) || (path.includes('/') && contains.includes(`${path.slice(0, path.lastIndexOf('/'))}/`)),
  )
  const found = named.length ? named : candidates
  if (found.length === 1) return scriptWay(files, found[0]!, `\`${file}\``, !/chmod|install\s+-m/.test(contains))
  if (found.length === 0) return { is: 'missing', by: `\`${file}\``, path: file }
  return { is: 'unclear', says: `several files may be the hook that \`${file}\` installs`, where: { path: file } }
}
