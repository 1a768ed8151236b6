export const after = { 'docs/impossibility.md': 'words and words\n\n'.repeat(300_000) }
