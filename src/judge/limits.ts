import type { Limits } from '../engines/engine.ts'

/** What one statement and one database of a judgement may take. */
export const limits: Limits = { statementMs: 30_000, memoryBytes: 2 ** 31 }
