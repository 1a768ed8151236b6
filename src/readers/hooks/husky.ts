import type { Files } from '../../model/tree.ts'
import type { Call } from '../shell/machine.ts'
import { pathIn } from '../shell/places.ts'
import { fileSource } from '../shell/tree.ts'
import { textOf } from '../shell/wrappers.ts'
import { scriptWay } from './folder.ts'
import { packageFile } from './package.ts'
import { regularText } from './steps.ts'
import type { Way } from './way.ts'

/** How husky was called: the folder of its hooks, and whether in the way that only husky 9 knows. */
export type HuskyCall = { folder: string; bare: boolean } | 'unclear'

/** Reads a call of husky that installs it; `undefined` for any other call. */
export function huskyOf(call: Call): HuskyCall | undefined {
  if (textOf(call.words[0]) !== 'husky' || textOf(call.vars.get('HUSKY')) === '0') return undefined
  const words = call.words.slice(1).map(textOf)
  if (words.includes(undefined)) return 'unclear'
  if (pathIn(call.cwd, { is: 'text', text: '.' }, '') !== '') return 'unclear'
  const [first, second] = words
  if (first === 'install') return { folder: (second ?? '.husky').replace(/^\.\//, '').replace(/\/$/, ''), bare: false }
  if (first && (first.startsWith('-') || ['add', 'set', 'uninstall', 'init'].includes(first))) return undefined
  return { folder: (first ?? '.husky').replace(/^\.\//, '').replace(/\/$/, ''), bare: true }
}

/** The major version that package.json asks for, where it leaves no doubt. */
function majorOf(version: string | undefined): number | undefined {
  if (version === undefined) return undefined
  if (version === '*' || version === 'latest') return 9
  const found = /^(?:npm:husky@)?(>=|\^|~|=|v)?\s*v?(\d+)(\.[\dx*]+)*(-[\w.]+)?$/.exec(version.trim())
  if (!found) return undefined
  const major = Number(found[2])
  return found[1] === '>=' && major < 9 ? undefined : major
}

/** The hook as husky runs it: 9 with `sh -e`, older ones by its shebang unless the hook brings husky's own first line. */
export async function huskyWay(files: Files, { folder, bare }: { folder: string; bare: boolean }, hook: string): Promise<Way> {
  const dependencies = (await files.read('package.json', packageFile))?.dependencies
  const major = majorOf(dependencies?.get('husky'))
  const path = `${folder}/${hook}`
  const by = 'husky'
  const harmless = (sourced: string) => sourced === `${folder}/_/husky.sh`
  if (major !== undefined && major < 5)
    return { is: 'unclear', says: `husky ${major} keeps its hooks elsewhere`, where: { path: 'package.json' } }
  const text = await regularText(files, path)
  if (major !== undefined && major >= 9) {
    if (!(await files.entries()).has(path)) return { is: 'missing', by, path }
    return {
      is: 'script',
      by,
      path,
      mustBeExecutable: false,
      harmless,
      run: { text: text ?? '', source: fileSource(path, text ?? ''), flavour: 'sh', flags: 'e', folder },
    }
  }
  // Where the version is not known the hook has to hold without `-e` too; husky called by its bare name is 9, which needs no right to run.
  const way = await scriptWay(files, path, by, !(major === undefined && bare))
  if (way.is !== 'script') return way
  const again = major !== undefined && /^\s*(\.|source)\s+.*\/_\/husky\.sh"?\s*$/m.test(text ?? '')
  return { ...way, harmless, run: { ...way.run, flags: again ? 'e' : way.run.flags, flavour: again ? 'sh' : way.run.flavour } }
}
