import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/impossibility.md', (text) => `---\nrollback-status: POSSIBLE\n---\n${text}`)
