import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', 'October 8, 2026', '2026-06-25')
