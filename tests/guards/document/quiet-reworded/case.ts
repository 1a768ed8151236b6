import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/impossibility.md', (text) =>
  text.replace('The change is permanent.', 'TBD').replace('verifies them', 'can verify them'),
)
