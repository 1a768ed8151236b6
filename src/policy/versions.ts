import { naturally } from '../model/natural.ts'
import { nearest } from '../model/nearest.ts'
import type { Moment } from '../model/plan.ts'
import type { Named, PolicyPlace } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Policies } from './policies.ts'

/** One step that a hop away from a version runs, as the policy states it. */
export interface VersionStep {
  name: string
  at: Moment
  /** A command, or a query that must return a row; exactly one of them. */
  run?: string
  sql?: string
  /** Milliseconds. */
  timeout: number
  undo?: string
  blocks: boolean
}

/** One version, with what is left out filled in. */
export interface Version {
  name: string
  released?: string
  /** The database that it needs; absent where it names no migration. */
  database?: string
  through?: string
  /** The database that its queries are asked of. */
  asks?: string
  /** Where one goes back to; `none` where it states so; absent for the first one. */
  back?: string | 'none'
  services: readonly string[]
  restart: 'none' | 'rolling' | 'stop'
  knownGood: boolean
  emergency: { available?: boolean; contact?: string }
  steps: readonly VersionStep[]
  at: PolicyPlace
  keys: Named['keys']
}

/** One tier, as the policy states it. */
export interface Tier {
  name: string
  within?: number
  approvals: readonly string[]
  notify: readonly string[]
  validation?: string
  audit?: 'required'
  retain?: 'data'
  downtime?: 'avoid'
  canary?: string
  triggers: readonly string[]
  at: PolicyPlace
  keys: Named['keys']
}

/** The versions, older ones first: each goes back to the one before it, unless it says otherwise. */
export function versionsOf(policies: Pick<Policies, 'versions' | 'databases'>): Version[] {
  const [first, ...others] = policies.databases.keys()
  const alone = others.length === 0 ? first : undefined
  const versions = inOrder(policies.versions)
  return versions.map((named, index) => {
    const options = named.options as Record<string, any>
    const back: string | undefined = options['rollback-to'] ?? versions[index - 1]?.name
    const asks: string | undefined = options.database ?? alone
    const database = options.through === undefined ? undefined : asks
    return {
      name: named.name,
      ...(options.released === undefined ? {} : { released: options.released }),
      ...(database === undefined ? {} : { database, through: options.through }),
      ...(asks === undefined ? {} : { asks }),
      ...(back === undefined ? {} : { back }),
      services: options.services ?? [],
      restart: options.restart ?? 'none',
      knownGood: options['known-good'] ?? false,
      emergency: options.emergency ?? {},
      steps: (options.steps ?? []).map((step: Record<string, any>) => ({ ...stated(step), blocks: step.blocks ?? false })),
      at: named.at,
      keys: named.keys,
    }
  })
}

/** Files are read by name, and lists are written either way round: numbers count as numbers, else days of release, else the list. */
function inOrder(versions: readonly Named[]): readonly Named[] {
  const number = ({ name }: Named) => /^v?(\d+(?:\.\d+)*)$/.exec(name)?.[1]
  if (versions.every(number)) return [...versions].sort((a, b) => naturally(number(a)!, number(b)!))
  const day = ({ options }: Named) => options.released as string | undefined
  return versions.every(day) ? [...versions].sort((a, b) => (day(a)! < day(b)! ? -1 : day(a)! > day(b)! ? 1 : 0)) : versions
}

/** The tiers by name. */
export function tiersOf(policies: Pick<Policies, 'tiers'>): ReadonlyMap<string, Tier> {
  return new Map(
    [...policies.tiers.values()].map(({ name, options, at, keys }) => [
      name,
      { approvals: [], notify: [], triggers: [], ...stated(options), name, at, keys } as Tier,
    ]),
  )
}

/** Where a key of a version stands, or the version itself. */
export function placeOf({ at, keys }: Pick<Version, 'at' | 'keys'>, key: string): PolicyPlace {
  return { path: at.path, span: keys[key] ?? at.span }
}

/** A version by its name; a name of nobody is a Refusal with the nearest. */
export function versionNamed(versions: readonly Version[], name: string): Version {
  const found = versions.find((version) => version.name === name)
  if (found) return found
  if (versions.length === 0) throw new Refusal('no policy lists `versions`, so there is nothing to plan between; docs/plans.md shows how')
  const names = versions.map((version) => version.name)
  const near = nearest(name, names)
  throw new Refusal(`no version is called \`${name}\`${near ? `; did you mean \`${near}\`?` : `; there are ${names.join(', ')}`}`)
}

/** The versions that going back from one leads through, nearest first; a way that is not there ends it. */
export function behind(versions: readonly Version[], from: Version): Version[] {
  const found: Version[] = []
  for (let at = next(versions, from); at; at = next(versions, at)) found.push(at)
  return found
}

const next = (versions: readonly Version[], { back }: Version): Version | undefined =>
  back === undefined || back === 'none' ? undefined : versions.find(({ name }) => name === back)

function stated(options: Readonly<Record<string, unknown>>): Record<string, any> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
