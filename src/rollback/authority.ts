import type { Catalog } from '../catalog/catalog.ts'
import type { Say } from '../guards/guard.ts'
import { codes } from '../guards/snapshot/codes.ts'
import { covering } from '../guards/snapshot/covers.ts'
import { readEvidence } from '../guards/snapshot/evidence.ts'
import { contrasts, stateOf } from '../guards/snapshot/state.ts'
import type { Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/policies.ts'
import type { Way } from './states.ts'

type State = ReturnType<typeof stateOf>

/** Owners and effective privileges as a snapshot keeps them, and where on the way back they must be so again. */
export interface Evidence {
  path: string
  state: State
  covers(key: string): boolean
  /** How many migrations are taken back where its state is reached; absent where the way does not lead there. */
  position?: number
}

/**
 * The evidence that a way back leans on. A way that changes an owner or takes a right away needs a snapshot that covers
 * it; one that is not there, or not as it was written, is a Refusal.
 */
export async function evidenceOf(policies: Policies, files: Files, database: string, way: Way): Promise<Evidence[]> {
  if (way.states[0]!.catalog.engine !== 'postgres') return []
  const changed = transferred(way)
  const own = policies.protocols.flatMap(({ protect }) => protect).filter((each) => each.kind === 'snapshot' && each.database === database)
  const covers = (protection: Protection) => covering(protection.options.of as readonly string[] | undefined)
  const bare = changed.find(({ key }) => !own.some((protection) => covers(protection)(key)))
  if (bare)
    throw new Refusal(
      `${bare.says} when \`${bare.migration}\` is taken back, and no \`snapshot\` of the policy covers it: take one with \`pawl snapshot ${database} --output <file>\`, and protect it. Nothing was begun`,
    )
  const evidence: Evidence[] = []
  for (const protection of own) {
    if (!changed.some(({ key }) => covers(protection)(key))) continue
    evidence.push(await read(protection, files, way))
  }
  return evidence
}

/** How a database's owners and effective privileges are not those of a snapshot, in both directions; superusers, and roles that it does not name, stand apart. */
export function unlikeEvidence({ state, covers, path }: Evidence, catalog: Catalog): string | undefined {
  const live = stateOf(catalog)
  const known = (role: string) => role === 'PUBLIC' || role in state.roles
  const objects = Object.entries(live.objects).map(([key, { owner, rights }]) => {
    const kept = Object.entries(rights).filter(([role]) => known(role))
    return [key, { owner, rights: Object.fromEntries(kept) }] as const
  })
  const told = contrasts(state, { roles: live.roles, objects: Object.fromEntries(objects) }, covers, {
    newer: 'now',
    older: `in \`${path}\``,
  }).filter(({ kind }) => kind !== 'role')
  const [first, ...rest] = told
  return first && `${first.says}${rest.length ? `, and ${rest.length} more` : ''}`
}

/** What changes its owner or loses rights on the way. */
function transferred({ states, downs }: Way): { key: string; says: string; migration: string }[] {
  const told = states.map(({ catalog }) => stateOf(catalog))
  return downs.flatMap(({ id }, index) =>
    contrasts(told[index]!, told[index + 1]!, () => true, { newer: 'then', older: 'before' })
      .filter(({ kind }) => kind === 'owner' || kind === 'fewer')
      .map(({ key, says }) => ({ key, says, migration: id })),
  )
}

async function read(protection: Protection, files: Files, way: Way): Promise<Evidence> {
  const wrong: string[] = []
  const say = Object.assign(
    (code: keyof typeof codes, { args }: { args: Readonly<Record<string, string>> }) => void wrong.push(codes[code].says(args as never)),
    {
      limit: () => {},
    },
  ) as unknown as Say<typeof codes>
  const found = await readEvidence(protection as Protection<{ sha256?: { file: string; field: string } }>, files, say)
  if (!found || wrong.length)
    throw new Refusal(`${wrong[0] ?? `\`${protection.subject}\` cannot be read`}. Nothing was begun`, { path: protection.subject })
  const taken = (protection.options.taken as string | undefined) ?? found.taken
  const at = way.leaves.findIndex((migration) => (migration?.id ?? null) === taken)
  const evidence: Evidence = {
    path: protection.subject,
    state: found,
    covers: covering(protection.options.of as readonly string[] | undefined),
    ...(at === -1 ? {} : { position: at + 1 }),
  }
  const unlike = at === -1 ? undefined : unlikeEvidence(evidence, way.states[at + 1]!.catalog)
  if (unlike)
    throw new Refusal(`the way back does not lead to what \`${protection.subject}\` keeps: ${unlike}. Nothing was begun`, {
      path: protection.subject,
    })
  return evidence
}
