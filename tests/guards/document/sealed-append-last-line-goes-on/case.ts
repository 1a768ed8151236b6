import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/contract.md', 'added here stays.', 'added here stays. Not always.')
