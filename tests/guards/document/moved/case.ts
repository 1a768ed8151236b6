export const after = { 'docs/impossibility.md': undefined, 'docs/archive/impossibility.md': '# Moved\n\nText.\n' }
