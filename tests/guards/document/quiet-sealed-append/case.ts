import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/contract.md', (text) => `${text}3. More.\n`)
