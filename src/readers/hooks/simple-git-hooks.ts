import type { Files } from '../../model/tree.ts'
import type { Call } from '../shell/machine.ts'
import { within } from '../shell/tree.ts'
import { textOf } from '../shell/wrappers.ts'
import { configuration, mappingOf, nodeAt } from './config.ts'
import { regularText, type Step } from './steps.ts'
import type { Way } from './way.ts'

const by = 'simple-git-hooks'
const data = ['.simple-git-hooks.json', 'simple-git-hooks.json']
const code = ['.simple-git-hooks', 'simple-git-hooks'].flatMap((name) => ['cjs', 'js', 'mjs'].map((ending) => `${name}.${ending}`))

/** It installs nothing where it is told so. */
const isSkipped = (vars: Call['vars']) => ['1', 'true'].includes(textOf(vars.get('SKIP_INSTALL_SIMPLE_GIT_HOOKS')) ?? '')

/** The hook as simple-git-hooks writes it into `.git/hooks`; `undefined` where no step calls it. */
export async function simpleGitHooksWay(files: Files, hook: string, steps: readonly Step[]): Promise<Way | undefined> {
  const call = steps.flatMap(({ calls }) => calls).find(({ words, vars }) => textOf(words[0]) === by && !isSkipped(vars))
  if (!call) return undefined
  if (call.words.length > 1) return { is: 'unclear', says: `\`${by}\` is given a configuration of its own`, where: call.where }
  const entries = await files.entries()
  const written = code.find((path) => entries.has(path))
  if (written) return { is: 'unclear', says: `\`${written}\` is code, and is not followed`, where: { path: written } }
  const path = data.find((each) => entries.has(each)) ?? 'package.json'
  if ((await regularText(files, path)) === undefined) return { is: 'missing', by, path }
  const tree = mappingOf(await files.read(path, configuration))
  const command = path === 'package.json' ? nodeAt(tree, by, hook) : nodeAt(tree, hook)
  if (command?.kind !== 'scalar') return { is: 'missing', by, path }
  const where = { path, span: command.span }
  return {
    is: 'commands',
    by,
    path,
    commands: [{ where, run: { text: command.text, source: within(where), flavour: 'sh', flags: '', folder: '' } }],
  }
}
