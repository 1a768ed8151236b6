import { guards } from '../guards/index.ts'
import type { Change } from '../model/change.ts'
import type { DatabaseDefinition, Named, Protocol } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import { yaml } from '../readers/yaml.ts'
import { type PolicyFile, readPolicyFile } from './file.ts'
import { isForeign, looksForeign } from './foreign.ts'
import { resolve, type Taken, take } from './join.ts'
import { policyPaths } from './places.ts'
import type { Approvers, Broken, Policies, Register } from './policies.ts'
import { checkVersions } from './version-checks.ts'

export type { Policies } from './policies.ts'

/**
 * Reads all policies of a tree. The first error is a Refusal; with a `base`, a file that stood there
 * and can no longer be read is told in `broken` instead: that is a weakening, and can be judged.
 */
export async function loadPolicies(
  files: Files,
  { base, register = guards }: { base?: Policies; register?: Register } = {},
): Promise<Policies> {
  const broken = new Map<string, Broken>()
  const stood = (path: string) => base?.files.some((each) => each === path || each.startsWith(`${path}/`)) ?? false
  const orBreak = async <T>(path: string, read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof Refusal) || !stood(path)) throw error
      broken.set(path, { path, refusal: error })
      return undefined
    }
  }
  const paths = await policyPaths(files)
  await files.prefetch?.(paths.filter(({ refusal }) => !refusal).map(({ path }) => path))
  const foreign: string[] = []
  let read: PolicyFile[] = []
  for (const { path, refusal } of paths) {
    const file = await orBreak(path, () => {
      if (refusal) throw refusal
      return readOne(files, path, register)
    })
    if (file === 'foreign') foreign.push(path)
    else if (file) read.push(file)
  }
  const taken: Taken = new Map()
  const oldFirst = [...read].sort((a, b) => Number(stood(b.path)) - Number(stood(a.path)))
  for (const file of oldFirst) await orBreak(file.path, () => take(file, taken))
  const isSchema = await schemaKinds(read, register)
  for (let size = -1; size !== broken.size; ) {
    size = broken.size
    read = read.filter(({ path }) => !broken.has(path))
    const databases = databasesOf(read, base, broken)
    const protocols = new Map(read.flatMap(({ protocol }) => (protocol ? [[protocol.id, protocol] as const] : [])))
    for (const file of read) await orBreak(file.path, () => resolve(file, databases, withLost(protocols, base, broken), isSchema))
  }
  const policies: Policies = {
    protocols: read.flatMap(({ protocol }) => protocol ?? []),
    databases: databasesOf(read, base, broken),
    rollbacks: read.flatMap(({ rollback }) => rollback ?? []),
    amendments: read.flatMap(({ amendment }) => amendment ?? []),
    versions: read.flatMap(({ versions }) => versions),
    tiers: byName(read.flatMap(({ tiers }) => tiers)),
    validations: byName(read.flatMap(({ validations }) => validations)),
    approvers: approversOf(read),
    foreign,
    files: read.map(({ path }) => path),
    broken: [...broken.values()],
  }
  // What a broken file held is told as a weakening; what still names it is no fault of its own.
  if (broken.size === 0) checkVersions(policies)
  return policies
}

/** Reads both sides of a change: the base by itself, then what the change makes of it. */
export async function loadBoth(files: Change<Files>, register: Register = guards): Promise<Change<Policies>> {
  let before: Policies
  try {
    before = await loadPolicies(files.before, { register })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const way = 'this stands in the base, so no change can be judged by it; land its repair alone, with `git commit --no-verify`'
    throw new Refusal(`${error.message}; ${way}`, error.at, { cause: error })
  }
  return { before, after: await loadPolicies(files.after, { base: before, register }) }
}

async function readOne(files: Files, path: string, register: Register): Promise<PolicyFile | 'foreign'> {
  let node: Awaited<ReturnType<typeof yaml.read>>
  try {
    node = await files.read(path, yaml)
  } catch (error) {
    if (error instanceof Refusal && looksForeign((await files.text(path)) ?? '')) return 'foreign'
    throw error
  }
  return isForeign(node) ? 'foreign' : readPolicyFile(node, path, register)
}

/** The kinds in use whose guards judge a schema, and so speak of a database. */
async function schemaKinds(read: readonly PolicyFile[], register: Register): Promise<(kind: string) => boolean> {
  const schema = new Set<string>()
  for (const kind of new Set(read.flatMap(({ protocol }) => protocol?.protect.map((each) => each.kind) ?? []))) {
    if ((await register[kind]!()).evidence === 'schema') schema.add(kind)
  }
  return (kind) => schema.has(kind)
}

/** The databases that are defined; one that stood in a broken file counts as the base has it. */
function databasesOf(read: readonly PolicyFile[], base: Policies | undefined, broken: ReadonlyMap<string, Broken>) {
  const lost = [...(base?.databases.values() ?? [])].filter(({ at }) => broken.has(at.path))
  return new Map<string, DatabaseDefinition>([...lost, ...read.flatMap(({ databases }) => databases)].map((each) => [each.name, each]))
}

function withLost(protocols: ReadonlyMap<string, Protocol>, base: Policies | undefined, broken: ReadonlyMap<string, Broken>) {
  const lost = (base?.protocols ?? []).filter(({ at }) => broken.has(at.path))
  return new Map<string, Protocol>([...lost.map((each) => [each.id, each] as const), ...protocols])
}

function byName<V>(all: readonly Named<V>[]): ReadonlyMap<string, Named<V>> {
  return new Map(all.map((each) => [each.name, each]))
}

function approversOf(read: readonly PolicyFile[]): Approvers | undefined {
  const all = read.flatMap(({ approvers }) => approvers)
  if (all.length === 0) return undefined
  return { roles: new Map(all.map((each) => [each.name, each.options])), at: new Map(all.map((each) => [each.name, each.at])) }
}
