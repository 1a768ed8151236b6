import type { Options } from '../../model/option.ts'
import { amendmentOptions } from './amendment.ts'
import { protocolOptions } from './protocol.ts'
import { rollbackOptions } from './rollback.ts'

/** A top-level key that names one thing of its file, and the keys that speak of it. */
export interface Section {
  /** For messages: `a protocol`. */
  what: string
  says: string
  options: Options
}

/** What a file holds at most one of. */
export const sections: Readonly<Record<'protocol' | 'rollback' | 'amendment', Section>> = {
  protocol: { what: 'a protocol', says: 'A promise of the repository, and what it protects.', options: protocolOptions },
  rollback: { what: 'rollback rules', says: 'The database that these rollback rules govern.', options: rollbackOptions },
  amendment: { what: 'an amendment', says: 'What lets named findings pass, once it stands in the base.', options: amendmentOptions },
}

/** What the files join, each name once over all of them. */
export const joined: Readonly<Record<string, string>> = {
  databases: 'The databases, by name: the ground that migrations are rehearsed on.',
  versions: 'The versions that a rollback goes between.',
  tiers: 'What a rollback owes to whom.',
  validations: 'What the words of a tier run.',
  approvers: 'Roles, and the people whose names count for them in `approved-by`.',
}

/** Every top-level key. */
export const topKeys: readonly string[] = [
  ...Object.keys(sections),
  ...Object.keys(joined),
  'protect',
  ...Object.values(sections).flatMap(({ options }) => Object.keys(options)),
]
