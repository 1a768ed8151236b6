import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/impossibility.md', '**Rollback Status:**', '**Rollb\u0430ck Status:**')
