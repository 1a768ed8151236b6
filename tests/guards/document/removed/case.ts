export const after = { 'docs/impossibility.md': undefined }
