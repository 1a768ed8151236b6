import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '| On-call |', '| CTO | cto@example.com | none |\n| On-call |')
