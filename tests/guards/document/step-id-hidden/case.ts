import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/blueprint.md', '| S02 tables', '| \u200bS02 tables')
