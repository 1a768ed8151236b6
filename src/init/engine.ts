import type { DatabaseDefinition } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'

type Engine = DatabaseDefinition['engine']

/** An engine that a folder of migrations may be for, with what spoke for it. */
export interface Guess {
  engine: Engine
  because: string
}

/** Words of SQL that one engine alone has. */
const sql: Readonly<Record<Engine, RegExp>> = {
  sqlite:
    /\bautoincrement\b|\bpragma\s+\w+|\bwithout\s+rowid\b|\bstrict\s*;|\bsqlite_|\bdatetime\('now'|\bstrftime\(|\bunixepoch\(|\brandomblob\(/gi,
  postgres:
    /\b(?:big|small)?serial\b|\bjsonb\b|\btimestamptz\b|\btimestamp with time zone\b|\bcreate\s+extension\b|\brow\s+level\s+security\b|\blanguage\s+['"]?plpgsql|\$\$|\bgen_random_uuid\(|\bcreate\s+type\b|\bcreate\s+policy\b|\bgrant\s+\w+.*\bon\b|\bcreate\s+schema\b|\bgenerated\s+(?:always|by\s+default)\s+as\s+identity\b|::\w+|\bnow\(\)|\bbytea\b|\b\w+\[\]|\bcreate\s+role\b|\bpg_\w+/gi,
  mysql: /\bauto_increment\b|\bengine\s*=\s*\w+|\bunsigned\b|\bdelimiter\s|\bcharset\b|\bdatetime\(\d\)|\btinyint\(/gi,
}

/** Files that say which engine a project uses, and how they say it. */
const settings: readonly { path: RegExp; says: Readonly<Record<Engine, RegExp>> }[] = [
  {
    path: /(?:^|\/)(?:schema\.prisma|_journal\.json|database\.ya?ml|drizzle\.config\.[cm]?[jt]s|alembic\.ini|atlas\.hcl|dbconfig\.ya?ml|diesel\.toml|sqitch\.conf|liquibase\.properties|flyway\.(?:conf|toml)|\.env(?:\.\w+)?|docker-compose[\w.]*\.ya?ml|compose[\w.]*\.ya?ml)$/i,
    says: {
      sqlite: /\bsqlite3?\b/gi,
      postgres: /\bpostgres(?:ql)?\b|\bpgvector\b|\btimescale/gi,
      mysql: /\bmysql2?\b|\bmariadb\b/gi,
    },
  },
  {
    path: /(?:^|\/)(?:package\.json|Cargo\.toml|go\.mod|pyproject\.toml|requirements[\w.-]*\.txt|Gemfile|build\.gradle(?:\.kts)?|pom\.xml|mix\.exs|composer\.json)$/,
    says: {
      sqlite: /\b(?:better-)?sqlite3?\b|\baiosqlite\b|\blibsql\b|\brusqlite\b|\bexqlite\b/gi,
      postgres: /\bpg\b|\bpostgres(?:ql|-types)?\b|\bpsycopg\w*|\basyncpg\b|\bpgx\b|\blib\/pq\b|\bpostgrex\b|\btokio-postgres\b/gi,
      mysql: /\bmysql2?\b|\bmysqlclient\b|\bpymysql\b|\bgo-sql-driver\b|\bmariadb\b|\bmyxql\b/gi,
    },
  },
]
const engines: readonly Engine[] = ['sqlite', 'postgres', 'mysql']
const weights = { sql: 3, settings: 2 } as const

/** The engines that the migrations of a folder may be for, the likeliest first: by their SQL, then by what the project's files say. */
export async function guessEngines(files: Files, texts: readonly string[], folder: string): Promise<Guess[]> {
  const score: Record<Engine, { points: number; because: string[] }> = {
    sqlite: { points: 0, because: [] },
    postgres: { points: 0, because: [] },
    mysql: { points: 0, because: [] },
  }
  const speak = (engine: Engine, points: number, because: string) => {
    score[engine].points += points
    if (score[engine].because.length < 2) score[engine].because.push(because)
  }
  if (/(?:^|\/)supabase\//.test(`${folder}/`)) speak('postgres', 20, 'Supabase has Postgres')
  const bare = texts.map((text) => text.replace(/--[^\n]*/g, '')).join('\n')
  for (const engine of engines) {
    const found = new Set([...bare.matchAll(sql[engine])].map(([word]) => word.toLowerCase().replace(/\s+/g, ' ')))
    if (found.size) speak(engine, weights.sql * found.size, `its SQL says \`${[...found][0]}\``)
  }
  // Backticks are MySQL's own, and SQLite and its tools take them too.
  if (/`\w+`/.test(bare)) speak('mysql', 1, 'its SQL quotes names with backticks')
  const near = folder.split('/')
  for (const [path] of await files.entries()) {
    const parts = path.split('/').slice(0, -1)
    // The project's own files: those of folders on the way to the migrations, or within; less so those beside the way.
    const close = parts.every((part, index) => index >= near.length || near[index] === part)
    if (!close && parts.length > 1) continue
    const kind = settings.find((each) => each.path.test(path))
    if (!kind) continue
    const text = (await files.text(path)) ?? ''
    for (const engine of engines)
      if (text.search(kind.says[engine]) !== -1) speak(engine, close ? weights.settings : 1, `\`${path}\` names it`)
  }
  return engines
    .map((engine) => ({ engine, points: score[engine].points, because: score[engine].because.join(', ') || 'its SQL runs there' }))
    .sort((a, b) => b.points - a.points)
    .map(({ engine, because }) => ({ engine, because }))
}
