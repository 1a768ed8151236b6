import { edited } from '../../../documents/edited.ts'

export const after = edited(
  'docs/impossibility.md',
  (text) => `---\nrollback_status: IMPOSSIBLE\n---\n${text.replace('**Rollback Status:** IMPOSSIBLE\n', '')}`,
)
