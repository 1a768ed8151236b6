import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderTree } from '../src/git/folder-tree.ts'
import { rehearse } from '../src/verbs/rehearse.ts'

// Rehearses real histories: `npm run corpora -- <folder>`, where each folder in it holds `policies/`, `migrations/` and, where what a real
// server showed is known, `truth.json`. Prints a table of Markdown, and the migrations whose verdict is another one.

interface Truth {
  migrations: { id: string; verdict: string; afterFailure?: boolean }[]
}

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
    const compared = database.migrations.filter(({ id }) => truth.has(id))
    const same = compared.filter(({ id, verdict }) => truth.get(id) === verdict)
    for (const { id, verdict } of compared)
      if (truth.get(id) !== verdict) differing.push(`${name} ${id}: ${verdict}, on the server ${truth.get(id)}`)
    const undecided = database.migrations.filter(({ verdict }) => verdict === 'unknown').length
    rows.push(
      `| ${name} | ${database.engine} | ${database.migrations.length} | ${same.length}/${compared.length} | ${undecided} | ${seconds.toFixed(1)} |`,
    )
  }
  process.stderr.write(`${rows.at(-1)}\n`)
}
process.stdout.write(
  `| history | engine | migrations | same verdict | undecided | s |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`,
)
if (differing.length) process.stdout.write(`\nOther verdicts:\n\n${differing.map((line) => `- ${line}`).join('\n')}\n`)

function truthOf(history: string): Map<string, string> {
  const file = join(history, 'truth.json')
  if (!existsSync(file)) return new Map()
  const { migrations } = JSON.parse(readFileSync(file, 'utf8')) as Truth
  return new Map(
    migrations.filter(({ afterFailure }) => !afterFailure).map(({ id, verdict }) => [id, verdict === 'upfails' ? 'fails' : verdict]),
  )
}
