import type { Edit } from '../model/files.ts'
import type { Files } from '../model/tree.ts'
import { edit, type Target, type Weakening } from './weakening.ts'

interface HookOptions {
  runs: string
  'installed-by'?: { file: string; contains: string }
}

/** A hook is installed, reaches its command, and fails when that fails. */
export async function* hook({ protection, files }: Target<HookOptions>): AsyncIterable<Weakening> {
  const { subject, options } = protection
  const path = (await files.match(['.husky/*', '**/*hooks/*'])).find((each) => each === subject || each.endsWith(`/${subject}`))
  if (path !== undefined) yield* ofScript(path, files)
  yield* ofInstallation(options, path, files)
  for (const config of await files.match(['{.,}lefthook.{yml,yaml}', '.pre-commit-config.{yml,yaml}']))
    yield* ofConfiguration(config, files)
}

/** A hook that is a shell script of the repository. */
async function* ofScript(path: string, files: Files): AsyncIterable<Weakening> {
  const text = (await files.text(path)) ?? ''
  const mode = (await files.entries()).get(path)!.mode
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? ''
  const body = text.slice(shebang.length).replace(/\n*$/, '\n')
  const as = (content: string): Edit => ({ content: `${shebang}${content}`, mode })
  const whole = body.trimEnd()
  const [ignored, missing] = ['hook/failure-ignored', 'hook/command-missing']
  yield edit(`\`${path}\` is removed`, path, undefined, 'hook/missing')
  yield edit(`\`${path}\` ends before it begins`, path, as(`exit 0\n${body}`), missing)
  yield edit(`\`${path}\` says nothing`, path, { content: shebang, mode }, missing)
  yield edit(`\`${path}\` always ends well`, path, as(`trap 'exit 0' EXIT\n${body}`), ignored)
  yield edit(`\`${path}\` runs in a part that may fail`, path, as(`{\n${whole}\n} || true\n`), ignored)
  yield edit(
    `a switch in the environment turns \`${path}\` off`,
    path,
    as(`[ -n "$SKIP_HOOKS" ] && exit 0\n${body}`),
    'hook/not-always-run',
  )
  yield edit(`\`${path}\` runs in the background`, path, as(`(\n${whole}\n) &\n`), ignored)
  yield edit(`\`${path}\` is text of a heredoc`, path, as(`cat <<'END_OF_HOOK'\n${whole}\nEND_OF_HOOK\n`), missing)
  yield edit(`\`${path}\` stands behind false`, path, as(`if false; then\n${whole}\nfi\n`), missing)
  yield edit(`\`${path}\` is a function that nothing calls`, path, as(`pawl_never() {\n${whole}\n}\n`), missing)
  yield edit(`\`${path}\` is a comment`, path, as(body.replace(/^/gm, '# ')), missing)
  yield edit(`\`${path}\` is a symbolic link`, path, { content: 'README.md', mode: 'symlink' }, 'hook/not-a-file', 'hook/missing')
  if (mode === 'executable' && !path.startsWith('.husky/'))
    yield edit(`\`${path}\` may not be executed`, path, { content: text, mode: 'file' }, 'hook/not-executable')
}

/** The step that installs it. */
async function* ofInstallation(options: HookOptions, path: string | undefined, files: Files): AsyncIterable<Weakening> {
  const gone = ['hook/not-installed', 'hook/install-step-missing', 'hook/missing']
  const given = options['installed-by']
  if (given) {
    const text = await files.text(given.file)
    const without = text?.replaceAll(given.contains, 'true')
    if (text !== undefined) yield edit(`\`${given.file}\`, which installs it, is removed`, given.file, undefined, ...gone)
    if (text !== undefined && without !== text) yield edit(`\`${given.file}\` installs nothing`, given.file, without, ...gone)
  } else if (path?.startsWith('.husky/')) {
    const text = await files.text('package.json')
    const without = text?.replace(/("(?:prepare|postinstall)"\s*:\s*")[^"]*\bhusky\b[^"]*"/, '$1true"')
    if (text !== undefined && without !== text) yield edit('`package.json` installs no hooks', 'package.json', without, ...gone)
  }
}

/** A hook that a tool runs by its configuration. */
async function* ofConfiguration(path: string, files: Files): AsyncIterable<Weakening> {
  const text = (await files.text(path)) ?? ''
  const gone = ['hook/not-installed', 'hook/missing', 'hook/command-missing']
  const lead = path.includes('lefthook') ? 'run' : 'entry'
  const with_ = (instead: string) => text.replace(new RegExp(`^(\\s*(?:- )?${lead}:\\s*)(.+)$`, 'gm'), instead)
  yield edit(`\`${path}\` is removed`, path, undefined, ...gone)
  yield edit(`\`${path}\` says nothing`, path, '\n', ...gone)
  yield edit(`\`${path}\` runs nothing`, path, with_('$1true'), ...gone, 'hook/other-command')
  yield edit(`\`${path}\` is a comment`, path, text.replace(/^/gm, '# '), ...gone)
  if (lead === 'run') yield edit(`\`${path}\` lets its commands fail`, path, with_('$1$2 || true'), 'hook/failure-ignored')
  else yield edit(`\`${path}\` runs at another stage`, path, text.replace(/^(\s*)entry:/gm, '$1stages: [manual]\n$1entry:'), ...gone)
}
