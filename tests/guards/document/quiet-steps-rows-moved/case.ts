import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/blueprint.md', (text) => text.replace(/(\| S01.*\n)(\| S02.*\n)/, '$2$1'))
