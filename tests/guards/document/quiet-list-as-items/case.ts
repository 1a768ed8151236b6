import { edited } from '../../../documents/edited.ts'

export const after = edited('docs/order.md', (text) =>
  text.replace(/^- .*->.*$/m, '1. `gateway`\n2. drop `cp.unit`\n3. metric\n4. policy_rule\n5. manifest'),
)
