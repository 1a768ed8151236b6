export const after = { 'docs/impossibility.md': { content: '0123456789012345678901234567890123456789', mode: 'gitlink' as const } }
