import type { Files } from '../../model/tree.ts'
import { callsOf } from '../shell/calls.ts'
import type { Run } from '../shell/follow.ts'
import type { Call, PackageScript } from '../shell/machine.ts'
import { fileSource, shebang, within } from '../shell/tree.ts'
import { makefile } from './make.ts'
import { packageFile } from './package.ts'

/** Something that a person or a package manager runs to set a clone up: its text, and the programs that it may start. */
export interface Step {
  /** `prepare`, `Makefile setup`. */
  name: string
  path: string
  calls: readonly Call[]
}

/** Scripts that package managers run by themselves after an install. */
const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']
const makefiles = /^(GNUmakefile|[Mm]akefile|[^/]+\.mk)$/

/** The text of a tracked regular file. */
export async function regularText(files: Files, path: string): Promise<string | undefined> {
  const mode = (await files.entries()).get(path)?.mode
  return mode === 'file' || mode === 'executable' ? files.text(path) : undefined
}

/** Scripts of the root's package.json, as they are run. */
export async function scriptsOf(files: Files): Promise<(name: string) => PackageScript | 'unclear' | undefined> {
  const found = await files.read('package.json', packageFile)
  const npmrc = (await regularText(files, '.npmrc')) ?? ''
  const moved = /^\s*script-shell\s*=/m.test(npmrc)
  return (name) => {
    const script = found?.scripts.get(name)
    if (!script) return undefined
    return moved ? 'unclear' : { text: script.text, where: { path: 'package.json', span: script.span } }
  }
}

/** The steps that package.json's own life runs; none where `.npmrc` tells npm to run none. */
export async function lifecycleSteps(files: Files): Promise<Step[]> {
  const npmrc = (await regularText(files, '.npmrc')) ?? ''
  if (/^\s*ignore-scripts\s*=\s*"?true/m.test(npmrc)) return []
  return packageSteps(files, (name) => lifecycle.includes(name))
}

/** The scripts of package.json whose name is wanted. */
async function packageSteps(files: Files, wanted: (name: string) => boolean): Promise<Step[]> {
  const found = await files.read('package.json', packageFile)
  const steps: Step[] = []
  for (const [name, { text, span }] of found?.scripts ?? []) {
    if (!wanted(name)) continue
    const source = within({ path: 'package.json', span })
    steps.push({
      name,
      path: 'package.json',
      calls: await programs(files, { text, source, flavour: 'sh', flags: '', folder: '', scripts: 1 }),
    })
  }
  return steps
}

/** The targets of the Makefiles at the root. */
export async function makeSteps(files: Files): Promise<Step[]> {
  const paths = [...(await files.entries()).keys()].filter((path) => makefiles.test(path)).sort()
  return (await Promise.all(paths.map((path) => makeStepsOf(files, path)))).flat()
}

/** The targets of one Makefile. */
async function makeStepsOf(files: Files, path: string): Promise<Step[]> {
  if ((await regularText(files, path)) === undefined) return []
  const steps: Step[] = []
  for (const target of (await files.read(path, makefile)) ?? []) {
    const calls: Call[] = []
    for (const { text, span } of target.lines) {
      const source = within({ path, span })
      calls.push(...(await programs(files, { text, source, flavour: 'sh', flags: 'e', folder: '' })))
    }
    steps.push({ name: `${path} ${target.name}`, path, calls })
  }
  return steps
}

/** A shell script as a step of its own; `undefined` where the file is none. */
async function scriptStep(files: Files, path: string): Promise<Step | undefined> {
  const text = await regularText(files, path)
  const head = text === undefined ? undefined : shebang(text)
  if (text === undefined || !head || !(text.startsWith('#!') || /(\.(sh|bash)|(^|\/)[^./]+)$/.test(path))) return undefined
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const run: Run = { text, source: fileSource(path, text), ...head, folder, files: 0 }
  return { name: path, path, calls: await programs(files, run) }
}

/** The steps that a file holds, by what kind of file it is. */
export async function stepsOf(files: Files, path: string): Promise<Step[] | undefined> {
  if (path === 'package.json') return packageSteps(files, () => true)
  if (makefiles.test(path.replace(/^.*\//, ''))) return makeStepsOf(files, path)
  const script = await scriptStep(files, path)
  return script ? [script] : undefined
}

/** The programs that shell text starts, scripts of the tree followed. */
export async function programs(files: Files, run: Run): Promise<readonly Call[]> {
  return callsOf(run, { file: (path) => regularText(files, path), packageScript: await scriptsOf(files) })
}
