import type { Finding as Found } from '../model/finding.ts'
import type { Side, Span } from '../model/place.ts'
import type { Report } from '../model/report.ts'
import type { Host } from './host.ts'
import { run } from './run.ts'

/** Where something is, with the lines that stand there. */
export interface Place extends Partial<Span> {
  side: Side
  path: string
  label?: string
  lines?: { number: number; text: string }[]
}

/** One thing that does not hold. */
export interface Finding
  extends Pick<Found, 'code' | 'level' | 'protection' | 'message' | 'why' | 'help' | 'docs' | 'protocol' | 'unknown'> {
  fingerprint: string
  places: Place[]
}

/** What a verb came to: the same object that `--format json` prints. A refusal is no exception: it stands in `refusals`, the verdict `unknown`. */
export interface Outcome
  extends Pick<
    Report,
    | 'verb'
    | 'verdict'
    | 'refusals'
    | 'limits'
    | 'looked'
    | 'ms'
    | 'databases'
    | 'protocols'
    | 'amendments'
    | 'since'
    | 'history'
    | 'repositories'
    | 'rules'
    | 'drill'
    | 'weakenings'
    | 'plan'
  > {
  pawl: string
  schema: 1
  findings: Finding[]
  amended: (Finding & { amendment: string })[]
}

/** What every verb may be told. */
export interface Options {
  /** A folder in the repository. Default: the one that the process is in. */
  directory?: string
  /** `false`: neither read nor write the cache. */
  cache?: false
  /** `true`: run the commands that the policy of the base names. */
  allowRun?: true
  /** The variables that git and policies see. Default: those of the process. */
  env?: Readonly<Record<string, string | undefined>>
  /** Hears what is done right now, and how far it is. */
  onProgress?(step: string): void
}

/** Which change: the index against HEAD, what merging `head` into `base` would bring, or two commits as they are. */
export type Change = { staged: true } | { base: string; head?: string } | { range: `${string}..${string}` }

/** Judges what a change weakens. */
export function check(change: Change, options: Options = {}): Promise<Outcome> {
  if ('staged' in change) return outcome(['check', '--staged'], options)
  if ('range' in change) return outcome(['check', '--', change.range], options)
  return outcome(['check', ...flag('base', change.base), ...flag('head', change.head)], options)
}

/** The state: coverage of every protocol, stale documents, gaps. */
export function audit(options: Options & { at?: string; since?: string; history?: true; org?: string } = {}): Promise<Outcome> {
  const { at, since, history, org } = options
  return outcome(['audit', ...flag('at', at), ...flag('since', since), ...(history ? ['--history'] : []), ...flag('org', org)], options)
}

/** Up, down and up again of migrations, graded. */
export function rehearse(
  options: Options & { database?: string; at?: string; since?: string; only?: readonly string[] } = {},
): Promise<Outcome> {
  const { database, at, since, only = [] } = options
  const words = database === undefined ? [] : ['--', database]
  return outcome(['rehearse', ...flag('at', at), ...flag('since', since), ...only.flatMap((id) => flag('only', id)), ...words], options)
}

/** Weakens every protection on purpose, in memory, and tells which weakenings are caught. */
export function drill(options: Options & { protocol?: string; at?: string } = {}): Promise<Outcome> {
  return outcome(['drill', ...flag('protocol', options.protocol), ...flag('at', options.at)], options)
}

const flag = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`--${name}=${value}`])

async function outcome(words: readonly string[], { directory, cache, allowRun, env, onProgress }: Options): Promise<Outcome> {
  let out = ''
  const host: Host = {
    cwd: process.cwd(),
    env: env ?? process.env,
    out: (text) => {
      out += text
    },
    err: () => {},
    stdin: async () => '',
    terminal: { out: false, err: false },
    now: () => new Date(),
    ...(onProgress ? { tell: onProgress } : {}),
  }
  const ahead = ['--format=json', ...(cache === false ? ['--no-cache'] : []), ...(allowRun ? ['--allow-run'] : [])]
  const place = directory === undefined ? [] : ['-C', directory]
  await run([...place, ...ahead, ...words], host)
  return JSON.parse(out) as Outcome
}
