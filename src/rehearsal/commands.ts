import type { Chain, Code, Migration } from '../migrations/migration.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import type { Order, Runner } from '../model/runner.ts'
import type { Script } from '../model/script.ts'
import type { Files } from '../model/tree.ts'

/** A chain whose code is run by the policy's commands: all of it, or what has no rendering. */
export function byCommand(
  chain: Chain,
  which: 'all' | 'unrendered',
  asked: { files: Files; definition: DatabaseDefinition; runner: Runner },
): Chain {
  const ran = chain.migrations.map((migration) => {
    const { code } = migration
    return code && (which === 'all' || code.unrendered) ? coded(migration, code, asked) : migration
  })
  const some = ran.some((migration, index) => migration !== chain.migrations[index])
  const limit = `code of \`${chain.folder}\` was run by the policy's commands; what it does is seen at the end of each migration, not statement by statement`
  return some ? { ...chain, migrations: ran, limits: which === 'all' ? chain.limits : [...chain.limits, limit] } : chain
}

function coded(migration: Migration, code: Code, { files, definition, runner }: Parameters<typeof byCommand>[2]): Migration {
  const { run, env, at } = definition
  const script = (direction: 'up' | 'down', line: string): Script => {
    const order: Order = {
      files,
      line: filled(line, migration.id, code),
      env,
      at: { path: at.path, line: at.span.line, column: at.span.column },
    }
    return {
      migration: migration.id,
      path: code.path,
      // The code itself tells one version from another; nothing splits or runs it.
      text: code.text,
      direction,
      wrap: 'statement',
      by: { line: order.line, tree: runner.nameOf(files), run: (on) => runner.run({ ...order, ...on }) },
    }
  }
  const { down: _, ...rest } = migration
  return { ...rest, up: script('up', run!.up), ...(run!.down === undefined ? {} : { down: script('down', run!.down) }) }
}

/** The command with the tool's own names in it, each quoted for the shell; what has no predecessor goes back to `base`. */
function filled(line: string, id: string, { revision, previous }: Code): string {
  const names: Readonly<Record<string, string>> = { id, revision, previous: previous[0] ?? 'base' }
  return line.replace(/\{(id|revision|previous)\}/g, (_, name: string) => quoted(names[name]!))
}

const quoted = (text: string): string => (/^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
