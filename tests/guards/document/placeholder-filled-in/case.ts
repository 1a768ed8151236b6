import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '<new-key-here>', 'sk_live_abc')
