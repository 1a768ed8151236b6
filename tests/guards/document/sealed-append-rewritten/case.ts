import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/contract.md', 'never', 'seldom')
