import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/blueprint.md', '| 4 | roles are gone', '| last | roles are gone')
