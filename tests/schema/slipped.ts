import { judge } from '../../src/judge/judge.ts'
import { loadBoth } from '../../src/policy/load.ts'
import type { Shelf } from '../../src/rehearsal/shelf.ts'
import { files } from '../guards/told.ts'

/** A database as its base has it, with the items of `protect` as policies write them. */
export interface Base {
  engine: 'sqlite' | 'postgres'
  sql: string
  protect: string
}

/** The codes of what slips by one more migration, with its way back where it has one, under no rollback rules. */
export async function slipped(shelf: Shelf, base: Base, up: string, down?: string): Promise<string> {
  const { findings, refusals } = await judgedWith(shelf, base, up, down)
  return [...new Set(findings.map(({ code }) => code)), ...refusals.map(({ message }) => message)].join(' ')
}

/** What slips by one more migration, as sentences, each behind the line that it points at first. */
export async function messages(shelf: Shelf, base: Base, up: string, down?: string): Promise<string[]> {
  const { findings } = await judgedWith(shelf, base, up, down)
  return findings.map(({ message, places }) => `${places[0]?.span?.line} ${message}`).sort()
}

async function judgedWith(shelf: Shelf, { engine, sql, protect }: Base, up: string, down?: string) {
  const policy = [
    `databases: { main: { engine: ${engine}, migrations: migrations, transaction: statement } }`,
    'protocol: p',
    'title: P',
    'status: irreversible',
    'protect:',
    ...protect.split('\n').map((line) => `  ${line}`),
  ]
  const base = { 'policies/p.yaml': `${policy.join('\n')}\n`, 'migrations/0001_base.up.sql': sql }
  const next = { 'migrations/0002_next.up.sql': up, ...(down === undefined ? {} : { 'migrations/0002_next.down.sql': down }) }
  const change = { before: files(base), after: files({ ...base, ...next }) }
  const policies = await loadBoth(change)
  return judge({ files: change, policies, circumstances: { today: '2026-11-21' }, env: {}, shelf }, 'taken away')
}
