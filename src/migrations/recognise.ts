import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import type { Folder, Format } from './format.ts'
import { golangMigrate } from './formats/golang-migrate.ts'
import { plain } from './formats/plain.ts'
import type { Chain } from './migration.ts'

/** The formats, in the order in which one is taken where several read a folder alike (RULINGS 58). */
const formats: readonly Format[] = [golangMigrate, plain]

/** The migrations of a database's folder, read in its format: the one that the policy names, else the one that is recognised. */
export async function readChain(files: Files, definition: DatabaseDefinition): Promise<Chain> {
  const path = definition.migrations.replace(/\/+$/, '')
  const names: string[] = []
  for (const [each, entry] of await files.entries()) {
    if (!each.startsWith(`${path}/`)) continue
    if (entry.mode === 'symlink' || entry.mode === 'gitlink') {
      if (each.endsWith('.sql'))
        throw new Refusal(`\`${each}\` is a ${entry.mode === 'symlink' ? 'symlink' : 'submodule'}, not a migration`, { path: each })
      continue
    }
    names.push(each.slice(path.length + 1))
  }
  names.sort()
  const folder: Folder = { files, path, names, definition }
  if (definition.format !== undefined) return formatNamed(definition).read(folder)
  const fitting: Format[] = []
  for (const format of formats) if (await format.fits(folder)) fitting.push(format)
  if (fitting.length === 0) {
    if (names.length === 0) return { format: 'plain', folder: path, migrations: [], limits: [`\`${path}\` holds no migrations`] }
    throw new Refusal(`the format of the migrations in \`${path}\` is not known; name it with \`format:\``, at(definition))
  }
  const chains = await Promise.all(fitting.map((format) => format.read(folder)))
  const reading = (chain: Chain) => JSON.stringify(chain.migrations.map(({ id, up, down }) => [id, up.text, up.wrap, down?.text]))
  const differing = chains.find((chain) => reading(chain) !== reading(chains[0]!))
  if (differing && !isFallback(fitting)) {
    throw new Refusal(
      `the migrations in \`${path}\` can be read as ${chains[0]!.format} and as ${differing.format}; name one with \`format:\``,
      at(definition),
    )
  }
  return chains[0]!
}

/** Plain files are what is left where no tool's layout fits; beside one they are no second reading. */
function isFallback(fitting: readonly Format[]): boolean {
  return fitting.length === 2 && fitting[1] === plain
}

function formatNamed(definition: DatabaseDefinition): Format {
  const found = formats.find(({ name }) => name === definition.format)
  if (found) return found
  throw new Refusal(`the format \`${definition.format}\` is not built yet`, at(definition))
}

function at(definition: DatabaseDefinition): { path: string; line: number; column: number } {
  return { path: definition.at.path, line: definition.at.span.line, column: definition.at.span.column }
}
