import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/impossibility.md', (text) => `---\nrollback: a: b\n---\n${text}`)
