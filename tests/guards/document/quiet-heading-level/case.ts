import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/impossibility.md', '## Conclusion', '### Conclusion')
