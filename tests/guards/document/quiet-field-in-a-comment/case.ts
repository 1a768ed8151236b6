import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/impossibility.md', '**Rollback Status:** IMPOSSIBLE', '<!-- ROLLBACK_STATUS: IMPOSSIBLE -->')
