import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '[ ] Verification Complete', '[ ] Verification Complete\n    [ ] Writes succeed')
