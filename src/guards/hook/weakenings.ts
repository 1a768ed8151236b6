import type { Edit } from '../../model/files.ts'
import type { Files } from '../../model/tree.ts'
import type { Weakening } from '../guard.ts'
import type { codes } from './codes.ts'

type Code = keyof typeof codes

/** Ways to weaken a hook that is a shell script of the repository. */
export async function* weakeningsOf(hook: string, files: Files): AsyncIterable<Weakening<Code>> {
  const named = (path: string) => path === hook || path.endsWith(`/${hook}`)
  const path = (await files.match(['.husky/*', '**/*hooks/*'])).find(named)
  const text = path === undefined ? undefined : await files.text(path)
  if (path === undefined || text === undefined) return
  const mode = (await files.entries()).get(path)!.mode
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? ''
  const body = text.slice(shebang.length)
  const as = (content: string): { edits: ReadonlyMap<string, Edit> } => ({ edits: new Map([[path, { content, mode }]]) })
  yield { what: `\`${path}\` is removed`, caughtBy: ['hook/missing'], change: { edits: new Map([[path, undefined]]) } }
  yield { what: `\`${path}\` ends before it begins`, caughtBy: ['hook/command-missing'], change: as(`${shebang}exit 0\n${body}`) }
  yield { what: `\`${path}\` says nothing`, caughtBy: ['hook/command-missing'], change: as(shebang) }
  yield { what: `\`${path}\` always ends well`, caughtBy: ['hook/failure-ignored'], change: as(`${shebang}trap 'exit 0' EXIT\n${body}`) }
  yield {
    what: `\`${path}\` runs in a part that may fail`,
    caughtBy: ['hook/failure-ignored'],
    change: as(`${shebang}{\n${body.replace(/\n*$/, '')}\n} || true\n`),
  }
  yield {
    what: `a switch in the environment turns \`${path}\` off`,
    caughtBy: ['hook/not-always-run'],
    change: as(`${shebang}[ -n "$SKIP_HOOKS" ] && exit 0\n${body}`),
  }
  yield {
    what: `\`${path}\` runs in the background`,
    caughtBy: ['hook/failure-ignored'],
    change: as(`${shebang}(\n${body.replace(/\n*$/, '')}\n) &\n`),
  }
  yield {
    what: `\`${path}\` is text of a heredoc`,
    caughtBy: ['hook/command-missing'],
    change: as(`${shebang}cat <<'END_OF_HOOK'\n${body.replace(/\n*$/, '')}\nEND_OF_HOOK\n`),
  }
  if (mode === 'executable' && !path.startsWith('.husky/'))
    yield {
      what: `\`${path}\` may not be executed`,
      caughtBy: ['hook/not-executable'],
      change: { edits: new Map([[path, { content: text, mode: 'file' }]]) },
    }
}
