import { categoryOf } from '../catalog/category.ts'
import { called, diffCatalogs } from '../catalog/diff.ts'
import { catalogTable } from '../catalog/names.ts'
import type { Probe } from '../catalog/passage.ts'
import type { Circumstances } from '../guards/guard.ts'
import { rollbackCodes } from '../guards/rollback/codes.ts'
import { judgeDocument, kindOf } from '../guards/rollback/document.ts'
import { readDocument } from '../guards/rollback/read.ts'
import { type Subject, short, type Tell } from '../guards/rollback/subject.ts'
import { judgeWay } from '../guards/rollback/way.ts'
import type { Codes } from '../model/finding.ts'
import { naturally } from '../model/natural.ts'
import type { RollbackRules } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import { isApprover } from '../policy/amend.ts'
import type { Policies } from '../policy/load.ts'
import { backPassage, type Stage, upPassage } from '../rehearsal/back-passage.ts'
import { takenByUp } from '../rehearsal/grade.ts'
import type { Asks, Rehearsed } from '../rehearsal/rehearse.ts'
import type { Guarded } from './databases.ts'
import { upFails } from './migrations.ts'
import { newFindings } from './standing.ts'
import { docsOf, type Heard, nothingHeard, uphold } from './uphold.ts'

/** What judges the rehearsed migrations of one database in one tree. */
export interface Bench {
  stage: Stage
  /** The tree whose documents are read. */
  files: Files
  /** All of them judge; none where nobody graded ways back. */
  rules: readonly RollbackRules[]
  protections: readonly Guarded[]
  policies: Policies
  circumstances: Circumstances
  /** Whether what runs out soon is told, as an audit tells it. */
  soon: boolean
  /** Whether ups are judged here too, and not by what judges a change of the schema. */
  ups: boolean
}

/** What rehearsals are asked, so that the bench can judge them. */
export function asksOf(bench: Bench): Asks {
  const asks = bench.protections.flatMap(({ guard, protection }) => guard.asks(protection)).filter((ask) => 'database' in ask)
  const { engine } = bench.stage.history.ground
  const tables = new Set(asks.flatMap((ask) => ask.tables.map((table) => catalogTable(engine, table))))
  const probes: Probe[] = asks.flatMap((ask) => ask.probes ?? [])
  return {
    probes,
    watch: { tables: [...tables] },
    plan: async (migration, up) => {
      const [rules] = bench.rules
      const fences = rules ? (await readDocument(bench.files, rules, migration.id)).fences : { ways: [], after: [] }
      const category = categoryOf(up.before, up.after, up.effects, true)
      const resumable = bench.rules.some(({ categories }) => categories[category]?.resumable)
      const asked =
        bench.protections.length || resumable || bench.rules.some(({ until }) => until) || fences.ways.length || fences.after.length
      return asked ? { ways: fences.ways, after: fences.after, resumable } : undefined
    },
  }
}

/** Judges one rehearsed migration: its ways back by the rules, its document, and what protections ask of ways back. */
export async function judgeRehearsed(bench: Bench, rehearsed: Rehearsed): Promise<Heard> {
  const heard = nothingHeard()
  const { migration, refusal, error } = rehearsed
  const { database } = bench.stage
  heard.limits.push(...rehearsed.limits)
  if (refusal) {
    heard.refusals.push({ message: refusal.message, ...refusal.at, protection: `rollback:${database}` })
    return heard
  }
  if (rehearsed.upFails && error) {
    heard.findings.push(upFails(database, migration.id, error.error, 'after'))
    return heard
  }
  for (const rules of bench.rules) await judgeByRules(bench, rules, rehearsed, heard)
  const passages = rehearsed.ways.flatMap((way) => backPassage(bench.stage, rehearsed, way) ?? [])
  if (bench.ups) passages.unshift(upPassage(bench.stage, rehearsed))
  for (const passage of passages) {
    for (const { guard, protection } of bench.protections) await uphold(guard, protection, passage, bench.circumstances, heard)
  }
  return { ...heard, findings: newFindings(heard.findings, []) }
}

async function judgeByRules(bench: Bench, rules: RollbackRules, rehearsed: Rehearsed, heard: Heard): Promise<void> {
  const subject = subjectOf(bench, rules, rehearsed)
  const tell = tellerOf(bench.stage.database, rehearsed.migration.id, heard)
  const document = await readDocument(bench.files, rules, subject.migration)
  judgeWay(subject, rules, kindOf(document, rules) === 'impossible', tell)
  const around = {
    rules,
    today: bench.circumstances.today,
    approves: (name: string) => isApprover(name, bench.policies),
    soon: bench.soon,
  }
  await judgeDocument(subject, document, around, tell)
  if (rules.categories[subject.category]?.approvals)
    heard.limits.push('who wrote the names under `approved-by` cannot be seen from the files')
}

/** Makes findings of what is told about one migration. */
export function tellerOf(database: string, migration: string, heard: Heard): Tell {
  return (code, { args, what, places, level }) => {
    const definition: Codes[string] = rollbackCodes[code]
    heard.findings.push({
      code,
      level: level ?? definition.level ?? 'error',
      protection: `rollback:${database}`,
      kind: 'rollback',
      subject: `${database} ${migration}`,
      what,
      message: definition.says(args),
      help: definition.help(args),
      docs: docsOf(code),
      places: places ?? [],
    })
  }
}

/** What holds data or is spoken of by name, so that dropping it is felt. */
const droppable = new Set(['table', 'column', 'view', 'materialized view', 'function', 'sequence', 'enum', 'domain', 'type', 'schema'])

/** A migration as rules and documents speak of it. */
export function subjectOf(bench: Bench, rules: RollbackRules, rehearsed: Rehearsed): Subject {
  const { migration, before, after } = rehearsed
  const down = rehearsed.ways.find(({ leg }) => leg === 'down') ?? rehearsed.ways[0]
  const drops = down?.end ? diffCatalogs(after, down.end, { identities: true }) : []
  return {
    migration: migration.id,
    up: migration.up,
    ...(migration.down ? { down: migration.down } : {}),
    category: categoryOf(before, after, rehearsed.effects, true),
    grade: rehearsed.enumsAlone ? (rehearsed.loses.length ? 'lossy' : 'reversible') : rehearsed.grade,
    loses: rehearsed.loses,
    upLoses: takenByUp({ ...rehearsed, up: after }),
    discards: rehearsed.discards,
    peopled: rehearsed.discards.filter((name) => rehearsed.peopled.includes(name) || holdsData(bench, short(name))),
    left: rehearsed.left,
    ...(rehearsed.error ? { error: rehearsed.error } : {}),
    ways: rehearsed.ways,
    drops: drops.flatMap((each) => (each.what === 'missing' && droppable.has(each.before.kind) ? [called(each.before)] : [])),
    sealed: rules.until !== undefined && isFrom(bench, migration.id, rules.until),
  }
}

/** Whether the policy's made rows, or a protection, say that data lives in a table or column. */
function holdsData(bench: Bench, name: string): boolean {
  if (Object.keys(bench.stage.history.made).some((table) => short(table) === name)) return true
  return bench.protections.some(
    ({ protection: { kind, subject } }) =>
      ['table', 'column', 'history'].includes(kind) && (short(subject) === name || short(subject).startsWith(`${name}.`)),
  )
}

function isFrom(bench: Bench, migration: string, until: string): boolean {
  const order = bench.stage.history.chain.migrations.map(({ id }) => id)
  const at = order.indexOf(until)
  return at === -1 ? naturally(migration, until) >= 0 : order.indexOf(migration) >= at
}
