import { type Catalog, type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { nameParts, ownName } from '../../catalog/names.ts'
import type { Passage } from '../../catalog/passage.ts'
import type { Row } from '../../catalog/rows.ts'
import type { Change } from '../../model/change.ts'

/** Who may see and write by policies: a role that they name, or any other. */
const anyone = 'PUBLIC'
const mostQuestions = 24
/** What a session says of itself. */
const setting = /current_setting\('([^']+)'(?:::text)?(?:, (?:true|false))?\)|\b(?:CURRENT_USER|SESSION_USER|current_user|session_user)\b/g

interface Try {
  role: string
  does: 'becomes visible' | 'may be written'
  questions: Change<string>
}

/** A row that a role sees or writes after the way and did not before, in words; undefined where no row that was tried shows one. */
export async function opened(passage: Passage, before: CatalogObject, after: CatalogObject): Promise<string | undefined> {
  const tries = triesOf(passage, before, after).slice(0, mostQuestions)
  const answers = await passage.compare?.(tries.map(({ questions }) => questions))
  for (const [at, answer] of (answers ?? []).entries()) {
    if (!answer) continue
    const known = new Set(answer.before.map(keyOf))
    const row = answer.after.find((each) => !known.has(keyOf(each)))
    if (!row) continue
    const { role, does } = tries[at]!
    const of = role === anyone ? 'everyone' : `\`${role}\``
    return `the row ${shown(row)} ${does} ${does === 'may be written' ? 'by' : 'to'} ${of}${row.setting === null || row.setting === undefined ? '' : ` in a session that says ${plain(row.setting)}`}`
  }
  return undefined
}

const keyOf = ({ row = null, setting = null }: Row): string => `${setting}\0${row}`

/** The first columns of a row. */
function shown({ row }: Row): string {
  const values = Object.entries(JSON.parse(row ?? '{}') as Record<string, unknown>).slice(0, 3)
  return values.map(([name, value]) => `${name} = ${value === null ? 'NULL' : plain(String(value).slice(0, 24))}`).join(', ')
}

/** In quotes where spaces at its ends would not be seen. */
const plain = (value: string): string => (value === value.trim() && value !== '' ? value : `'${value}'`)

/** Questions by role and by what is done; a setting that the policies read takes the values of each column in turn. */
function triesOf({ before: older, after: newer }: Passage, before: CatalogObject, after: CatalogObject): Try[] {
  const policies = [...partsOf(older, before.key, 'policy'), ...partsOf(newer, after.key, 'policy')]
  const roles = [...new Set([anyone, ...policies.flatMap(rolesOf)])]
  const columns = partsOf(older, before.key, 'column')
    .map(ownName)
    .filter((name) => partsOf(newer, after.key, 'column').some((each) => ownName(each) === name))
  const reads = policies.some(({ aspects }) => `${aspects.using} ${aspects.withCheck}`.search(setting) !== -1)
  const sources = reads ? [undefined, ...columns] : [undefined]
  const tries: Try[] = []
  for (const source of sources)
    for (const role of roles)
      for (const does of ['becomes visible', 'may be written'] as const) {
        const question = (catalog: Catalog, table: CatalogObject) => questionOf(catalog, table, { role, does, columns, source })
        tries.push({ role, does, questions: { before: question(older, before), after: question(newer, after) } })
      }
  // What is seen is told ahead of what is written.
  return tries.sort((a, b) => Number(a.does === 'may be written') - Number(b.does === 'may be written'))
}

const rolesOf = ({ aspects }: CatalogObject): string[] => (Array.isArray(aspects.roles) ? aspects.roles.map(String) : [anyone])

function questionOf(
  catalog: Catalog,
  table: CatalogObject,
  { role, does, columns, source }: Pick<Try, 'role' | 'does'> & { columns: readonly string[]; source: string | undefined },
): string {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  const from = nameParts(table.name)
    .map(({ text }) => quoted(text))
    .join('.')
  const values = source === undefined ? 'SELECT NULL::text AS v' : `SELECT DISTINCT ${quoted(source)}::text AS v FROM ${from} LIMIT 50`
  const row = columns.map((name) => `'${name.replaceAll("'", "''")}', pawl_row.${quoted(name)}`).join(', ')
  const asked = condition(catalog, table, role, does).replace(setting, 'pawl_setting.v')
  return `SELECT json_build_object(${row})::text AS row, pawl_setting.v AS setting FROM ${from} AS pawl_row, (${values}) AS pawl_setting WHERE ${asked} LIMIT 500`
}

/** What row security asks of a row: one permissive policy, and all restrictive ones (postgresql.org/docs/18/ddl-rowsecurity.html). */
function condition(catalog: Catalog, table: CatalogObject, role: string, does: Try['does']): string {
  if (table.aspects.rowSecurity !== true) return 'true'
  const commands = does === 'becomes visible' ? ['ALL', '*', 'SELECT'] : ['ALL', '*', 'INSERT']
  const own = partsOf(catalog, table.key, 'policy').filter(
    (policy) =>
      commands.includes(String(policy.aspects.command ?? 'ALL').toUpperCase()) &&
      rolesOf(policy).some((each) => each === anyone || each === role),
  )
  const asks = ({ aspects }: CatalogObject) => {
    const expression = does === 'becomes visible' ? aspects.using : (aspects.withCheck ?? aspects.using)
    return `coalesce((${expression ?? 'true'}), false)`
  }
  const permissive = own.filter(({ aspects }) => aspects.permissive !== false).map(asks)
  const restrictive = own.filter(({ aspects }) => aspects.permissive === false).map(asks)
  return [`(${permissive.join(' OR ') || 'false'})`, ...restrictive].join(' AND ')
}
