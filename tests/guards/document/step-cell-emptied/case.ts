import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/blueprint.md', 'roles are gone', 'TBD')
