import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(import.meta.dirname, '..', '..', 'src')

/** Which rooms a room may import; `model` is everybody's. Changing it takes a word in docs/decisions. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  catalog: [],
  git: [],
  readers: [],
  migrations: [],
  engines: ['catalog'],
  rehearsal: ['catalog', 'engines', 'migrations'],
  guards: ['catalog', 'readers'],
  weakenings: ['readers'],
  policy: ['guards', 'readers', 'weakenings'],
  judge: ['catalog', 'engines', 'guards', 'migrations', 'policy', 'rehearsal', 'weakenings'],
  reporters: [],
  init: ['catalog', 'guards', 'migrations', 'readers'],
  rollback: ['catalog', 'engines', 'guards', 'migrations', 'policy', 'rehearsal'],
  github: [],
  verbs: ['git', 'github', 'guards', 'init', 'judge', 'policy', 'rollback'],
  cli: ['git', 'init', 'reporters', 'verbs'],
  action: ['cli', 'git', 'github', 'reporters', 'verbs'],
}

/** The rooms that touch the machine: files, processes, the network. */
const touchesTheMachine = new Set(['git', 'engines', 'cli', 'action', 'init', 'rollback'])

interface Import {
  from: string
  to: string
  file: string
}

function imports(): Import[] {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name)
      const from = relative(source, file).split('/')[0]!
      const text = readFileSync(file, 'utf8')
      return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, target]) => ({
        from,
        to: roomOf(file, target!),
        file: relative(source, file),
      }))
    })
}

function roomOf(file: string, target: string): string {
  return target.startsWith('.') ? relative(source, join(file, '..', target)).split('/')[0]! : target
}

const rooms = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()

describe('the house', () => {
  it('has the rooms of the table, and no other', () => {
    expect(rooms).toEqual(Object.keys(mayImport).sort())
  })

  it('imports only as the table says', () => {
    const wrong = imports().filter(({ from, to }) => rooms.includes(to) && to !== from && to !== 'model' && !mayImport[from]!.includes(to))
    expect(wrong).toEqual([])
  })

  it('has no line in the table that nothing uses', () => {
    const used = new Set(imports().map(({ from, to }) => `${from} → ${to}`))
    const unused = Object.entries(mayImport).flatMap(([from, all]) => all.map((to) => `${from} → ${to}`).filter((line) => !used.has(line)))
    expect(unused).toEqual([])
  })

  it('touches the machine in its outer rooms alone', () => {
    const wrong = imports().filter(({ from, to }) => to.startsWith('node:') && !touchesTheMachine.has(from))
    expect(wrong).toEqual([])
  })

  it('lets nothing of a rollback touch the machine but its run, hashes aside', () => {
    const wrong = imports().filter(
      ({ from, to, file }) => from === 'rollback' && to.startsWith('node:') && to !== 'node:crypto' && !file.startsWith('rollback/run/'),
    )
    expect(wrong).toEqual([])
  })

  it('keeps its files short', () => {
    const long = readdirSync(source, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ file: relative(source, file), lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ file, lines }) => lines > (file.startsWith('verbs/') ? 80 : 350))
    expect(long).toEqual([])
  })
})
