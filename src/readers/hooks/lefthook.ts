import { get, type Mapping, type Node, type Scalar } from '../../model/node.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import { fileSource, shebang, within } from '../shell/tree.ts'
import { textOf } from '../shell/wrappers.ts'
import { configuration, itemsOf, mappingOf, says, textAt } from './config.ts'
import { packageFile } from './package.ts'
import { regularText, type Step } from './steps.ts'
import type { HookCommand, Way } from './way.ts'

const endings = ['yml', 'yaml', 'toml', 'json']
const names = ['lefthook', '.lefthook', '.config/lefthook']

/** Where lefthook looks for its configuration. */
const lefthookPaths: readonly string[] = names.flatMap((name) => endings.map((ending) => `${name}.${ending}`))

/** What else may bring lefthook into a clone. */
const lefthookBringers = ['Gemfile', 'go.mod', 'pyproject.toml', 'requirements*.txt']

/** The hook as lefthook runs it; `undefined` where lefthook is not set up, or nothing installs it. */
export async function lefthookWay(files: Files, hook: string, steps: readonly Step[]): Promise<Way | undefined> {
  const entries = await files.entries()
  const path = lefthookPaths.find((each) => entries.has(each))
  if (!path || !(await isBrought(files, steps))) return undefined
  const where = { path }
  let tree: Mapping | undefined
  try {
    tree = mappingOf(await files.read(path, configuration))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { is: 'unclear', says: `\`${path}\` can't be read`, where }
  }
  if (!tree) return { is: 'unclear', says: `\`${path}\` says nothing that can be read`, where }
  for (const key of ['extends', 'remotes', 'remote', 'rc']) {
    if (says(tree, key)) return { is: 'unclear', says: `\`${key}\` of \`${path}\` may change what it runs`, where }
  }
  const local = [...entries.keys()].find((each) => /^(\.config\/)?\.?lefthook-local\.(yml|yaml|toml|json)$/.test(each))
  if (local) return { is: 'unclear', says: `\`${local}\` may change what lefthook runs`, where: { path: local } }
  const mapping = mappingOf(get(tree, hook))
  if (!mapping) return { is: 'missing', by: 'lefthook', path }
  const folder = (textAt(tree, 'source_dir') ?? '.lefthook').replace(/^\.\//, '').replace(/\/$/, '')
  const commands = [
    ...entriesOf(get(mapping, 'commands')).flatMap(([, each]) => commandOf(path, each, conditionsOf(mapping, each))),
    ...jobsOf(path, get(mapping, 'jobs'), conditionsOf(mapping)),
    ...(await scriptsOf(files, `${folder}/${hook}`, get(mapping, 'scripts'), mapping)),
  ]
  return { is: 'commands', by: 'lefthook', path, commands }
}

async function isBrought(files: Files, steps: readonly Step[]): Promise<boolean> {
  const dependencies = (await files.read('package.json', packageFile))?.dependencies
  if ([...(dependencies?.keys() ?? [])].some((name) => /^(@[\w-]+\/)?lefthook(-[\w-]+)?$/.test(name))) return true
  if (steps.some((step) => step.calls.some((call) => textOf(call.words[0]) === 'lefthook' && textOf(call.words[1]) === 'install')))
    return true
  for (const path of await files.match(lefthookBringers)) {
    const text = (await regularText(files, path)) ?? ''
    if (text.split('\n').some((line) => /\blefthook\b/.test(line.replace(/(#|\/\/).*$/, '')))) return true
  }
  return false
}

/** Keys of a command, a job or a hook that let it be left out. */
function conditionsOf(...mappings: readonly Mapping[]): string | undefined {
  for (const mapping of mappings) {
    for (const key of ['skip', 'only', 'glob', 'exclude', 'files', 'file_types', 'exclude_tags']) {
      if (says(mapping, key)) return `\`${key}\` lets lefthook leave it out`
    }
    // A folder is a filter too: without a staged file below it lefthook goes past the command.
    if (!/^\/*$/.test(textAt(mapping, 'root') ?? '')) return '`root` lets lefthook leave it out'
  }
  return undefined
}

function commandOf(path: string, mapping: Mapping, unless: string | undefined): HookCommand[] {
  const run = get(mapping, 'run')
  if (run?.kind !== 'scalar') return []
  const templated = /\{(staged_files|push_files|all_files|files)\}/.test(run.text)
  const told = unless ?? (templated ? 'lefthook leaves it out where no file fits' : undefined)
  const rooted = textAt(mapping, 'root')
  return [
    {
      where: { path, span: run.span },
      run: {
        text: run.text.replace(/\{(staged_files|push_files|all_files|files)\}/g, '"$LEFTHOOK_FILES"').replace(/\{(\d+)\}/g, '"$$$1"'),
        source: within({ path, span: run.span }),
        flavour: 'sh',
        flags: '',
        folder: '',
        ...(rooted ? { cwd: { is: 'place' as const, base: 'root' as const, rest: `/${rooted.replace(/^\.?\/*|\/+$/g, '')}` } } : {}),
        ...(environment(mapping) ?? {}),
      },
      ...(told ? { unless: told } : {}),
    },
  ]
}

function environment(mapping: Mapping): { vars: ReadonlyMap<string, { is: 'text'; text: string }> } | undefined {
  const env = mappingOf(get(mapping, 'env'))
  if (!env) return undefined
  return { vars: new Map(env.entries.map(({ key, value }) => [key.text, { is: 'text', text: value.kind === 'scalar' ? value.text : '' }])) }
}

function jobsOf(path: string, node: Node | undefined, unless: string | undefined): HookCommand[] {
  return itemsOf(node).flatMap((job) => {
    const mapping = mappingOf(job)
    if (!mapping) return []
    const told = unless ?? conditionsOf(mapping)
    const group = mappingOf(get(mapping, 'group'))
    return group ? jobsOf(path, get(group, 'jobs'), told ?? conditionsOf(group)) : commandOf(path, mapping, told)
  })
}

/** Scripts of lefthook's own folder, started by their runner or their shebang. */
async function scriptsOf(files: Files, folder: string, node: Node | undefined, hook: Mapping): Promise<HookCommand[]> {
  const commands: HookCommand[] = []
  for (const [key, mapping] of entriesOf(node)) {
    const path = `${folder}/${key.text}`
    const text = await regularText(files, path)
    const runner = textAt(mapping, 'runner')
    const head =
      runner === undefined
        ? shebang(text ?? '')
        : /^(ba|da)?sh$/.test(runner)
          ? { flavour: runner === 'bash' ? ('bash' as const) : ('sh' as const), flags: '' }
          : undefined
    if (text === undefined || !head) continue
    const unless = conditionsOf(hook, mapping)
    commands.push({ where: { path }, run: { text, source: fileSource(path, text), ...head, folder }, ...(unless ? { unless } : {}) })
  }
  return commands
}

function entriesOf(node: Node | undefined): [Scalar, Mapping][] {
  return (mappingOf(node)?.entries ?? []).flatMap(({ key, value }) => (value.kind === 'mapping' ? [[key, value] as [Scalar, Mapping]] : []))
}
