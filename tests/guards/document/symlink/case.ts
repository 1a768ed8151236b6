export const after = { 'docs/impossibility.md': { content: 'contract.md', mode: 'symlink' as const } }
