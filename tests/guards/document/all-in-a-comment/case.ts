import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/impossibility.md', (text) => `<!--\n${text}\n-->\n`)
