import { edited } from '../../../documents/edited.ts'

export const after = edited('.github/workflows/ci.yml', (text) => text.replace(/^/gm, '# '))
