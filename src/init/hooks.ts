import type { Files } from '../model/tree.ts'
import { configuration, mappingOf, nodeAt, textAt } from '../readers/hooks/config.ts'
import { hooksPathOf } from '../readers/hooks/folder.ts'
import { huskyOf } from '../readers/hooks/husky.ts'
import { packageFile } from '../readers/hooks/package.ts'
import { lifecycleSteps, makeSteps } from '../readers/hooks/steps.ts'
import type { Draft, FileDraft, Step } from './draft.ts'
import { acts, appended, inLefthook, inPreCommit } from './hook-text.ts'

/** What this clone has, which no tree tells. */
export interface Clone {
  /** `core.hooksPath` as git has it here. */
  hooksPath?: string
  /** A hook of somebody's own in `.git/hooks`. */
  ownHook: boolean
  /** `pawl` is on the PATH, and not for one call alone. */
  program: boolean
}

/** How commits come to be judged: files, what a person does beside them, and the protection that keeps it so. */
export interface HookPlan {
  manager: string
  files: FileDraft[]
  steps: Step[]
  protect: Draft
  /** `core.hooksPath` is to be set in this clone. */
  activate?: string
}

const lefthooks = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  ['yml', 'yaml', 'toml', 'json'].map((ending) => `${name}.${ending}`),
)

/** The hook manager in use, and how pawl is called from it. */
export async function hookPlan(files: Files, clone: Clone): Promise<HookPlan> {
  const plan = await planFor(files, clone)
  const manifest = await files.read('package.json', packageFile)
  if (clone.program || manifest?.dependencies.has('pawl') || manifest?.programs.size) return plan
  const how = manifest ? 'npm install --save-dev pawl' : 'npm install --global pawl'
  const says = 'the hook calls `pawl`, which is not on the PATH here, and no commit passes without it'
  return { ...plan, steps: [{ says, lines: [how] }, ...plan.steps] }
}

async function planFor(files: Files, clone: Clone): Promise<HookPlan> {
  const entries = await files.entries()
  const dependencies = (await files.read('package.json', packageFile))?.dependencies ?? new Map<string, string>()
  const project = entries.has('package.json')
  const local = dependencies.has('pawl') || (project && !clone.program)
  const runs = { command: 'pawl hook pre-commit', local: local ? 'npx --no-install pawl hook pre-commit' : 'pawl hook pre-commit' }
  const steps = [...(await lifecycleSteps(files)), ...(await makeSteps(files))]
  const calls = steps.flatMap(({ calls: all }) => all)
  const protect = protection({})
  const husky = calls.map(huskyOf).find((each) => typeof each === 'object')
  if (husky || dependencies.has('husky') || entries.has('.husky/pre-commit')) {
    const path = `${typeof husky === 'object' ? husky.folder : '.husky'}/pre-commit`
    const missing = husky
      ? []
      : [{ says: 'nothing calls husky after an install: add this to `scripts` of package.json', lines: ['"prepare": "husky"'] }]
    const older = /^[^\d]*[5-8]\b/.test(dependencies.get('husky') ?? '')
    const made = older ? `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n${runs.local}\n` : `${runs.command}\n`
    const file = await scriptFile(files, path, made, older ? runs.local : runs.command, older)
    return {
      manager: 'husky',
      ...file,
      steps: [...file.steps, ...missing, acts('husky', 'npm install', clone.hooksPath !== undefined)],
      protect,
    }
  }
  const hooksPath = calls.map(hooksPathOf).find((each) => typeof each === 'object')
  if (typeof hooksPath === 'object') {
    const file = await scriptFile(files, `${hooksPath.folder}/pre-commit`, `#!/bin/sh\n${runs.local}\n`, runs.local, true)
    return {
      manager: `core.hooksPath ${hooksPath.folder}`,
      ...file,
      protect,
      ...(clone.hooksPath || clone.ownHook ? {} : { activate: hooksPath.folder }),
    }
  }
  const here = clone.ownHook || clone.hooksPath !== undefined
  const lefthook = lefthooks.find((path) => entries.has(path))
  if (lefthook || [...dependencies.keys()].some((name) => /^(?:@[\w-]+\/)?lefthook$/.test(name)))
    return { manager: 'lefthook', ...(await inLefthook(files, lefthook, runs.local, here)), protect }
  const framework = ['.pre-commit-config.yaml', '.pre-commit-config.yml'].find((path) => entries.has(path))
  if (framework) return { manager: 'the pre-commit framework', ...(await inPreCommit(files, framework, runs.local, here)), protect }
  if (dependencies.has('simple-git-hooks'))
    return { manager: 'simple-git-hooks', ...(await inSimpleGitHooks(files, runs.local, here)), protect }
  return plainHook(files, clone, runs.local)
}

const protection = (keys: Draft['keys']): Draft => ({
  kind: 'hook',
  subject: 'pre-commit',
  keys: { runs: 'pawl check', ...keys },
  layer: 'infrastructure',
  sources: [],
})

/** A hook script: made, or given one more line where it ends well without pawl. */
async function scriptFile(
  files: Files,
  path: string,
  made: string,
  line: string,
  executable: boolean,
): Promise<Pick<HookPlan, 'files' | 'steps'>> {
  const mode = (await files.entries()).get(path)?.mode
  if (mode === undefined) return { files: [{ path, text: made, ...(executable ? { executable: true as const } : {}) }], steps: [] }
  const before = (await files.text(path)) ?? ''
  if (runsPawl(before)) return { files: [], steps: [] }
  const text = appended(before, line)
  if (text !== undefined && mode !== 'symlink')
    return { files: [{ path, before, text, ...(mode === 'executable' ? { executable: true as const } : {}) }], steps: [] }
  return {
    files: [],
    steps: [
      {
        says: `\`${path}\` ends in a way that a line behind it would not be reached: put this ahead of that`,
        lines: [`${line} || exit 1`],
      },
    ],
  }
}

/** Whether a text calls pawl already, comments aside. */
function runsPawl(text: string): boolean {
  return text
    .split('\n')
    .some(
      (line) =>
        !/^\s*(?:#|\/\/)/.test(line) && /(?:^|[\s"'/;&|])pawl(?:\.js)?\s+(?:hook\s+pre-commit|check)\b|cli\/main\.ts\s+hook\b/.test(line),
    )
}

async function inSimpleGitHooks(files: Files, line: string, here: boolean): Promise<Pick<HookPlan, 'files' | 'steps'>> {
  const entries = await files.entries()
  const after = acts('simple-git-hooks', 'npx simple-git-hooks', here)
  const own = ['.simple-git-hooks.json', 'simple-git-hooks.json'].find((path) => entries.has(path))
  const path = own ?? 'package.json'
  const tree = mappingOf(await files.read(path, configuration))
  const hooks = mappingOf(own ? tree : nodeAt(tree, 'simple-git-hooks'))
  const code = [...entries.keys()].find((each) => /^\.?simple-git-hooks\.[cm]?js$/.test(each))
  const installed = (await lifecycleSteps(files))
    .flatMap(({ calls }) => calls)
    .some(({ words: [first] }) => first?.is === 'text' && first.text === 'simple-git-hooks')
  const prepare = installed
    ? []
    : [
        {
          says: 'nothing calls simple-git-hooks after an install: add this to `scripts` of package.json',
          lines: ['"prepare": "simple-git-hooks"'],
        },
      ]
  const had = textAt(hooks, 'pre-commit')
  if (had !== undefined && runsPawl(had)) return { files: [], steps: [...prepare, after] }
  if (!hooks && !code)
    return {
      files: [{ path: '.simple-git-hooks.json', text: `${JSON.stringify({ 'pre-commit': line }, null, 2)}\n` }],
      steps: [...prepare, after],
    }
  const whole = had === undefined ? line : `${had} && ${line}`
  const says = `simple-git-hooks has its commands in \`${code ?? path}\`: ${had === undefined ? 'add this to them' : 'let the one of pre-commit be'}`
  return { files: [], steps: [{ says, lines: [`"pre-commit": ${JSON.stringify(whole)}`] }, ...prepare, after] }
}

/** No manager: a folder of hooks, and a script that sets it, so that every clone can be set up the same way. */
async function plainHook(files: Files, clone: Clone, line: string): Promise<HookPlan> {
  const folder = clone.hooksPath ?? '.githooks'
  if (clone.ownHook || /^(?:[/~]|[A-Za-z]:|\.\.)/.test(folder)) {
    const where = clone.ownHook ? '`.git/hooks/pre-commit`' : `\`core.hooksPath\`, which is \`${folder}\` here,`
    const says = `${where} is in no tree, so that pawl leaves it as it is: let your hook end with this line`
    return { manager: 'a hook of this clone alone', files: [], steps: [{ says, lines: [line] }], protect: protection({}) }
  }
  const setting = `git config core.hooksPath ${folder}`
  const script = `${folder}/install`
  const hook = await scriptFile(files, `${folder}/pre-commit`, `#!/bin/sh\n${line}\n`, line, true)
  const install: FileDraft = {
    path: script,
    text: `#!/bin/sh\n# Each clone runs this once: from then on git takes its hooks from this folder.\n${setting}\n`,
    executable: true,
  }
  const known = (await files.entries()).has(script)
  return {
    manager: 'none',
    files: [...hook.files, ...(known ? [] : [install])],
    steps: [...hook.steps, { about: script, says: 'every other clone is set up by', lines: [`sh ${script}`] }],
    protect: protection({ 'installed-by': { file: script, contains: setting } }),
    ...(clone.hooksPath ? {} : { activate: folder }),
  }
}
