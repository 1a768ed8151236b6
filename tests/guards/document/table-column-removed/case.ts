import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '| Role | Contact |', '| Role | Whom |')
