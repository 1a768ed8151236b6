import { edited } from '../../../documents/edited.ts'

const [content] = Object.values(edited('docs/contract.md', (text) => `${text}\nMore.\n`))
export const after = { 'docs/contract.md': { content: content as string, mode: 'executable' as const } }
