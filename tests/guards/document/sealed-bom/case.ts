import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/charter.md', (text) => `\ufeff${text}`)
