import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { temporaryFolder } from '../git/repository.ts'

const root = join(import.meta.dirname, '..', '..')
let made: string | undefined

/** The folder that a release would tag, made once for a test file by the release's own script. */
export function release(): string {
  if (made === undefined) {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'release-')))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    execFileSync(process.execPath, [join(root, 'dev', 'release.ts'), folder], { stdio: 'pipe' })
    made = folder
  }
  return made
}

/** What a step is started with. */
export interface Step {
  workspace: string
  event: string
  payload: unknown
  /** `with:` of the step. */
  inputs?: Readonly<Record<string, string>>
  env?: Readonly<Record<string, string>>
  /** Where the action lies, where that is not the folder of the release. */
  action?: string
  /** How many milliseconds after its first word the runner cancels the step. */
  interrupt?: number
}

/** What the runner sees of a step. */
export interface Ran {
  exit: number | null
  log: string
  summary: string
  outputs: Record<string, string>
  /** The report that the output names. */
  report: any
  /** Workflow commands, in order. */
  commands: string[]
}

/** Runs the bundled file as the runner does: inputs and the event in the environment, files for what the step says. */
export async function run({ workspace, event, payload, inputs = {}, env = {}, action = release(), interrupt }: Step): Promise<Ran> {
  const folder = temporaryFolder()
  const file = (name: string, text = '') => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const given = Object.entries({ 'allow-run': 'false', comment: 'false', 'working-directory': '.', ...inputs })
  const child = spawn(process.execPath, [join(action, 'dist', 'action.js')], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: process.env.TMPDIR ?? tmpdir(),
      GIT_CONFIG_NOSYSTEM: '1',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: '__owner_pawl',
      GITHUB_ACTION_REPOSITORY: 'owner/pawl',
      GITHUB_ACTION_REF: 'v1',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
      GITHUB_REPOSITORY: 'acme/vault',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_STATE: file('state'),
      GITHUB_ENV: file('env'),
      RUNNER_TEMP: folder,
      RUNNER_OS: 'Linux',
      ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text))
  if (interrupt !== undefined) child.stdout.once('data', () => setTimeout(() => child.kill('SIGINT'), interrupt))
  const exit = await new Promise<number | null>((done) => child.on('close', done))
  const outputs = outputsIn(readFileSync(join(folder, 'output'), 'utf8'))
  return {
    exit,
    log,
    summary: readFileSync(join(folder, 'summary'), 'utf8'),
    outputs,
    report: outputs.report && existsSync(outputs.report) ? JSON.parse(readFileSync(outputs.report, 'utf8')) : undefined,
    commands: log.split('\n').filter((line) => /^::\w/.test(line)),
  }
}

/** `name<<delimiter`, the value, the delimiter: as the runner reads them. */
function outputsIn(text: string): Record<string, string> {
  const all = [...text.matchAll(/^(\w+)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm)]
  return Object.fromEntries(all.map(([, name, , value]) => [name!, value!]))
}
