import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/rollback.md', (text) => text.replace(/\| DevOps.*\n/, ''))
