export const after = { 'docs/impossibility.md': '\n' }
