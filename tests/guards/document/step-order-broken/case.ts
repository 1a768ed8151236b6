import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/blueprint.md', '| 3 | tables are gone', '| 5 | tables are gone')
