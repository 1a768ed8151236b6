export const after = { 'docs/impossibility.md': undefined, 'docs/impossibility.md/readme.md': '# Text\n\nText.\n' }
