import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { styleText } from 'node:util'

// The tour: a small real repository, the hook installed, and real commits judged before your eyes. It leaves nothing behind.

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'pawl-tour-'))
const repository = join(folder, 'token-service')
const commands = join(folder, 'bin')
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  PATH: [commands, process.env.PATH].join(delimiter),
  GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
}
let step = 0
let failed = false

const bold = (text: string) => styleText('bold', text, { stream: process.stdout })
const dim = (text: string) => styleText('dim', text, { stream: process.stdout })

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function scene(title: string): void {
  step++
  say(`\n${bold(`${step}. ${title}`)}\n`)
}

/** Runs a command in the example, shows it and what it prints, and holds it to the exit code that the tour tells of. */
function show(words: readonly string[], expected: 'passes' | 'is stopped', more: readonly string[] = []): string {
  say(dim(`$ ${words.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word}'`)).join(' ')}`))
  const ran = spawnSync(words[0]!, [...words.slice(1), ...more], { cwd: repository, env, encoding: 'utf8' })
  const printed = `${ran.stderr}${ran.stdout}`.trimEnd()
  if (printed) say(indent(printed))
  if ((ran.status === 0) !== (expected === 'passes')) {
    failed = true
    say(`This was to be ${expected === 'passes' ? 'let through' : 'stopped'}, and exited ${ran.status}.`)
  }
  return printed
}

function quietly(...words: readonly string[]): void {
  const ran = spawnSync(words[0]!, words.slice(1), { cwd: repository, env, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${words.join(' ')}: ${ran.stderr}`)
}

function write(path: string, text: string): void {
  writeFileSync(join(repository, path), text)
  quietly('git', 'add', '-A')
}

/** Brings the work tree and the index back to the last commit, after a commit was stopped. */
function takeBack(): void {
  quietly('git', 'reset', '-q', '--hard')
  quietly('git', 'clean', '-qfd')
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

function layOut(): void {
  cpSync(join(root, 'examples', 'token-service'), repository, { recursive: true })
  mkdirSync(commands)
  writeFileSync(join(commands, 'pawl'), `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'pawl.js')}" "$@"\n`)
  chmodSync(join(commands, 'pawl'), 0o755)
  writeFileSync(join(folder, 'gitconfig'), '[user]\n\tname = A Developer\n\temail = dev@example.com\n[init]\n\tdefaultBranch = main\n')
  quietly('git', 'init', '-q', '-b', 'main')
  quietly('git', 'config', 'core.hooksPath', 'dev/hooks')
  quietly('git', 'add', '-A')
}

function tour(): void {
  say(bold('pawl: a catch for what can never be rolled back'))
  say(
    'A small service stands in a folder of its own, with SQLite and Postgres migrations, Rust, TypeScript and the documents of a protocol',
  )
  say('that is irreversible. Its 16 protections are in policies/protocol-005.yaml, and its hook runs `pawl hook pre-commit`.')

  scene('The first commit, and what is held')
  layOut()
  show(['git', 'commit', '-q', '-m', 'Begin'], 'passes')
  show(['pawl', 'audit'], 'passes')

  scene('An additive migration passes')
  write('migrations/tokens/0004_last_seen.up.sql', 'ALTER TABLE api_tokens ADD COLUMN last_seen_at TEXT;\n')
  write('migrations/tokens/0004_last_seen.down.sql', 'ALTER TABLE api_tokens DROP COLUMN last_seen_at;\n')
  show(['git', 'commit', '-m', 'Remember when a token was last seen'], 'passes')

  scene('Dropping the agent of a token is stopped')
  write('migrations/tokens/0005_simplify.up.sql', 'ALTER TABLE api_tokens DROP COLUMN agent_id;\n')
  show(['git', 'commit', '-m', 'Simplify tokens'], 'is stopped')
  takeBack()

  scene('Switching foreign keys off around it is stopped')
  write('migrations/tokens/0005_simplify.up.sql', 'PRAGMA foreign_keys = OFF;\nALTER TABLE api_tokens DROP COLUMN agent_id;\n')
  show(['git', 'commit', '-m', 'Simplify tokens, carefully'], 'is stopped')
  takeBack()

  scene("Turning agents' tokens into people's is stopped")
  write('migrations/tokens/0005_people.up.sql', 'UPDATE api_tokens\nSET agent_id = NULL\nWHERE agent_id IS NOT NULL;\n')
  show(['git', 'commit', '-m', 'Make every token a token of a person'], 'is stopped')
  takeBack()

  scene('Taking the document and the hook away passes the hook, for git runs the edited one')
  quietly('git', 'checkout', '-q', '-b', 'less-ceremony')
  quietly('git', 'rm', '-q', 'docs/enforcement/migration_complete.md')
  const hook = readFileSync(join(repository, 'dev/hooks/pre-commit'), 'utf8')
  write('dev/hooks/pre-commit', hook.replace('pawl hook pre-commit\n', 'true\n'))
  show(['git', 'commit', '-q', '-m', 'Less ceremony'], 'passes')
  say('The commit went through: git ran the hook that the commit itself had emptied. The pull request runs this:\n')
  show(['pawl', 'check', '--base', 'main'], 'is stopped')
  say('')
  show(['pawl', 'audit'], 'is stopped')

  scene('In your own repository')
  say(readFileSync(join(root, 'dev', 'next-steps.txt'), 'utf8').trimEnd())
}

function leave(): void {
  rmSync(folder, { recursive: true, force: true })
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    leave()
    process.exit(130)
  })
}
try {
  tour()
} finally {
  leave()
}
if (failed) process.exitCode = 1
