import { nearest } from '../model/nearest.ts'
import { Refusal } from '../model/refusal.ts'
import type { Share } from '../model/share.ts'

/** The output formats. */
export const formats = ['text', 'json', 'sarif', 'markdown', 'github', 'gitlab', 'html', 'junit'] as const
type Format = (typeof formats)[number]

/** What a further report may be; a badge has no place on a screen. */
const reportFormats = [...formats, 'badge'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** What every verb takes. */
interface Common {
  directory: string
  format: Format
  output?: string
  reports: readonly { format: ReportFormat; file: string }[]
  color: 'auto' | 'always' | 'never'
  quiet: boolean
  verbose: boolean
  cache: boolean
  allowRun: boolean
  share?: Share
  /** How many processes may work at once. */
  jobs: number
}

/** A verb with its arguments, ready to run. */
export interface Command extends Common {
  verb: string
  words: readonly string[]
  flags: Readonly<Record<string, string | boolean>>
}

interface Flag {
  /** What the value is called in help; absent for a switch. */
  value?: string
  /** It may be given again; all its values are told, with a NUL between them. */
  repeats?: true
  says: string
  choices?: readonly string[]
}

/** The flags that stand everywhere. */
export const commonFlags: Readonly<Record<string, Flag>> = {
  format: { value: 'format', says: 'how the report is written', choices: formats },
  output: { value: 'file', says: 'write the report to a file' },
  report: { value: 'format=file', says: 'write a further report; may repeat' },
  color: { value: 'when', says: 'when colours are used', choices: ['auto', 'always', 'never'] },
  quiet: { says: 'print findings and refusals alone' },
  verbose: { says: 'print what is done, and stack traces' },
  'no-cache': { says: 'neither read nor write the cache' },
  'allow-run': { says: 'run the commands that the policy of the base names' },
  shard: { value: 'i/n', says: 'judge one share of the whole' },
  jobs: { value: 'n', says: 'how much runs at once' },
  version: { says: 'print the version' },
  help: { says: 'print this help' },
}

/** Every verb: its line of help, its words and its own flags. */
export interface Verb {
  says: string
  usage: readonly string[]
  flags: Readonly<Record<string, Flag>>
  examples: readonly string[]
  words: { least: number; most: number }
}

const at: Flag = { value: 'rev', says: 'look at this commit instead of the index' }

export const verbs: Readonly<Record<string, Verb>> = {
  init: verb(
    'write policies, hook and workflow for this repository',
    ['pawl init [--yes]'],
    { yes: { says: 'write the files that were shown' } },
    0,
    0,
    ['pawl init', 'pawl init --yes'],
  ),
  check: verb(
    'judge what a change weakens',
    ['pawl check --staged', 'pawl check --base <rev> [--head <rev>]', 'pawl check <rev>..<rev>'],
    {
      staged: { says: 'the index against HEAD: what a commit would change' },
      base: { value: 'rev', says: 'what merging the head into this revision would change' },
      head: { value: 'rev', says: 'with --base: the revision that would be merged (default HEAD)' },
    },
    0,
    1,
    ['pawl check --staged', 'pawl check --base main', 'pawl check v1.2.0..v1.3.0 --format json'],
  ),
  hook: verb("what git's own hook of that name runs", ['pawl hook <name> [args…]'], {}, 1, 99, [
    'pawl hook pre-commit',
    'pawl hook pre-push origin git@example.com:acme/vault.git',
  ]),
  audit: verb(
    'the state: coverage of every protocol, what has slipped, gaps',
    ['pawl audit [--at <rev>] [--since <rev>] [--history] [--open] [--org <list>]'],
    {
      at,
      since: { value: 'rev', says: 'tell what changed since this commit: protections, their states, coverage then and now' },
      history: { says: 'tell coverage over the commits that touched policies or what they protect' },
      open: { says: 'show the report as a page: write it to a temporary file and open that' },
      org: { value: 'list', says: 'audit every repository that this file names, a path on each line, into one table' },
    },
    0,
    0,
    [
      'pawl audit',
      'pawl audit --at v1.2.0',
      'pawl audit --since v1.2.0 --history',
      'pawl audit --open',
      'pawl audit --org repositories.txt',
    ],
  ),
  rehearse: verb(
    'up, down and up again of migrations, graded',
    ['pawl rehearse [<database>] [--all | --since <rev> | --only <id>…] [--at <rev>] [--write-document]'],
    {
      all: { says: 'every migration (default)' },
      since: { value: 'rev', says: 'those that came since a revision' },
      only: { value: 'id', says: 'these migrations; may repeat', repeats: true },
      at,
      'write-document': { says: 'draft the rollback documents that are owed and not there, into the work tree' },
    },
    0,
    1,
    ['pawl rehearse', 'pawl rehearse main --since v1.2.0', 'pawl rehearse --only 0007_simplify --format json'],
  ),
  drill: verb(
    'weaken every protection on purpose and show what is caught',
    ['pawl drill [--protocol <id>] [--at <rev>]'],
    { protocol: { value: 'id', says: 'this protocol alone' }, at },
    0,
    0,
    ['pawl drill', 'pawl drill --protocol protocol-005'],
  ),
  plan: verb(
    'the rollback plan between two versions',
    ['pawl plan <from> <to> [--tier <name>] [--emergency] [--ready] [--at <rev>]', 'pawl plan <from> --emergency'],
    {
      tier: { value: 'name', says: 'the tier whose rules hold' },
      emergency: { says: 'in an emergency: to a version that is known good; without <to>, the nearest' },
      ready: { says: 'tell also what is not there yet: documents, backups, approvers, what a tier asks' },
      at,
    },
    1,
    2,
    ['pawl plan 1.3.0 1.2.2', 'pawl plan 1.3.0 1.2.5 --tier banking --ready', 'pawl plan 1.3.0 1.2.2 --format json --output plan.json'],
  ),
  rollback: verb(
    'carry a plan out, step by step, with a log written ahead',
    ['pawl rollback run <plan file> [--execute] --reason <text> --approved-by <name>…'],
    {
      execute: { says: 'carry it out; without it every step is shown, and none is run' },
      reason: { value: 'text', says: 'why, for the log' },
      'approved-by': { value: 'name', says: 'who approved it; may repeat', repeats: true },
      log: { value: 'file', says: 'the log, one JSON object a line (default: rollback-<id>.jsonl)' },
      resume: { value: 'log', says: 'go on with the run that this log tells of, where it was' },
      undo: { says: 'with --resume: take back what that run has done' },
      begun: { value: 'step=done|again', says: 'with --resume: what became of a step whose end no log tells; may repeat', repeats: true },
      database: { value: 'name=env:VAR', says: 'the variable that holds the address of a database; may repeat', repeats: true },
      'accept-loss': { value: 'table,…', says: 'exactly the tables that lose data', repeats: true },
      metrics: { value: 'file', says: 'write OpenMetrics text to this file' },
    },
    1,
    99,
    [
      'pawl rollback run plan.json',
      "pawl rollback run plan.json --execute --reason 'errors in 1.3.0' --approved-by alice --approved-by bob --database main=env:DATABASE_URL",
    ],
  ),
  snapshot: verb(
    'owners and effective privileges, canonical, with their sha256',
    ['pawl snapshot <database> [--at <migration>] --output <file>'],
    { at: { value: 'migration', says: 'the state after it (default: the last), or at this revision' } },
    1,
    1,
    ['pawl snapshot main --output evidence/privileges.json', 'pawl snapshot main --at 0014_stage --output evidence/0014.json'],
  ),
  explain: verb('what a finding means, with a change that it stops and one that passes', ['pawl explain [<code>]'], {}, 0, 1, [
    'pawl explain',
    'pawl explain schema/column-dropped',
    'pawl explain rollback/lossy --format json',
  ]),
  report: verb('the reports of shards as one', ['pawl report merge <json>…'], {}, 2, 9999, [
    'pawl report merge shard-1.json shard-2.json --format markdown',
  ]),
  completions: verb('completions for a shell', ['pawl completions bash|zsh|fish|powershell'], {}, 1, 1, [
    'pawl completions bash',
    'pawl completions fish',
  ]),
}

function verb(
  says: string,
  usage: readonly string[],
  flags: Verb['flags'],
  least: number,
  most: number,
  examples: readonly string[] = [],
): Verb {
  return { says, usage, flags, examples, words: { least, most } }
}

/** Reads an argument vector. Throws a Refusal that names the nearest right word. */
export function readArguments(argv: readonly string[]): Command | { help: string | undefined } | { version: true } {
  const rest = [...argv]
  const found: { flags: Record<string, string | boolean>; words: string[]; reports: string[]; directory: string } = {
    flags: {},
    words: [],
    reports: [],
    directory: '.',
  }
  let name: string | undefined
  while (rest.length) {
    const next = rest.shift()!
    if (next === '--') {
      found.words.push(...rest.splice(0))
    } else if (next === '-C') {
      found.directory = rest.shift() ?? refuse('`-C` wants a folder')
    } else if (next === '-h' || next === '-V') {
      found.flags[next === '-h' ? 'help' : 'version'] = true
    } else if (/^-[^-]/.test(next)) {
      refuse(`no flag is called \`${next}\``)
    } else if (next.startsWith('--')) {
      readFlag(next, rest, name, found)
    } else if (name === undefined) {
      name = next
      if (name === 'help') refuse(`write \`pawl ${Object.hasOwn(verbs, rest[0] ?? '') ? `${rest[0]} ` : ''}--help\``)
      if (!Object.hasOwn(verbs, name)) refuse(`no verb is called \`${name}\`${near(name, Object.keys(verbs))}`)
    } else found.words.push(next, ...(name === 'hook' ? takeHookWords(rest) : []))
  }
  if (found.flags.version) return { version: true }
  if (found.flags.help || argv.length === 0) return { help: name }
  if (name === undefined) return refuse('no verb is given; `pawl --help` lists them')
  const { words } = verbs[name]!
  if (found.words.length < words.least || found.words.length > words.most)
    refuse(`\`pawl ${name}\` is written ${verbs[name]!.usage.map((usage) => `\`${usage}\``).join(' or ')}`)
  const { format = 'text', output, color = 'auto', shard, jobs } = found.flags
  if (jobs !== undefined && !/^[1-9]\d*$/.test(String(jobs))) refuse(`\`--jobs\` wants a number, not \`${jobs}\``)
  return {
    verb: name,
    words: found.words,
    flags: found.flags,
    directory: found.directory,
    format: format as Format,
    ...(output === undefined ? {} : { output: String(output) }),
    reports: found.reports.map(readReport),
    color: color as Common['color'],
    quiet: found.flags.quiet === true,
    verbose: found.flags.verbose === true,
    cache: found.flags['no-cache'] !== true,
    allowRun: found.flags['allow-run'] === true,
    jobs: Math.min(Number(jobs ?? 1), mostJobs),
    ...(shard === undefined ? {} : { share: readShare(String(shard), name, found.flags) }),
  }
}

/** No machine is helped by more. */
const mostJobs = 64

/** Verbs that judge many things, each by itself. */
export const divided = ['check', 'audit', 'rehearse', 'drill']

/** The flag of an audit that no share can answer, if one is given. */
export function lookAtTheWhole(verb: string, flags: Readonly<Record<string, unknown>>): string | undefined {
  return ['since', 'history', 'org', 'open'].find((flag) => verb === 'audit' && flags[flag] !== undefined)
}

function readShare(text: string, verb: string, flags: Readonly<Record<string, unknown>>): Share {
  if (!divided.includes(verb)) refuse(`\`pawl ${verb}\` is done in one piece; \`--shard\` divides ${divided.join(', ')}`)
  const whole = lookAtTheWhole(verb, flags)
  if (whole !== undefined) refuse(`\`--${whole}\` looks at the whole; leave \`--shard\` out`)
  const [index, of] = /^[1-9]\d{0,3}\/[1-9]\d{0,3}$/.test(text) ? text.split('/').map(Number) : []
  if (index === undefined || of === undefined || index > of)
    refuse(`\`--shard\` is written \`<i>/<n>\` with i from 1 to n, not \`${text}\``)
  return { index: index!, of: of! }
}

function readFlag(
  next: string,
  rest: string[],
  verbName: string | undefined,
  found: { flags: Record<string, string | boolean>; reports: string[] },
): void {
  const [name, given] = [next.slice(2).split('=')[0]!, next.includes('=') ? next.slice(next.indexOf('=') + 1) : undefined]
  const known: Readonly<Record<string, Flag>> = { ...commonFlags, ...(verbName ? verbs[verbName]!.flags : {}) }
  const flag = Object.hasOwn(known, name) ? known[name]! : refuse(`no flag is called \`--${name}\`${near(name, Object.keys(known), '--')}`)
  if (flag.value === undefined) {
    if (given !== undefined) refuse(`\`--${name}\` takes no value`)
    found.flags[name] = true
    return
  }
  const value = given ?? rest.shift() ?? refuse(`\`--${name}\` wants a ${flag.value}`)
  if (flag.choices && !flag.choices.includes(value))
    refuse(`\`--${name}\` is ${flag.choices.join(', ')}, not \`${value}\`${near(value, flag.choices)}`)
  if (name === 'report') found.reports.push(value)
  else if (flag.repeats && found.flags[name] !== undefined) found.flags[name] += `\0${value}`
  else found.flags[name] = value
}

/** What git hands to a hook is not ours to read; pawl's own flags stand behind it, or ahead of the name. Help and version are no hook's. */
function takeHookWords(rest: string[]): string[] {
  const end = rest.findIndex(isOwnFlag)
  return rest.splice(0, end === -1 ? rest.length : end)
}

function isOwnFlag(word: string): boolean {
  const name = /^--([a-z-]+)(?:=|$)/.exec(word)?.[1] ?? ''
  return Object.hasOwn(commonFlags, name) && name !== 'help' && name !== 'version'
}

function readReport(text: string): { format: ReportFormat; file: string } {
  const [name, file] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
  if (!text.includes('=') || file === '') refuse(`\`--report\` is written \`--report <format>=<file>\`, not \`${text}\``)
  const format = reportFormats.find((each) => each === name)
  return { format: format ?? refuse(`\`--report\` is ${reportFormats.join(', ')}, not \`${name}\`${near(name, reportFormats)}`), file }
}

function near(word: string, words: readonly string[], dashes = ''): string {
  const found = nearest(word, words)
  return found ? `; did you mean \`${dashes}${found}\`?` : ''
}

function refuse(message: string): never {
  throw new Refusal(message)
}
