import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', 'Your new key: <new-key-here>', 'Here is the new key: {{ new-key-here }}')
