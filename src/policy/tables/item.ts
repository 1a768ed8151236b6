import type { Options } from '../../model/option.ts'
import { equal, free, ladder } from '../../model/orders.ts'
import { name, text, word } from '../../model/values.ts'

/** The keys that any item of `protect` may carry. */
export const itemOptions = {
  layer: { type: name, order: free, says: 'A free word by which `audit` groups protections, such as `database` or `infrastructure`.' },
  why: { type: text, order: free, says: 'Why this must hold; shown in the finding.' },
  id: { type: name, order: free, says: 'Its name within the protocol. Default: kind and subject, `column:api_tokens.agent_id`.' },
  level: {
    type: word('error', 'warning'),
    order: ladder('level', 'warning', 'error'),
    says: 'Whether a slip fails the check (`error`, the default) or is told alone (`warning`).',
  },
} as const satisfies Options

/** The key that protections of a database's objects carry beside. */
export const databaseOption = {
  database: {
    type: name,
    order: equal<string>('database'),
    says: 'The database that it speaks of. It may be left out where one alone is defined.',
  },
} as const satisfies Options
