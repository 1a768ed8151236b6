import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/order.md', (text) => text.replace(/^- .*\n/gm, 'None.\n'))
