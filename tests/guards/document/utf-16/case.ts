export const after = { 'docs/impossibility.md': new Uint8Array([0xff, 0xfe, 35, 0, 32, 0, 65, 0]) }
