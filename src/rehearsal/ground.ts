import type { Ground } from '../engines/engine.ts'
import { readChain } from '../migrations/recognise.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Runner } from '../model/runner.ts'
import type { Script } from '../model/script.ts'
import type { Files } from '../model/tree.ts'
import { byCommand } from './commands.ts'
import { type History, rowParts } from './history.ts'

/** The base of a change, whose scripts judge where the change takes them away. */
interface Stood {
  files: Files
  definition: DatabaseDefinition | undefined
}

/**
 * The history of a database in one tree, as its policy states it. `env` holds the variables that a policy may name (`PAWL_*`); with a
 * runner, code that has no rendering is run. A script that is gone since the base is read there: that it is gone is another's finding.
 */
export async function historyOf(
  files: Files,
  definition: DatabaseDefinition,
  env: Readonly<Record<string, string | undefined>>,
  runner?: Runner,
  stood?: Stood,
): Promise<History> {
  const runs = definition.run === undefined ? undefined : runner
  const read = await readChain(files, definition, { runsCode: runs !== undefined })
  const chain = runs ? byCommand(read, 'unrendered', { files, definition, runner: runs }) : read
  const before = definition.before
    ? await sqlFile(files, definition.before, definition, stood && { ...stood, path: stood.definition?.before })
    : undefined
  const server = definition.server ? serverOf(definition, env) : undefined
  const ground: Ground = {
    engine: definition.engine,
    extensions: definition.extensions,
    roles: definition.roles,
    settings: definition.settings,
    ...(before ? { before } : {}),
    ...(server ? { server } : {}),
  }
  const { rows } = definition
  if (!rows) return { ground, chain, rows: [], made: {} }
  if ('tables' in rows) return { ground, chain, rows: [], made: rows.tables }
  const older = stood?.definition?.rows
  const script = await sqlFile(files, rows.file, definition, stood && { ...stood, path: older && 'file' in older ? older.file : undefined })
  return { ground, chain, rows: rowParts(script.path, script.text, chain), made: {} }
}

const isFile = (entry: { mode: string } | undefined) => entry?.mode === 'file' || entry?.mode === 'executable'

async function sqlFile(
  files: Files,
  path: string,
  definition: DatabaseDefinition,
  stood?: { files: Files; path: string | undefined },
): Promise<Script> {
  const entry = (await files.entries()).get(path)
  if (stood?.path !== undefined && !isFile(entry) && isFile((await stood.files.entries()).get(stood.path)))
    return sqlFile(stood.files, stood.path, definition)
  const place = { path: definition.at.path, line: definition.at.span.line, column: definition.at.span.column }
  if (!entry) throw new Refusal(`\`${path}\`, which the database \`${definition.name}\` names, is not there`, place)
  if (!isFile(entry)) throw new Refusal(`\`${path}\`, which the database \`${definition.name}\` names, is not a regular file`, place)
  return { migration: path, path, text: (await files.text(path)) ?? '', direction: 'other', wrap: 'statement' }
}

function serverOf(definition: DatabaseDefinition, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = definition.server!.replace(/^\$/, '')
  const address = env[name]
  if (!address) {
    const example = definition.engine === 'mysql' ? 'mysql://root@localhost:3306' : 'postgres://postgres@localhost:5432/postgres'
    const how = `set it to the address of a server that can be thrown away: \`${name}=${example}\``
    throw new Refusal(`the database \`${definition.name}\` wants a server, and \`${name}\` is not set; ${how}`, {
      path: definition.at.path,
      line: definition.at.span.line,
      column: definition.at.span.column,
    })
  }
  return address
}
