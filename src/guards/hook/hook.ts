import { nearest } from '../../model/nearest.ts'
import { equal } from '../../model/orders.ts'
import type { Place } from '../../model/place.ts'
import { path as pathType, shape, text } from '../../model/values.ts'
import { guard } from '../guard.ts'
import { asBad, codes } from './codes.ts'
import { commandOrder, commandType } from './command.ts'

const hooks = [
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'pre-push',
  'pre-receive',
  'update',
  'proc-receive',
  'post-receive',
  'post-update',
  'reference-transaction',
  'push-to-checkout',
  'pre-auto-gc',
  'post-rewrite',
  'sendemail-validate',
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'fsmonitor-watchman',
  'post-index-change',
]

/** The repository installs a git hook that runs a command, and fails when that fails. */
export const hook = guard({
  kind: 'hook',
  evidence: 'files',
  subject: {
    says: 'the name of a git hook, `pre-commit`',
    schema: { enum: hooks },
    wrong: (subject) => {
      if (hooks.includes(subject)) return undefined
      const meant = nearest(subject, hooks)
      return `git has no hook called \`${subject}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`
    },
  },
  says: 'The repository installs the hook, and it reaches the command and fails when that fails.',
  options: {
    runs: { type: commandType, order: commandOrder, says: 'The words that begin the command.', required: true },
    'installed-by': {
      type: shape({
        file: { type: pathType, order: equal('file'), says: 'The file that installs the hook.', required: true },
        contains: { type: text, order: equal('contains'), says: 'What it runs for that.', required: true },
      }),
      order: equal('installed-by'),
      says: 'What installs the hook, where the repository does it in a way of its own.',
    },
  },
  codes,
  follows: true,
  asks: (protection) => [
    { paths: [...askedPaths, ...(protection.options['installed-by'] ? [protection.options['installed-by'].file] : [])] },
  ],
  async uphold(protection, { after, before }, say) {
    const { installations, installedBy } = await import('../../readers/hooks/installations.ts')
    const { askedIn, judgeWay } = await import('./judge.ts')
    const { wordsOfCommand } = await import('./asked.ts')
    const { underLintStaged } = await import('./lint-staged.ts')
    const name = protection.subject
    const { runs, 'installed-by': by } = protection.options
    const asked = await askedIn(after, wordsOfCommand(runs), name)
    const line = lineFor(asked.words, name)
    const installed = by ? await installedBy(after, by, name) : await installations(after, name)
    if (!installed) {
      const side: Place = { side: (await after.entries()).has(by!.file) ? 'after' : 'before', path: by!.file }
      const places = (await before.entries()).has(by!.file) || side.side === 'after' ? [side] : []
      return say('hook/install-step-missing', {
        args: { hook: name, file: by!.file, contains: by!.contains },
        places,
        what: runs,
        unless: asBad('hook/install-step-missing', runs),
      })
    }
    const all = await Promise.all(installed.all.map((way) => judgeWay(after, way, asked)))
    const any = await Promise.all(installed.any.map((way) => judgeWay(after, way, asked)))
    if (all.length + any.length === 0)
      return say('hook/not-installed', { args: { hook: name }, what: runs, unless: asBad('hook/not-installed', runs) })
    const good = any.find(({ code }) => !code)
    for (const { limit } of good ? [good] : [...all, ...any]) if (limit) say.limit(limit)
    const wrong = all.find(({ code }) => code) ?? (all.length || good ? undefined : any[0])
    if (!wrong?.code) return
    const hidden = await underLintStaged(after, wrong, asked)
    const { code, seen, path, places } = hidden ?? wrong
    const gone: Place[] =
      code === 'hook/missing' && (await before.entries()).has(path) && !(await after.entries()).has(path) ? [{ side: 'before', path }] : []
    say(code!, {
      args: { hook: name, runs, line, path, seen, by: seen },
      places: places.length ? places : gone,
      what: runs,
      unless: asBad(code!, runs),
    })
  },
})

/** The line that a hook would hold. */
function lineFor(words: readonly string[], hook: string): string {
  return words[0] === 'pawl' && [undefined, 'check'].includes(words[1])
    ? `pawl hook ${hook}${hook === 'pre-commit' ? '' : ' "$@"'}`
    : words.join(' ')
}

/** Paths that a hook may stand in, be installed by, or be followed into. */
const askedPaths = [
  'package.json',
  '.npmrc',
  'GNUmakefile',
  'Makefile',
  'makefile',
  '*.mk',
  '{,.config/}{,.}lefthook{,-local}.{yml,yaml,toml,json}',
  'Gemfile',
  'go.mod',
  'pyproject.toml',
  'requirements*.txt',
  '.pre-commit-config.{yaml,yml}',
  '{,.}simple-git-hooks.{json,js,cjs,mjs}',
  '.husky/**',
  '.lefthook/**',
  '.githooks/**',
  '**/*hooks/**',
  '**/*.sh',
  '**/scripts/**',
  '**/bin/**',
  'node_modules/.bin/**',
  '{.lintstagedrc*,lint-staged.config.*}',
]
