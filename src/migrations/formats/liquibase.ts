import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import { chainOf } from '../chain.ts'
import { type Folder, type Format, pathOf, someText, textOf, wrapOf } from '../format.ts'
import type { Migration } from '../migration.ts'
import { cut, type Marker } from '../sections.ts'
import { changelogFiles } from './liquibase-changelog.ts'

const header = /^\s*--\s*liquibase\s+formatted\s+sql/im
const marker = /^\s*--\s*(changeset)\s+(.*)$/i
const rollbackLine = /^([^\S\n]*--[^\S\n]*rollback(?![\w-])[^\S\n]?)(.*)$/gim
const rollbackBlock = /\/\*[^\S\n]*liquibase[^\S\n]+rollback[^\S\n]*\n([\s\S]*?)\*\//gi

/** Liquibase's formatted SQL: changesets with their `--rollback` lines, each in a transaction; a file of several gives a migration for each. */
export const liquibase: Format = {
  name: 'liquibase',
  fits: (folder) => someText(folder, header),
  read: async (folder) => {
    const limits: string[] = []
    const migrations: Migration[] = []
    for (const name of await changelogFiles(folder, (text) => header.test(text)))
      migrations.push(...changesets(folder, name, await textOf(folder, name), limits))
    return chainOf(folder, 'liquibase', migrations, limits, {
      table: 'databasechangelog',
      sql: `CREATE TABLE databasechangelog (id VARCHAR(255) NOT NULL, author VARCHAR(255) NOT NULL, filename VARCHAR(255) NOT NULL, dateexecuted TIMESTAMP NOT NULL, orderexecuted INT NOT NULL,
  exectype VARCHAR(10) NOT NULL, md5sum VARCHAR(35), description VARCHAR(255), comments VARCHAR(255), tag VARCHAR(255), liquibase VARCHAR(20), contexts VARCHAR(255), labels VARCHAR(255), deployment_id VARCHAR(10))`,
    })
  },
}

interface Changeset extends Marker {
  id: string
  author: string
  attributes: ReadonlyMap<string, string>
}

function changesets(folder: Folder, name: string, text: string, limits: string[]): Migration[] {
  const path = pathOf(folder, name)
  if (/^\s*--\s*property\s/im.test(text)) throw new Refusal(`\`${path}\` defines properties, which pawl does not fill in`, { path })
  const sets = cut(text, marker).map((part): Changeset => {
    const [, author, quoted, plain, rest] = /^"?([^:"]+)"?:(?:"([^"]+)"|(\S+))(.*)$/.exec(part.rest) ?? []
    if (author === undefined) throw new Refusal(`\`${path}\` has a changeset without \`author:id\``, { path, line: part.line - 1 })
    const attributes = new Map(
      [...rest!.matchAll(/(\w+):(?:"([^"]*)"|(\S+))/g)].map(([, key, inner, word]) => [key!.toLowerCase(), inner ?? word!]),
    )
    return { ...part, author, id: quoted ?? plain!, attributes }
  })
  const stem = name.replace(/^.*\//, '').replace(/\.sql$/, '')
  return sets
    .filter((set) => runsHere(folder, set))
    .map((set) => {
      const id = sets.length === 1 ? stem : `${stem}.${set.id.replace(/[^\w.-]+/g, '-')}`
      return migrationOf(folder, path, id, set, text.slice(set.start, set.end), limits)
    })
}

const engineNames = { postgres: ['postgresql', 'postgres'], sqlite: ['sqlite'], mysql: ['mysql', 'mariadb'] }

function runsHere(folder: Folder, set: Changeset): boolean {
  if (set.attributes.get('ignore') === 'true') return false
  const wanted = (set.attributes.get('dbms') ?? 'all').split(',').map((each) => each.trim().toLowerCase())
  const mine = engineNames[folder.definition.engine]
  if (wanted.some((each) => each.startsWith('!'))) return !wanted.some((each) => mine.includes(each.slice(1)))
  return wanted.some((each) => each === 'all' || mine.includes(each))
}

function migrationOf(folder: Folder, path: string, id: string, set: Changeset, body: string, limits: string[]): Migration {
  if (/^\s*--\s*preconditions\s.*onFail:(MARK_RAN|CONTINUE)/im.test(body))
    limits.push(`the changeset \`${set.author}:${set.id}\` of \`${path}\` runs on a condition, which was taken to hold`)
  const wrap = wrapOf(folder.definition, set.attributes.get('runintransaction') === 'false' ? 'statement' : 'transaction')
  const script = (text: string, direction: Script['direction']): Script => ({
    migration: id,
    path,
    text,
    line: set.line,
    column: 1,
    direction,
    wrap,
  })
  const delimiter = set.attributes.get('enddelimiter')
  const down = rollback(body)
  if (down?.includes('changesetId:')) {
    limits.push(`the rollback of \`${set.author}:${set.id}\` of \`${path}\` is another changeset, and was not read`)
  }
  const again = set.attributes.get('runonchange') === 'true' || set.attributes.get('runalways') === 'true'
  return {
    id,
    up: script(delimited(withoutRollback(body), delimiter), 'up'),
    ...(down === undefined || down.includes('changesetId:') ? {} : { down: script(delimited(down, delimiter), 'down') }),
    checksum: true,
    ...(again ? { repeatable: true } : {}),
  }
}

/** The SQL of the rollback lines, each where it stands and all else blank; nothing where there is none. */
function rollback(body: string): string | undefined {
  const kept: [number, number][] = []
  let found = false
  for (const block of body.matchAll(rollbackBlock)) {
    found = true
    const start = block.index + block[0].indexOf('\n') + 1
    kept.push([start, start + block[1]!.length])
  }
  for (const line of body.matchAll(rollbackLine)) {
    found = true
    if (/^\s*(empty|not required)\s*;?\s*$/i.test(line[2]!)) continue
    const start = line.index + line[1]!.length
    kept.push([start, start + line[2]!.length])
  }
  if (!found) return undefined
  return only(body, kept)
}

/** A text with all but some stretches blank, so that places stay as they are. */
function only(text: string, kept: readonly [number, number][]): string {
  let result = ''
  let at = 0
  for (const [start, end] of [...kept].sort((a, b) => a[0] - b[0])) {
    result += blank(text.slice(at, start)) + text.slice(start, end)
    at = end
  }
  return result + blank(text.slice(at))
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

const withoutRollback = (body: string): string => body.replace(rollbackBlock, blank).replace(rollbackLine, blank)

/** A delimiter of the changeset's own, at the end of lines, as the semicolon that every engine knows. */
function delimited(text: string, delimiter: string | undefined): string {
  if (delimiter === undefined || delimiter === ';') return text
  const plain = delimiter.replace(/^\\n/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`${plain}(?=[^\\S\\n]*$)`, 'gim'), (mark) => ';'.padEnd(mark.length))
}
