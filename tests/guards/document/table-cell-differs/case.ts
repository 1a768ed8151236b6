import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', 'devops@example.com', 'ask around')
