import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/blueprint.md', 'verify after', 'see')
