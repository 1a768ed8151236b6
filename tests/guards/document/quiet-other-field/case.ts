import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '~5 minutes', '~6 minutes')
