import type { Node } from '../../model/node.ts'
import type { Options, Order, ValueType } from '../../model/option.ts'
import { equal, free, grows } from '../../model/orders.ts'
import { count, either, list, name, path, record, shape, text, word } from '../../model/values.ts'
import { frozenScript, rowsOrder } from './frozen.ts'
import { movedFiles } from './moved.ts'
import { settingsOrder } from './settings.ts'
import { reference, template, variable } from './values.ts'

const engines = ['postgres', 'sqlite', 'mysql'] as const

const formats = [
  'golang-migrate',
  'goose',
  'sql-migrate',
  'dbmate',
  'diesel',
  'sqlx',
  'flyway',
  'liquibase',
  'node-pg-migrate',
  'sqitch',
  'hasura',
  'refinery',
  'rails',
  'prisma',
  'drizzle',
  'supabase',
  'atlas',
  'alembic',
  'plain',
] as const

const runOptions = {
  up: { type: text, order: free, says: 'The command that goes one revision up: `alembic upgrade {revision}`.', required: true },
  down: { type: text, order: free, says: 'The command that goes back: `alembic downgrade {previous}`.' },
} as const satisfies Options

const rows: ValueType<string | Readonly<Record<string, number>>> = either((node: Node) => node.kind === 'scalar', path, record(count))

/** The keys of a database: the ground that its migrations are rehearsed on. */
export const databaseOptions = {
  engine: { type: word(...engines), order: equal<string>('engine'), says: 'The kind of database.', required: true },
  migrations: { type: path, order: movedFiles('migrations'), says: 'The folder of the migrations.', required: true },
  format: { type: word(...formats), order: free, says: 'The tool that runs them. Default: recognised from the folder.' },
  extensions: { type: list(name, { lone: true, empty: true }), order: offered('extensions'), says: 'Extensions that the server offers.' },
  roles: { type: list(name, { lone: true, empty: true }), order: offered('roles'), says: 'Roles that the migrations expect to exist.' },
  before: { type: path, order: frozenScript('before'), says: 'A file of SQL to run first.' },
  rows: {
    type: rows,
    order: rowsOrder('rows'),
    says: 'A file of rows to rehearse with, or how many to make by table: `{ sessions: 1000 }`. Default: 3 in every table that can be filled.',
  },
  settings: { type: record(name), order: settingsOrder('settings'), says: 'What a connection of the application sets.' },
  transaction: {
    type: word('file', 'statement'),
    order: free,
    says: 'What one transaction holds. Default: as the format has it.',
  },
  rendered: {
    type: template('id', 'direction'),
    order: movedFiles('rendered'),
    says: 'For migrations that are code: the SQL that they amount to, committed: `db/sql/{id}.{direction}.sql`.',
  },
  server: {
    type: reference,
    order: free,
    says: 'A disposable server instead of the embedded engine, from the environment: `$PAWL_POSTGRES_URL`.',
  },
  run: { type: shape(runOptions), order: free, says: "For migrations that are code: the tool's own commands." },
  env: { type: list(variable, { lone: true, empty: true }), order: free, says: 'Variables, named PAWL_…, that those commands get.' },
} as const satisfies Options

/** A list of what is there: with one less, what needs it is not seen. */
function offered(key: string): Order<readonly string[]> {
  const order = grows<readonly string[]>(key)
  return {
    weaker: async (older, newer, files) => {
      const loss = await order.weaker(older, newer, files)
      return loss && { says: loss.says.replace('is no longer asked', 'is gone') }
    },
  }
}
