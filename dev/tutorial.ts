import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
export const tutorialPath = join(root, 'docs', 'tutorial.md')

/**
 * The tutorial with its transcript made true. From top to bottom, in one repository that begins as `examples/first-steps`: a fence behind
 * `<!-- file: path -->` is written there, and of a `console` fence each line `$ command` is run, with what it prints beneath.
 */
export function tutorial(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pawl-tutorial-')))
  try {
    const repository = join(folder, 'tokens')
    cpSync(join(root, 'examples', 'first-steps'), repository, { recursive: true })
    const env = environment(folder)
    for (const words of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      ['commit', '-q', '-m', 'Tokens of agents'],
    ])
      execFileSync('git', words, { cwd: repository, env })
    return readFileSync(tutorialPath, 'utf8').replace(
      /^<!-- file: (\S+) -->\n\n```\w+\n([\s\S]*?)^```$|^```console\n([\s\S]*?)^```$/gm,
      (whole, path: string | undefined, text: string | undefined, commands: string | undefined) => {
        if (path === undefined) return `\`\`\`console\n${ran(commands!, repository, env)}\`\`\``
        mkdirSync(dirname(join(repository, path)), { recursive: true })
        writeFileSync(join(repository, path), text!)
        return whole
      },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each command with what it prints. */
function ran(fence: string, cwd: string, env: NodeJS.ProcessEnv): string {
  const commands = fence.split('\n').filter((line) => line.startsWith('$ '))
  return commands
    .map((line) => {
      const { stdout } = spawnSync('sh', ['-c', `{ ${line.slice(2)}\n} 2>&1`], { cwd, env, encoding: 'utf8' })
      return `${line}\n${stdout.trimEnd()}${stdout.trim() ? '\n' : ''}`
    })
    .join('')
}

/** A person's environment, with this checkout's pawl on the PATH. */
function environment(folder: string): NodeJS.ProcessEnv {
  const own = join(root, 'node_modules', '.bin', 'node')
  const node = existsSync(own) ? own : process.execPath
  const program = join(folder, 'pawl')
  const main = join(root, 'src', 'cli', 'main.ts')
  writeFileSync(program, `#!/bin/sh\nexec '${node}' --disable-warning=ExperimentalWarning '${main}' "$@"\n`)
  chmodSync(program, 0o755)
  const who = {
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  }
  return {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    ...who,
  }
}
