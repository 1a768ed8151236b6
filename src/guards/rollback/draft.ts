import type { RollbackRules } from '../../model/policy.ts'
import { type Subject, short } from './subject.ts'

/** Where the migration stands whose document is drafted. */
export interface Drafted {
  format: string
  folder: string
  engine: 'postgres' | 'sqlite' | 'mysql'
}

/** What a person has to finish. */
const open = 'TODO'

/** A rollback document as far as a rehearsal can tell it: the facts are filled in, and what only a person knows is left open by name. */
export function draftDocument(subject: Subject, rules: RollbackRules, where: Drafted): string {
  const asks = rules.categories[subject.category] ?? {}
  const kind =
    subject.grade === 'none' || !(subject.down || subject.ways.length) ? 'impossible' : subject.grade === 'lossy' ? 'lossy' : 'reversible'
  const fields: [string, string | undefined][] = [
    ['rollback', kind],
    ['loses', kind === 'lossy' ? listed(subject.loses) : undefined],
    ['discards', subject.discards.length && kind !== 'impossible' ? listed(subject.discards) : undefined],
    ['estimate', asks.within !== undefined && kind !== 'impossible' ? open : undefined],
    ['downtime', asks.downtime === undefined ? undefined : open],
    ['last-tested', asks['tested-within'] !== undefined && kind !== 'impossible' ? open : undefined],
    ['approved-by', asks.approvals ? open : undefined],
    ['contact', asks.contact ? open : undefined],
    ['services', asks.services ? open : undefined],
  ]
  const front = fields.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  const parts = kind === 'impossible' ? impossible(subject, where) : back(subject, where, kind === 'lossy' && rules.lossy !== 'allowed')
  return `---\n${front.join('\n')}\n---\n# The way back of ${subject.migration}\n\n${told(subject)}\n\n${parts.join('\n\n')}\n`
}

const listed = (names: readonly string[]) => `[${names.map(short).join(', ')}]`
const quoted = (names: readonly string[]) => names.map((name) => `\`${short(name)}\``).join(', ')
const fence = (lang: string, text: string) => `\`\`\`${lang}\n${text}\n\`\`\``

function told({ category, discards, grade, left }: Subject): string {
  const goes = discards.length ? ` Rows written to ${quoted(discards)} since go with the way back.` : ''
  const stays =
    grade === 'partial'
      ? ` As it stands the way back leaves differences: ${left.map((each) => each.replaceAll('`public.', '`')).join('; ')}.`
      : ''
  return `The change is ${category}.${goes}${stays}`
}

function back(subject: Subject, where: Drafted, guarded: boolean): string[] {
  const steps = subject.down ? fence('sh', command(subject, where)) : `${open}: write the steps as SQL in a fence \`sql rehearse\`.`
  const verify = `## Verify\n\n${open}: say what shows that it is back, best as a query in a fence \`sql verify\`.`
  if (!guarded) return [`## Steps\n\n${steps}`, verify]
  return [
    `**Warning:** the data of ${quoted(subject.loses)} is lost.`,
    `## Backup\n\n${fence('sh', backups[where.engine])}`,
    `## Steps\n\n${steps}`,
    verify,
    `## Recovery\n\n${open}: say how ${quoted(subject.loses)} ${subject.loses.length === 1 ? 'is' : 'are'} brought back from the backup.`,
  ]
}

function impossible(subject: Subject, where: Drafted): string[] {
  return [
    ...(subject.upLoses.length ? [`## Backup\n\n${fence('sh', backups[where.engine])}`] : []),
    `## Reasons\n\n${open}: say why there is no way back.`,
    `## Alternatives considered\n\n${open}: say what was looked at instead.`,
    `## Who is hit\n\n${open}: say whom it hits.`,
  ]
}

const backups = {
  postgres: 'pg_dump -Fc "$DATABASE_URL" > before.dump',
  sqlite: 'sqlite3 "$DATABASE" ".backup before.db"',
  mysql: 'mysqldump "$DATABASE" > before.sql',
} as const

/** The command of each tool that goes one migration back. */
const commands: Readonly<Record<string, string>> = {
  'golang-migrate': 'migrate -path {folder} -database "$DATABASE_URL" down 1',
  goose: 'goose -dir {folder} down',
  'sql-migrate': 'sql-migrate down -limit=1',
  dbmate: 'dbmate --migrations-dir {folder} rollback',
  diesel: 'diesel migration revert',
  sqlx: 'sqlx migrate revert --source {folder}',
  flyway: 'flyway undo',
  liquibase: 'liquibase rollback-count --count=1',
  'node-pg-migrate': 'node-pg-migrate down',
  sqitch: 'sqitch revert --to @HEAD^',
  hasura: 'hasura migrate apply --down 1',
  rails: 'bin/rails db:rollback STEP=1',
  alembic: 'alembic downgrade -1',
}

const clients = {
  postgres: 'psql -v ON_ERROR_STOP=1 "$DATABASE_URL" -f',
  sqlite: 'sqlite3 -bail "$DATABASE" <',
  mysql: 'mysql "$DATABASE" <',
}

function command({ down }: Subject, { format, folder, engine }: Drafted): string {
  return commands[format]?.replace('{folder}', folder) ?? `${clients[engine]} ${down?.path ?? open}`
}
