import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/blueprint.md', () => 'The blueprint of the cutover.\n')
