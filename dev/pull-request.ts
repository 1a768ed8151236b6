import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

// The walk-through of a pull request: the example service, a change that slips and its repair, judged by the bundled Action
// as the runner starts it. What it prints is put into the page.

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs', 'pull-request.md')

const simplify = 'migrations/tokens/0004_simplify.up.sql'
const policy = 'policies/protocol-005.yaml'

/** The page with what the Action prints today between its marks. */
export function pullRequestPage(): [path: string, text: string] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pawl-walk-')))
  try {
    const shown = walk(folder)
    const text = Object.entries(shown).reduce(
      (all, [name, output]) =>
        all.replace(
          new RegExp(`(<!-- begin ${name} -->\n)[\\s\\S]*?(<!-- end ${name} -->)`),
          (_, begin, end) => `${begin}\n${output}\n\n${end}`,
        ),
      readFileSync(page, 'utf8'),
    )
    return [page, text]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function walk(folder: string): Record<string, string> {
  const release = join(folder, 'release')
  execFileSync(process.execPath, [join(root, 'dev', 'release.ts'), release], { stdio: 'inherit' })
  const repository = join(folder, 'token-service')
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=A Developer', '-c', 'user.email=dev@example.com', '-c', 'commit.gpgSign=false', ...words], {
      cwd: repository,
      env: { ...plain(), HOME: folder },
      encoding: 'utf8',
    }).trim()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), text)
  }
  const commit = (message: string) => {
    git('add', '-A')
    git('commit', '-q', '--no-verify', '-m', message)
    return git('rev-parse', 'HEAD')
  }
  cpSync(join(root, 'examples', 'token-service'), repository, { recursive: true })
  git('init', '-q', '-b', 'main')
  const base = commit('Begin')
  const protections = readFileSync(join(repository, policy), 'utf8')
  write(simplify, 'ALTER TABLE api_tokens DROP COLUMN agent_id;\n')
  write(policy, protections.replace(/ {2}- column: api_tokens\.agent_id\n(?: {4}.*\n)+/, '').replace('16/16', '15/15'))
  git('checkout', '-q', '-b', 'simplify')
  const slipping = judged(release, repository, base, commit('Simplify tokens'), git)

  write(
    policy,
    protections
      .replace('  - table: agents\n', '  - document: README.md\n    layer: infrastructure\n  - table: agents\n')
      .replace('16/16', '17/17'),
  )
  rmSync(join(repository, simplify))
  write(simplify, 'ALTER TABLE api_tokens ADD COLUMN label TEXT;\n')
  write(simplify.replace('.up.', '.down.'), 'ALTER TABLE api_tokens DROP COLUMN label;\n')
  const mended = judged(release, repository, base, commit('Label tokens instead'), git)
  return {
    annotations: fence(
      slipping.log
        .split('\n')
        .filter((line) => /^::(error|warning|notice)/.test(line))
        .join('\n'),
    ),
    summary: quote(slipping.summary),
    outputs: fence(slipping.outputs),
    mended: quote(mended.summary),
  }
}

/** Merges a head into the base as the forge does, and runs the Action on the event of it. */
function judged(release: string, repository: string, base: string, head: string, git: (...words: string[]) => string) {
  const merge = git('commit-tree', git('rev-parse', `${head}^{tree}`), '-p', base, '-p', head, '-m', 'Merge')
  const folder = mkdtempSync(join(dirname(repository), 'run-'))
  const file = (name: string, text = '') => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const side = (ref: string, sha: string) => ({ ref, sha, repo: { full_name: 'acme/token-service' } })
  const payload = {
    repository: { full_name: 'acme/token-service', default_branch: 'main' },
    pull_request: { number: 42, base: side('main', base), head: side('simplify', head) },
  }
  const env = {
    ...plain(),
    HOME: folder,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_SHA: merge,
    GITHUB_REPOSITORY: 'acme/token-service',
    GITHUB_WORKSPACE: repository,
    GITHUB_ACTION_REPOSITORY: 'owner/pawl',
    GITHUB_ACTION_REF: 'v1',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    RUNNER_TEMP: folder,
  }
  const { stdout, stderr } = spawnSync(process.execPath, [join(release, 'dist', 'action.js')], { cwd: repository, env, encoding: 'utf8' })
  if (stderr) throw new Error(stderr)
  const outputs = [...readFileSync(env.GITHUB_OUTPUT, 'utf8').matchAll(/^(\w+)<<(\S+)\n(.*)\n\2$/gm)]
  return {
    log: stdout,
    summary: readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8'),
    outputs: outputs.map(([, name, , value]) => `${name}=${value!.replace(`${folder}/`, '/home/runner/work/_temp/')}`).join('\n'),
  }
}

const plain = () => ({ PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' })

const fence = (text: string) => `\`\`\`text\n${text.trim()}\n\`\`\``

/** As the forge shows it, set apart from the page around it. */
const quote = (text: string) => text.trim().replace(/^.*$/gm, (line) => `> ${line}`.trimEnd())
