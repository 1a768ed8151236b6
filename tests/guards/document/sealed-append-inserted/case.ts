import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/contract.md', '1. The', '0. Nothing below binds.\n1. The')
