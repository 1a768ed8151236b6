import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', 'Subject: your key was rotated', 'Hello')
