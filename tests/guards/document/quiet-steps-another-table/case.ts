import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/blueprint.md', (text) => `${text}\n| step | owner |\n|---|---|\n| S01 | Ana |\n`)
