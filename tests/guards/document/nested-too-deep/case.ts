export const after = { 'docs/impossibility.md': `${'>'.repeat(20_000)} text\n` }
