import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/charter.md', 'owners', 'users')
