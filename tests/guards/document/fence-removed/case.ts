import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/rollback.md', '```sh\n./ops/downgrade.sh 0041\n```', 'Run ./ops/downgrade.sh 0041')
