import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '[ ] Verification Complete\n', '')
