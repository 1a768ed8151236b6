import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/blueprint.md', (text) => text.replace(/\| S02.*\n/, ''))
