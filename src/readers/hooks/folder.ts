import type { Files } from '../../model/tree.ts'
import type { Call } from '../shell/machine.ts'
import { pathIn } from '../shell/places.ts'
import { fileSource, shebang } from '../shell/tree.ts'
import { textOf } from '../shell/wrappers.ts'
import type { Step } from './steps.ts'
import { regularText } from './steps.ts'
import type { Way } from './way.ts'

/** What a call does to `core.hooksPath`: the folder that it names, `outside` of the repository, or nothing that can be told. */
export type HooksPath = { folder: string } | 'outside' | 'unset' | 'unclear'

/** Reads `git config core.hooksPath …`; `undefined` for any other call. */
export function hooksPathOf(call: Call): HooksPath | undefined {
  if (textOf(call.words[0]) !== 'git') return undefined
  let words = call.words.slice(1)
  while (['-C', '-c'].includes(textOf(words[0]) ?? '')) words = words.slice(2)
  if (textOf(words[0]) !== 'config') return undefined
  words = words.slice(1)
  const at = words.findIndex((word) => textOf(word)?.toLowerCase() === 'core.hookspath')
  if (at < 0) return undefined
  const before = words.slice(0, at).map(textOf)
  if (before.some((word) => word === '--unset' || word === '--unset-all' || word === 'unset')) return 'unset'
  if (before.some((word) => word === '-f' || word?.startsWith('--file') || word?.startsWith('--get') || word === 'get')) return undefined
  const value = words[at + 1]
  if (!value) return undefined
  if (value.is === 'data') return 'unclear'
  // git takes a relative folder from the root of the work tree, wherever it was called.
  const folder = pathIn({ is: 'place', base: 'root', rest: '' }, value, '')
  return folder === undefined ? 'outside' : { folder }
}

/** The hook of a folder that git takes hooks from. */
export async function folderWay(files: Files, folder: string, hook: string, step: Step | undefined): Promise<Way> {
  const path = folder === '' ? hook : `${folder}/${hook}`
  const by = `\`core.hooksPath\` set to \`${folder}\``
  return scriptWay(files, path, by, !step || !makesExecutable(step, folder))
}

/** A hook that git starts by its shebang. */
export async function scriptWay(files: Files, path: string, by: string, mustBeExecutable: boolean): Promise<Way> {
  if (!(await files.entries()).has(path)) return { is: 'missing', by, path }
  const text = (await regularText(files, path)) ?? ''
  const head = shebang(text)
  if (!head) return { is: 'unclear', says: `\`${path}\` is no shell script`, where: { path } }
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  return { is: 'script', by, path, mustBeExecutable, run: { text, source: fileSource(path, text), ...head, folder } }
}

/** Does a step give the files of a folder the right to run? */
function makesExecutable(step: Step, folder: string): boolean {
  return step.calls.some((call) => {
    const words = call.words.map(textOf)
    return (
      words[0] === 'chmod' &&
      words.some((word) => /^([ugoa]*\+[rwx]*x[rwx]*|0?[1357]\d\d)$/.test(word ?? '')) &&
      words.some((word) => word?.replace(/^\.\//, '').startsWith(folder))
    )
  })
}
