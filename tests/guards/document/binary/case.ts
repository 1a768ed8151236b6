export const after = { 'docs/impossibility.md': new Uint8Array([37, 80, 68, 70, 10, 0, 1]) }
