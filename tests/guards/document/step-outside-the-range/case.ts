import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/blueprint.md', (text) => `${text}| S06 more | drop | 5 | none | 0 | gone | NO |\n`)
