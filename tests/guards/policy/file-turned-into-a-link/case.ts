export const after = { 'policies/protocol-005.yaml': { content: 'database.yaml', mode: 'symlink' } }
