export const after = { 'docs/impossibility.md': new Uint8Array([35, 32, 65, 10, 0xc3, 0x28, 10]) }
