import { Refusal } from '../../model/refusal.ts'
import { chainOf } from '../chain.ts'
import { codeMigration } from '../code.ts'
import { byText, type Folder, type Format, oneVersion, pathOf, someText, textOf, topNames } from '../format.ts'
import { heads, inOrder, type Linked } from '../links.ts'
import type { Chain, Migration } from '../migration.ts'
import { cut, type Marker, partScript } from '../sections.ts'

const assignment = (name: string) => new RegExp(`^${name}\\s*(?::[^=\\n]+)?=\\s*(\\([^)]*\\)|\\[[^\\]]*\\]|[^\\n#]+)`, 'm')
const marker = /^--\s*Running\s+(upgrade|downgrade)\s+(.*)$/

/** Alembic: revisions in Python, in the order that they name, judged by the SQL that is committed for them; or its offline SQL alone. */
export const alembic: Format = {
  name: 'alembic',
  fits: async (folder) => (await revisions(folder)).length > 0 || (await someText(folder, /^--\s*Running\s+upgrade\s.*->/m)),
  read: async (folder) => {
    const found = await revisions(folder)
    return found.length ? fromCode(folder, found) : fromOffline(folder)
  },
}

const bookkeeping = {
  table: 'alembic_version',
  sql: 'CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))',
}

interface Revision extends Linked {
  file: string
  text: string
}

async function revisions(folder: Folder): Promise<Revision[]> {
  const found: Revision[] = []
  for (const file of folder.names.filter((name) => name.endsWith('.py'))) {
    const text = await textOf(folder, file)
    const [name] = strings(assignment('revision').exec(text)?.[1])
    if (name === undefined) continue
    const previous = [...strings(assignment('down_revision').exec(text)?.[1]), ...strings(assignment('depends_on').exec(text)?.[1])]
    found.push({ name, previous, path: pathOf(folder, file), file, text })
  }
  return found
}

/** The strings of a Python literal: one, or those of a tuple or list; none for `None`. */
function strings(literal: string | undefined): string[] {
  return [...(literal ?? '').matchAll(/(['"])([^'"\n]*)\1/g)].map(([, , text]) => text!)
}

async function fromCode(folder: Folder, found: readonly Revision[]): Promise<Chain> {
  const names = new Map<string, Revision>()
  for (const revision of found) {
    const taken = names.get(revision.name)
    if (taken) throw oneVersion(folder, taken.file, revision.file)
    names.set(revision.name, revision)
  }
  const ordered = inOrder(found)
  const limits = severalHeads(folder, ordered)
  const migrations: Migration[] = []
  for (const { file, text, name, previous } of ordered)
    migrations.push(await codeMigration(folder, file, { text, revision: name, previous }))
  return chainOf(folder, 'alembic', migrations, limits, bookkeeping)
}

function severalHeads(folder: Folder, steps: readonly Linked[]): string[] {
  const ends = heads(steps)
  return ends.length > 1
    ? [
        `\`${folder.path}\` has ${ends.length} heads (${ends.map(({ name }) => `\`${name}\``).join(', ')}), which were run one after another`,
      ]
    : []
}

interface Section extends Linked {
  file: string
  text: string
  part: Marker
  way: 'up' | 'down'
  /** The file holds this step alone, so that its name is the step's. */
  alone: boolean
}

/** Offline SQL, cut where Alembic says which step it is running. */
async function fromOffline(folder: Folder): Promise<Chain> {
  const sections: Section[] = []
  for (const file of topNames(folder).filter((name) => name.endsWith('.sql'))) {
    const whole = await textOf(folder, file)
    // The transaction is the tool's own; BEGIN and COMMIT around all of it would fall into the first part and the last.
    const text = whole.replace(/^(BEGIN|COMMIT);/gm, (line) => ' '.repeat(line.length))
    const parts = cut(text, marker)
    for (const part of parts) {
      const [from = '', to = ''] = part.rest.split('->').map((each) => each.trim().replace(/,.*$/, '').split(' ')[0]!)
      const way = part.word === 'upgrade' ? 'up' : 'down'
      const [name, previous] = way === 'up' ? [to, from] : [from, to]
      sections.push({
        name,
        previous: previous ? [previous] : [],
        path: pathOf(folder, file),
        file,
        text,
        part,
        way,
        alone: parts.length === 1,
      })
    }
  }
  const side = (way: Section['way']) => {
    const found = new Map<string, Section>()
    for (const section of sections.filter((each) => each.way === way)) {
      const taken = found.get(section.name)
      if (taken)
        throw new Refusal(
          `\`${taken.path}\` and \`${section.path}\` both hold the ${way === 'up' ? 'upgrade to' : 'downgrade from'} \`${section.name}\``,
          { path: section.path, line: section.part.line - 1 },
        )
      found.set(section.name, section)
    }
    return found
  }
  const downs = side('down')
  const ups = inOrder([...side('up').values()].sort((a, b) => byText(a.file, b.file)))
  const migrations = ups.map((section): Migration => {
    const id = section.alone ? section.file.replace(/\.sql$/, '').replace(/[._-](up|upgrade)$/, '') : section.name
    const script = ({ file, text, part, way }: Section) =>
      partScript(folder, file, text, part, { migration: id, direction: way, wrap: 'transaction' })
    const down = downs.get(section.name)
    return { id, up: script(section), ...(down ? { down: script(down) } : {}) }
  })
  return chainOf(folder, 'alembic', migrations, severalHeads(folder, ups), bookkeeping)
}
