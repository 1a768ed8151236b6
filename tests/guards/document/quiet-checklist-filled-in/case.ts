import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', 'Backup location: ________', 'Backup location: s3://bucket')
