import { get, type Mapping } from '../../model/node.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import { within } from '../shell/tree.ts'
import { configuration, isOn, itemsOf, mappingOf, textAt } from './config.ts'
import type { HookCommand, Way } from './way.ts'

/** The one name that the framework reads. */
const path = '.pre-commit-config.yaml'

/** Stages by their older names. */
const renamed: Readonly<Record<string, string>> = { commit: 'pre-commit', push: 'pre-push', 'merge-commit': 'pre-merge-commit' }

/** The hook as the pre-commit framework runs it; `undefined` where its configuration has nothing at that stage. */
export async function preCommitWay(files: Files, hook: string): Promise<Way | undefined> {
  const entries = await files.entries()
  if (!entries.has(path)) return undefined
  let tree: Mapping | undefined
  try {
    tree = mappingOf(await files.read(path, configuration))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { is: 'unclear', says: `\`${path}\` can't be read`, where: { path } }
  }
  if (!tree) return undefined
  const standard = stagesOf(tree, 'default_stages')
  const commands: HookCommand[] = []
  for (const repo of itemsOf(get(tree, 'repos'))) {
    const local = textAt(mappingOf(repo), 'repo') === 'local'
    for (const item of itemsOf(mappingOf(repo) && get(mappingOf(repo)!, 'hooks'))) {
      const entry = mappingOf(item)
      if (!entry) continue
      const stages = stagesOf(entry, 'stages') ?? standard
      if (stages && !stages.includes(hook)) continue
      if (local) commands.push(...commandOf(entry))
    }
  }
  const type = hook === 'pre-commit' || stagesOf(tree, 'default_install_hook_types')?.includes(hook) ? '' : ` --hook-type ${hook}`
  return {
    is: 'commands',
    by: 'the pre-commit framework',
    path,
    commands,
    limit: `\`${path}\` acts where \`pre-commit install${type}\` was run; each clone has to`,
  }
}

function stagesOf(mapping: Mapping, key: string): string[] | undefined {
  const node = get(mapping, key)
  return node && itemsOf(node).flatMap((each) => (each.kind === 'scalar' ? [renamed[each.text] ?? each.text] : []))
}

function commandOf(hook: Mapping): HookCommand[] {
  const entry = get(hook, 'entry')
  const language = textAt(hook, 'language')
  if (entry?.kind !== 'scalar' || language === 'fail' || language === 'pygrep' || language?.startsWith('docker')) return []
  const split = splitWords(entry.text)
  if (!split) return []
  const words = [...split, ...itemsOf(get(hook, 'args')).map((each) => (each.kind === 'scalar' ? each.text : ''))]
  const named = textAt(hook, 'pass_filenames')?.toLowerCase() === 'false' ? '' : ' "$@"'
  return [
    {
      where: { path, span: entry.span },
      // The framework splits its words and starts them without a shell: what a shell would read as an operator is a word.
      run: {
        text: `${words.map(quoted).join(' ')}${named}`,
        source: within({ path, span: entry.span }),
        flavour: 'sh',
        flags: '',
        folder: '',
      },
      ...(isOn(hook, 'always_run') ? {} : { unless: 'without `always_run: true` a commit that only deletes files goes past it' }),
    },
  ]
}

/** The words of an entry, split as Python's `shlex` does; `undefined` where a quote is open. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = []
  let rest = text.trim()
  while (rest) {
    let word = ''
    while (rest && !/^\s/.test(rest)) {
      const piece = /^'([^']*)'|^"((?:[^"\\]|\\.)*)"|^\\(.)|^[^\s'"\\]+/s.exec(rest)
      if (!piece) return undefined
      word += piece[1] ?? piece[2]?.replace(/\\(["\\])/g, '$1') ?? piece[3] ?? piece[0]
      rest = rest.slice(piece[0].length)
    }
    words.push(word)
    rest = rest.trimStart()
  }
  return words
}

function quoted(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
