import type { Migration } from '../migrations/migration.ts'
import { readChain } from '../migrations/recognise.ts'
import { changedPaths } from '../model/changed.ts'
import type { Finding } from '../model/finding.ts'
import { canonical } from '../model/orders.ts'
import type { Place } from '../model/place.ts'
import type { WayBack } from '../model/plan.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import { isPolicy } from '../policy/places.ts'
import type { Policies } from '../policy/policies.ts'
import { takenBack } from '../policy/taken.ts'
import { placeOf, type Version, versionsOf } from '../policy/versions.ts'
import type { Case } from './judge.ts'
import { rehearseDatabase } from './rehearsals.ts'
import { rulesOf } from './rollback.ts'
import { docsOf, type Heard } from './uphold.ts'

/** Codes that speak of a version. */
export const versionCodes = {
  'version/no-way-back': {
    says: ({ version, to, why }: { version: string; to: string; why: string }) =>
      `version \`${version}\` has no way back to \`${to}\`: ${why}`,
    help: () => 'give the migration a down that its rehearsal proves, or state `rollback-to: none` on the version',
  },
}

/** The migrations of each database that versions speak of, in the order of their history. */
export async function chainsOf(files: Files, policies: Policies): Promise<Map<string, readonly Migration[]>> {
  const chains = new Map<string, readonly Migration[]>()
  for (const name of new Set(versionsOf(policies).flatMap(({ database }) => database ?? []))) {
    const definition = policies.databases.get(name)
    if (definition) chains.set(name, (await readChain(files, definition, { runsCode: true })).migrations)
  }
  return chains
}

/** The ids of what is in chains. */
export function idsIn(chains: ReadonlyMap<string, readonly Migration[]>): Map<string, readonly string[]> {
  return new Map([...chains].map(([name, chain]) => [name, chain.map(({ id }) => id)]))
}

/** What leaving one version takes back. */
interface Leaving {
  version: Version
  database: string
  migrations: readonly Migration[]
}

/** Judges whether each version that a change brings, or whose migrations it touches, has the way back that it states. */
export async function judgeVersions(asked: Case, heard: Heard, known: readonly WayBack[]): Promise<void> {
  const { files, policies } = asked
  if (policies.after.versions.length === 0 || policies.after.broken.length > 0 || !(await couldDiffer(asked))) return
  const whole = files.before === files.after
  const stood = whole ? nothing : await leavingsOf(files.before, policies.before)
  const leavings = await leavingsOf(files.after, policies.after)
  const told = new Set(stood.refusals.map(({ message }) => message))
  for (const refusal of leavings.refusals) if (!told.has(refusal.message)) heard.refusals.push({ message: refusal.message, ...refusal.at })
  const older = new Map(stood.leavings.map((each) => [each.version.name, each.migrations.map(stepsOf)]))
  const asks = leavings.leavings.map((each) => ({
    ...each,
    migrations: each.migrations.filter((migration) => !older.get(each.version.name)?.includes(stepsOf(migration))),
  }))
  for (const database of new Set(asks.map((each) => each.database))) {
    const own = asks.filter((each) => each.database === database && each.migrations.length > 0)
    if (own.length) await judgeWays(asked, database, own, heard, known)
  }
}

const nothing = { leavings: [] as Leaving[], refusals: [] as Refusal[] }

/** Only policies and what stands in the folders of databases have a say. */
async function couldDiffer({ files, policies }: Case): Promise<boolean> {
  if (files.before === files.after) return true
  const folders = [...policies.after.databases.values()].flatMap(({ migrations, rendered }) => [
    `${migrations}/`,
    ...(rendered ? [rendered.split('{')[0]!] : []),
  ])
  return (await changedPaths(files)).some(({ path }) => isPolicy(path) || folders.some((folder) => path.startsWith(folder)))
}

async function leavingsOf(files: Files, policies: Policies): Promise<{ leavings: Leaving[]; refusals: Refusal[] }> {
  const versions = versionsOf(policies)
  const found: { leavings: Leaving[]; refusals: Refusal[] } = { leavings: [], refusals: [] }
  const chains = await orTold(() => chainsOf(files, policies), found.refusals)
  if (!chains) return found
  for (const version of versions) {
    await orTold(async () => {
      const to = version.back === undefined || version.back === 'none' ? version.name : version.back
      const taken = takenBack(versions, { from: version.name, to }, idsIn(chains))
      const chain = chains.get(taken?.database ?? '') ?? []
      if (taken)
        found.leavings.push({ version, database: taken.database, migrations: chain.filter(({ id }) => taken.migrations.includes(id)) })
    }, found.refusals)
  }
  return found
}

async function orTold<T>(work: () => Promise<T>, refusals: Refusal[]): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refusals.push(error)
    return undefined
  }
}

/** All of a migration that decides what its way back does. */
const stepsOf = ({ id, up, down, code }: Migration): string =>
  canonical([id, [up, down].map((script) => [script?.text, script?.wrap]), code?.text])

async function judgeWays(
  asked: Case,
  database: string,
  leavings: readonly Leaving[],
  heard: Heard,
  known: readonly WayBack[],
): Promise<void> {
  const seen = known.filter((way) => way.database === database)
  const { files, policies, env, runner, circumstances, checkpoints, shelf } = asked
  const definition = policies.after.databases.get(database)!
  const wanted = [...new Set(leavings.flatMap(({ migrations }) => migrations.map(({ id }) => id)))]
  const only = wanted.filter((id) => !seen.some((way) => way.id === id))
  const told: Refusal[] = []
  // What protections ask of ways back is judged where migrations are; here it is asked alone whether there are any.
  const alone = { ...policies.after, protocols: [] }
  const about = {
    files: files.after,
    definition,
    policies: alone,
    circumstances,
    env,
    checkpoints,
    shelf,
    runner: policies.before.databases.get(database)?.run && runner,
  }
  const outcome = only.length ? await orTold(() => rehearseDatabase({ ...about, only, backOnly: true }), told) : undefined
  heard.refusals.push(...told.map(({ message, at }) => ({ message, ...at })), ...(outcome?.refusals ?? []))
  const ways = new Map([...seen, ...(outcome?.ways ?? [])].map((way) => [way.id, way]))
  const ungraded = new Set(
    Object.entries(rulesOf(policies.after, database)?.categories ?? {}).flatMap(([category, owes]) =>
      owes.rehearsal === 'none' ? category : [],
    ),
  )
  for (const { version, migrations } of leavings) {
    for (const migration of migrations) {
      const way = ways.get(migration.id)
      if (way && !(way.verdict === 'partial' && ungraded.has(way.category))) heard.findings.push(...lacking(version, migration, way))
    }
  }
}

function lacking(version: Version, migration: Migration, { verdict, failure, left }: WayBack): Finding<Place>[] {
  // An up that fails is told of by itself.
  if (verdict === 'reversible' || verdict === 'lossy' || verdict === 'unknown' || failure?.what === 'up') return []
  const shown = left.slice(0, 3).join('; ').replaceAll('`public.', '`')
  const why = {
    none: `\`${migration.id}\` has no down`,
    fails: `the ${failure?.what ?? 'down'} of \`${migration.id}\` fails${failure ? `: ${failure.message}` : ''}`,
    partial: `after the down of \`${migration.id}\` ${shown}`,
  }[verdict]
  const code = versionCodes['version/no-way-back']
  const at = placeOf(version, 'through')
  const script = migration.down ?? migration.up
  return [
    {
      code: 'version/no-way-back',
      level: 'error',
      protection: `version:${version.name}`,
      kind: 'version',
      subject: `${version.name} ${migration.id}`,
      what: why,
      message: code.says({ version: version.name, to: version.back!, why }),
      help: code.help(),
      docs: docsOf('version/no-way-back'),
      places: [
        { side: 'after', path: at.path, span: at.span, label: 'goes through it' },
        { side: 'after', path: migration.code?.path ?? script.path, label: migration.down ? 'the way back' : 'has no way back' },
      ],
    },
  ]
}
