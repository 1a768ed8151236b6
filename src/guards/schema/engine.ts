import type { Passage } from '../../catalog/passage.ts'
import type { Protection } from '../../model/policy.ts'
import { Refusal } from '../../model/refusal.ts'

/** Refuses a kind of protection that only Postgres can hold. */
export function postgresAlone(protection: Protection, passage: Passage): void {
  const { engine } = passage.after
  if (engine === 'postgres') return
  const { line, column } = protection.at.span
  const place = { path: protection.at.path, line, column }
  throw new Refusal(`\`${protection.kind}\` needs a Postgres database, and \`${passage.database}\` is one of ${engine}`, place)
}
