import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', 'October 8, 2026', '25 May 2026 (staging)')
