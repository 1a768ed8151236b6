import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderTree } from '../src/git/folder-tree.ts'
import { rehearse } from '../src/verbs/rehearse.ts'

// Rehearses real histories: `npm run corpora -- <folder>`, where each folder in it holds `policies/`, `migrations/` and, where what a real
// server showed is known, `truth.json`. Prints a table of Markdown, and the migrations whose verdict is another one.

/** What a real server showed of a migration's round trip. */
interface Shown {
  id: string
  verdict: string
  afterFailure?: boolean
  /** It writes rows, and to which tables. */
  dml?: boolean
  dmlTables?: readonly string[]
  rewrites?: readonly string[]
  loses?: readonly string[]
  /** All that differs is the order of columns. */
  positionOnly?: boolean
  emptyDown?: boolean
  /** White space in bodies alone. */
  shade?: string
  commentsDiffer?: boolean
  rolesDiffer?: boolean
  /** Commands of psql that no server knows. */
  shape?: readonly string[]
  /** The answer of another version of the server. */
  other?: { verdict: string; afterFailure?: boolean }
}

/** Another verdict that what the server showed allows: rows that the migration writes itself decide otherwise on other rows. */
function allows(shown: Shown, verdict: string): boolean {
  const writes = shown.dml || (shown.rewrites ?? []).length > 0
  const own = (lost: string) => (shown.dmlTables ?? []).some((table) => lost === table || lost.startsWith(`${table}.`))
  const pair = `${shown.verdict} ${verdict}`
  if (pair === 'upfails fails') return true
  if (pair === 'reversible lossy') return writes || shown.positionOnly === true
  if (pair === 'lossy reversible') return shown.dml === true && (shown.loses ?? []).every(own)
  if (/^(?:reversible|lossy) partial$/.test(pair)) return shown.commentsDiffer === true || shown.rolesDiffer === true
  if (/^partial (?:lossy|reversible)$/.test(pair)) return shown.shade === 'cosmetic'
  return verdict === 'none' && shown.emptyDown === true
}

const agrees = (shown: Shown, verdict: string): boolean =>
  shown.verdict === verdict ||
  allows(shown, verdict) ||
  (shown.other !== undefined && !shown.other.afterFailure && agrees({ ...shown, ...shown.other, other: undefined }, verdict))

const folder = process.argv[2]
if (!folder) {
  process.stderr.write('usage: npm run corpora -- <folder> [<name>…]\n')
  process.exit(2)
}
const chosen = process.argv.slice(3)
const names = readdirSync(folder).filter(
  (name) => existsSync(join(folder, name, 'policies')) && (chosen.length === 0 || chosen.includes(name)),
)
const rows: string[] = []
const differing: string[] = []
for (const name of names) {
  const started = performance.now()
  const report = await rehearse(
    folderTree(join(folder, name)),
    {},
    {
      verb: 'rehearse',
      today: new Date().toISOString().slice(0, 10),
      branch: async () => undefined,
      env: process.env,
      elapsed: () => Math.round(performance.now() - started),
    },
  )
  const seconds = (performance.now() - started) / 1000
  for (const database of report.databases ?? []) {
    const truth = truthOf(join(folder, name))
    const compared = database.migrations.flatMap(({ id, verdict }) => {
      const shown = truth.get(id)
      return shown && !(verdict === 'unknown' && shown.shape?.includes('psql-meta')) ? [{ id, verdict, shown }] : []
    })
    const wrong = compared.filter(({ verdict, shown }) => !agrees(shown, verdict))
    const same = compared.filter(({ verdict, shown }) => shown.verdict === verdict).length
    for (const { id, verdict, shown } of wrong) differing.push(`${name} ${id}: ${verdict}, on the server ${shown.verdict}`)
    const undecided = compared.filter(({ verdict }) => verdict === 'unknown').length
    rows.push(
      `| ${name} | ${database.engine} | ${compared.length} | ${compared.length - wrong.length} | ${same} | ${undecided} | ${seconds.toFixed(0)} |`,
    )
  }
  process.stderr.write(`${rows.at(-1)}\n`)
}
process.stdout.write(
  `| history | engine | compared | agree | to the letter | undecided | s |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`,
)
if (differing.length) process.stdout.write(`\nOther verdicts:\n\n${differing.map((line) => `- ${line}`).join('\n')}\n`)

function truthOf(history: string): Map<string, Shown> {
  const file = join(history, 'truth.json')
  if (!existsSync(file)) return new Map()
  const { migrations } = JSON.parse(readFileSync(file, 'utf8')) as { migrations: Shown[] }
  return new Map(migrations.filter(({ afterFailure }) => !afterFailure).map((shown) => [shown.id, shown]))
}
