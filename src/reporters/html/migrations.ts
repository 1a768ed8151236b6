import type { RehearsedDatabase, RehearsedMigration } from '../../model/report.ts'
import { anchor, type Markup, markup, sentence } from './template.ts'

/** The migrations of every database in their order, coloured by what became of their way back. */
export function migrations(databases: readonly RehearsedDatabase[] = []): Markup | undefined {
  if (!databases.some((database) => database.migrations.length)) return undefined
  return markup`<section id="migrations" aria-labelledby="migrations-title"><h2 id="migrations-title">Migrations</h2>
${databases.map(
  (database) => markup`<h3>${database.name} <small>${database.engine}</small></h3>
<ol class="strip" aria-label="timeline of ${database.name}">${database.migrations.map((each) => markup`<li><a class="${each.verdict}" href="#${place(database, each)}" title="${each.id}: ${each.verdict}"><span class="unseen">${each.id}: ${each.verdict}</span></a></li>`)}</ol>
<p class="legend">${tally(database.migrations)}</p>
<ol class="timeline">${database.migrations.map((each) => step(database, each))}</ol>`,
)}</section>`
}

const place = ({ name }: RehearsedDatabase, { id }: RehearsedMigration) => anchor('migration', name, id)

function tally(all: readonly RehearsedMigration[]): readonly Markup[] {
  const groups = [...Map.groupBy(all, ({ verdict }) => verdict)]
  return groups.map(([verdict, own]) => markup`<span class="tag ${verdict}">${own.length} ${verdict}</span> `)
}

function step(database: RehearsedDatabase, each: RehearsedMigration): Markup {
  const names = (what: string, items: readonly string[]) =>
    items.length > 0 && markup`<dt>${what}</dt><dd>${items.map((item) => markup`<code>${item}</code> `)}</dd>`
  const { error, document } = each
  return markup`<li id="${place(database, each)}" class="${each.verdict}"><div><code>${each.id}</code> <span class="tag ${each.verdict}">${each.verdict}${each.restored && ', values come back'}</span> <small>${each.category}${each.afterFailure && ', after one that failed'}</small></div>
<dl>${names('loses', each.loses)}${names('rewrites', each.rewrites)}${each.left.map((left) => markup`<dt>left</dt><dd>${sentence(left)}</dd>`)}${names('discards', each.discards)}${error && markup`<dt>${error.side}, line ${error.line}</dt><dd>${error.message}${error.sqlstate !== undefined && ` (${error.sqlstate})`}</dd>`}${document !== undefined && markup`<dt>document</dt><dd><code>${document}</code></dd>`}</dl></li>`
}
