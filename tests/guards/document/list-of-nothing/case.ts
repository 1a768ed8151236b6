export const after = { 'migrations/0004_contracts.up.sql': undefined }
