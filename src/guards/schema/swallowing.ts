import { type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { called } from '../../catalog/diff.ts'
import { normalSql } from '../../catalog/expressions.ts'
import { lastPart, nameArguments, ownName } from '../../catalog/names.ts'
import { lossPlaces, type Sight, statementPlace } from './sight.ts'
import { whereIgnored, writesTo } from './swallowing-trials.ts'

type Write = 'insert' | 'update' | 'delete'

/** Tells triggers and rules, added to a protected table, that swallow what is written to it; `writes` are those that must get through. */
export async function judgeSwallowing(
  sight: Sight,
  table: CatalogObject,
  writes: readonly Write[] = ['insert', 'update', 'delete'],
): Promise<void> {
  const { passage, protection } = sight
  for (const object of partsOf(passage.after, table.key)) {
    if ((object.kind !== 'trigger' && object.kind !== 'rule') || stood(sight, object)) continue
    const events = eventsOf(object)
    if (!writes.some((write) => events.has(write))) continue
    const may = object.kind === 'rule' ? ruleSwallows(object) : triggerSwallows(sight, object)
    const swallows = may === 'perhaps' && (await showsIt(sight, table, object, events)) ? 'always' : may
    if (swallows === 'perhaps') sight.limit(`${called(object)} may swallow what is written to \`${protection.subject}\`; no row showed it`)
    if (swallows !== 'always') continue
    const at = (await passage.blame(object.key)) ?? (await passage.blame(`function:${object.aspects.function}`, 'body'))
    const places = at ? [statementPlace(at, 'adds it')] : await lossPlaces(passage, object.key, 'adds it')
    sight.tell('schema/writes-swallowed', { args: { by: called(object), table: protection.subject }, what: object.name, places })
  }
}

/** What is written when a trigger fires or a rule holds. */
function eventsOf({ kind, aspects }: CatalogObject): ReadonlySet<string> {
  const text = normalSql(String(aspects.definition ?? ''))
  const head = (kind === 'rule' ? /\bon \w+\b/ : /\b(before|instead of) [^;]*? on /).exec(text)?.[0] ?? text
  return new Set(head.match(/\b(insert|update|delete)\b/g))
}

/** Whether rows of the rehearsal show that it swallows some. */
async function showsIt(sight: Sight, table: CatalogObject, object: CatalogObject, events: ReadonlySet<string>): Promise<boolean> {
  const { passage } = sight
  const before = passage.before.objects.get(table.key)
  if (passage.after.engine === 'sqlite') {
    const question = whereIgnored(table.name, String(object.aspects.definition ?? ''))
    const [ends] = question ? ((await passage.compare?.([{ before: 'SELECT 1', after: question }])) ?? []) : []
    return (ends?.after.length ?? 0) > 0
  }
  // What is put elsewhere is not swallowed.
  if (!before || object.kind === 'rule' || /\b(insert|execute|perform|call)\b/.test(bodyOf(passage.after.objects, object))) return false
  const older = writesTo(passage.before, before)
  const newer = writesTo(passage.after, table)
  const asked = (['insert', 'update'] as const).filter((write) => events.has(write))
  const seen = (await passage.compare?.(asked.map((write) => ({ before: older[write], after: newer[write] })))) ?? []
  return seen.some((ends) => ends !== undefined && ends.after.length < ends.before.length)
}

/** The same object did the same before. */
function stood(sight: Sight, object: CatalogObject): boolean {
  const before = sight.passage.before.objects.get(object.key)
  if (!before || normalSql(String(before.aspects.definition ?? '')) !== normalSql(String(object.aspects.definition ?? ''))) return false
  const [was, is] = [bodyOf(sight.passage.before.objects, before), bodyOf(sight.passage.after.objects, object)]
  return was === is
}

function bodyOf(objects: ReadonlyMap<string, CatalogObject>, trigger: CatalogObject): string {
  const name = String(trigger.aspects.function ?? '')
  if (!name) return normalSql(String(trigger.aspects.definition ?? ''))
  const found =
    objects.get(`function:${name}`) ??
    [...objects.values()].find(
      (each) =>
        each.kind === 'function' &&
        (each.name.startsWith(`${name}(`) || (ownName(each) === lastPart(name) && nameArguments(each.name) === '')),
    )
  return normalSql(String(found?.aspects.body ?? ''))
}

function ruleSwallows(rule: CatalogObject): 'always' | 'perhaps' | undefined {
  const text = normalSql(String(rule.aspects.definition ?? ''))
  if (!/\bon (insert|update|delete)\b.* do instead\b/.test(text)) return undefined
  return /\bdo instead nothing\b/.test(text) && !/ where /.test(text) ? 'always' : 'perhaps'
}

function triggerSwallows(sight: Sight, trigger: CatalogObject): 'always' | 'perhaps' | undefined {
  const definition = normalSql(String(trigger.aspects.definition ?? ''))
  const body = bodyOf(sight.passage.after.objects, trigger)
  if (sight.passage.after.engine === 'sqlite') {
    if (!/ raise \( ignore \)/.test(definition)) return undefined
    return / when /.test(definition.split(' begin ')[0]!) || !/begin select raise \( ignore \) ; end$/.test(definition)
      ? 'perhaps'
      : 'always'
  }
  if (!/ before /.test(definition) || !/ for each row /.test(definition) || !/ return null /.test(body)) return undefined
  return !/ when /.test(definition) && /^begin return null ; end( ;)?$/.test(body) ? 'always' : 'perhaps'
}
