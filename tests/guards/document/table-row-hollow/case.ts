import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '| DevOps | devops@example.com | VP Engineering |', '| - | ? |  |')
