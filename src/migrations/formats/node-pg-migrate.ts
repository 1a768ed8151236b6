import { chainOf } from '../chain.ts'
import { codeMigration } from '../code.ts'
import { byNumber, byText, type Folder, type Format, pathOf, someText, textOf, topNames } from '../format.ts'
import type { Migration } from '../migration.ts'
import { partScript } from '../sections.ts'

const shape = /^(\d+)[_-].*\.(sql|js|cjs|mjs|ts)$/
const upMark = /^[^\S\n]*--(?:[^\S\n]|-)*up\s+migration/im
const downMark = /^[^\S\n]*--(?:[^\S\n]|-)*down\s+migration/im

/** node-pg-migrate with SQL files: `-- Up Migration` and `-- Down Migration` in one file, each in a transaction. */
export const nodePgMigrate: Format = {
  name: 'node-pg-migrate',
  fits: async (folder) =>
    !topNames(folder).some((name) => /\.(up|down)\.sql$/.test(name)) && (await someText(folder, /^\s*--[\s-]*up\s+migration\s*$/im)),
  read: async (folder) => {
    const names = topNames(folder).filter((name) => shape.test(name) && !name.endsWith('.d.ts'))
    const limits = topNames(folder)
      .filter((name) => name.endsWith('.sql') && !shape.test(name))
      .map((name) => `\`${pathOf(folder, name)}\` is not named as node-pg-migrate names a migration, and was not read`)
    names.sort((a, b) => byNumber(shape.exec(a)![1]!, shape.exec(b)![1]!) || byText(a, b))
    const migrations = await Promise.all(
      names.map((name, index) => (name.endsWith('.sql') ? file(folder, name) : code(folder, name, names[index - 1]))),
    )
    return chainOf(folder, 'node-pg-migrate', migrations, limits, {
      table: 'pgmigrations',
      sql: 'CREATE TABLE pgmigrations (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
    })
  },
}

async function code(folder: Folder, name: string, before: string | undefined): Promise<Migration> {
  const revision = (each: string) => each.replace(/\.\w+$/, '')
  return codeMigration(folder, name, {
    text: await textOf(folder, name),
    revision: revision(name),
    previous: before === undefined ? [] : [revision(before)],
  })
}

async function file(folder: Folder, name: string): Promise<Migration> {
  const id = name.replace(/\.sql$/, '')
  const text = await textOf(folder, name)
  const up = text.search(upMark)
  const down = text.search(downMark)
  const script = (direction: 'up' | 'down', start: number, end: number) =>
    partScript(
      folder,
      name,
      text,
      { start, end, line: text.slice(0, start).split('\n').length },
      { migration: id, direction, wrap: 'transaction' },
    )
  return {
    id,
    up: up === -1 ? script('up', 0, down === -1 ? text.length : down) : script('up', up, down > up ? down : text.length),
    ...(down === -1 ? {} : { down: script('down', down, up > down ? up : text.length) }),
  }
}
