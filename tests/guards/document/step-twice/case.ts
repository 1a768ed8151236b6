import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/blueprint.md', '| S05 marker', '| S01 roles again | drop | 5 | none | 0 | gone | NO |\n| S05 marker')
