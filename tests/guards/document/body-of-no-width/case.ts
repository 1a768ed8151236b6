import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/impossibility.md', 'The change is permanent.', '\u200b&#8203;&nbsp;')
