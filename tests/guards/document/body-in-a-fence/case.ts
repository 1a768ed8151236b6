import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/impossibility.md', 'The change is permanent.', '```\nThe change is permanent.\n```')
