import type { Edit } from '../model/files.ts'
import type { Options } from '../model/option.ts'
import { fullId, type PolicyPlace, type Protection, type Protocol } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import { rewriteYaml, type YamlEdit, type YamlPath } from '../readers/yaml/rewrite.ts'
import type { Weakening } from '../weakenings/weakening.ts'
import type { Policies, Register } from './policies.ts'
import { databaseOptions } from './tables/database.ts'
import { tierOptions, versionOptions } from './tables/versions.ts'

/** A weakening of a policy, with what it weakens: `protocol/id`, a protocol, `database:<name>`, `rollback:<database>`. */
export type PolicyWeakening = Weakening & { of: string; at: PolicyPlace }

/** Ways to ask less by the policies themselves, told from the tables of options and their orders. */
export async function* policyWeakenings(
  policies: Policies,
  protocols: readonly Protocol[],
  files: Files,
  register: Register,
): AsyncIterable<PolicyWeakening> {
  for (const protocol of protocols) yield* ofProtocol(protocol, files, register)
  if (protocols.length < policies.protocols.length) return
  for (const { name, at, ...definition } of policies.databases.values()) {
    const of = `database:${name}`
    yield* rewritten({ what: 'its definition removed', of, at }, files, [{ at: ['databases', name] }])
    const stated = { ...definition, rows: definition.rows && 'file' in definition.rows ? definition.rows.file : definition.rows?.tables }
    yield* withoutKeys({ of, at, top: ['databases', name] }, databaseOptions, stated, at.keys ?? {}, files)
  }
  for (const { name, options, at, keys } of policies.tiers.values()) {
    const of = `tier:${name}`
    yield* rewritten({ what: 'its definition removed', of, at }, files, [{ at: ['tiers', name] }])
    yield* withoutKeys({ of, at, top: ['tiers', name] }, tierOptions, options, keys, files)
  }
  for (const [index, { name, options, at, keys }] of policies.versions.entries()) {
    const own = policies.versions.filter((other, before) => before < index && other.at.path === at.path).length
    const kept = Object.fromEntries(Object.entries(versionOptions).filter(([key]) => ['services', 'restart', 'steps'].includes(key)))
    yield* withoutKeys({ of: `version:${name}`, at, top: ['versions', own] }, kept, options, keys, files)
  }
  for (const rules of policies.rollbacks) {
    const whole = new Map<string, Edit>([[rules.at.path, undefined]])
    const caughtBy = ['policy/rules-weakened', 'policy/weakened'] as const
    yield { what: 'its file removed', of: `rollback:${rules.database}`, at: rules.at, caughtBy, change: { edits: whole } }
  }
}

async function* ofProtocol(protocol: Protocol, files: Files, register: Register): AsyncIterable<PolicyWeakening> {
  const of = protocol.id
  const { at, status, requiredCoverage } = protocol
  yield { what: 'its file removed', of, at, caughtBy: ['policy/weakened'], change: { edits: new Map([[at.path, undefined]]) } }
  yield { what: 'its file emptied', of, at, caughtBy: ['policy/weakened'], change: { edits: new Map([[at.path, '\n']]) } }
  const ladder = ['irreversible', 'lossy', 'reversible'] as const
  for (const lower of ladder.slice(ladder.indexOf(status) + 1))
    yield* rewritten({ what: `its status lowered to ${lower}`, of, at }, files, [{ at: ['status'], value: lower }])
  const less = 'of' in requiredCoverage ? { ...requiredCoverage, held: requiredCoverage.held - 1 } : requiredCoverage
  const value = 'of' in less ? `${less.held}/${less.of}` : `${less.percent - 1}%`
  if (('of' in less ? less.held : less.percent) >= 0)
    yield* rewritten({ what: `its required coverage lowered to ${value}`, of, at }, files, [{ at: ['required-coverage'], value }])
  for (const [index, protection] of protocol.protect.entries()) yield* ofProtection(protection, index, files, register)
}

async function* ofProtection(protection: Protection, index: number, files: Files, register: Register): AsyncIterable<PolicyWeakening> {
  const of = fullId(protection)
  const { at, level, protocol } = protection
  const top = ['protect', index] as const
  const counted = level === 'error' ? oneFewer(protocol) : []
  yield* rewritten({ what: 'the protection removed', of, at }, files, [{ at: top }, ...counted])
  if (level === 'error')
    yield* rewritten({ what: 'its level lowered to warning', of, at }, files, [{ at: [...top, 'level'], value: 'warning' }, ...counted])
  const guard = await register[protection.kind]!()
  yield* withoutKeys({ of, at, top }, guard.options, protection.options, protection.keys, files)
}

/** Each stated key whose absence asks less by its own order, and each item of its list, taken away. */
async function* withoutKeys(
  { of, at, top }: { of: string; at: PolicyPlace; top: YamlPath },
  options: Options,
  values: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, unknown>>,
  files: Files,
): AsyncIterable<PolicyWeakening> {
  const same = { before: files, after: files }
  for (const [key, { order, required }] of Object.entries(options)) {
    const value = values[key]
    if (!Object.hasOwn(keys, key) || value === undefined) continue
    if (!required && !(await order.weaker(value, undefined, same))) continue
    yield* rewritten({ what: `its key \`${key}\` removed`, of, at }, files, [{ at: [...top, key] }])
    if (!Array.isArray(value) || value.length < 2) continue
    for (const index of value.keys()) {
      if (await order.weaker(value, value.toSpliced(index, 1), same))
        yield* rewritten({ what: `item ${index + 1} of its key \`${key}\` removed`, of, at }, files, [{ at: [...top, key, index] }])
    }
  }
}

/** The count in `required-coverage: "16/16"`, as it is with one protection of level error fewer. */
function oneFewer({ requiredCoverage }: Protocol): YamlEdit[] {
  if (!('of' in requiredCoverage)) return []
  const { held, of } = requiredCoverage
  return [{ at: ['required-coverage'], value: `${Math.min(held, of - 1)}/${of - 1}` }]
}

async function* rewritten(
  { what, of, at }: { what: string; of: string; at: PolicyPlace },
  files: Files,
  edits: readonly YamlEdit[],
): AsyncIterable<PolicyWeakening> {
  const text = await rewriteYaml((await files.text(at.path)) ?? '', edits)
  if (text !== undefined)
    yield { what, of, at, caughtBy: ['policy/weakened', 'policy/rules-weakened'], change: { edits: new Map([[at.path, text]]) } }
}
