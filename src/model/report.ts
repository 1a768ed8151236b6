import type { Finding } from './finding.ts'

export type Verdict = 'held' | 'slipped' | 'unknown'

export interface RefusalNote {
  message: string
  path?: string
  line?: number
  column?: number
}

/** Coverage of one protocol as `audit` tells it. */
export interface ProtocolState {
  id: string
  title: string
  status: string
  coverage: { held: number; of: number; required: number }
  layers: { layer: string; held: number; of: number }[]
  protections: { id: string; kind: string; layer?: string; state: 'held' | 'slipped' | 'unknown'; findings: string[] }[]
}

export type Grade = 'reversible' | 'lossy' | 'partial' | 'fails' | 'none' | 'unknown'
export type Category = 'additive' | 'modification' | 'breaking' | 'structural'

/** One migration as `rehearse` tells it. */
export interface RehearsedMigration {
  id: string
  up: string
  down?: string
  category: Category
  verdict: Grade
  loses: string[]
  rewrites: string[]
  left: string[]
  discards: string[]
  restored?: true
  afterFailure?: true
  error?: { side: 'up' | 'down'; statement: number; line: number; message: string; sqlstate?: string }
  document?: string
  ms: number
}

export interface RehearsedDatabase {
  name: string
  engine: string
  migrations: RehearsedMigration[]
}

/** What a drill came to: how many weakenings were caught, and which were not. */
export interface DrillResult {
  caught: number
  of: number
  missed: { protection: string; what: string }[]
}

/** All that a verb has to say; reporters are pure functions of it. */
export interface Report {
  verb: string
  verdict: Verdict
  findings: Finding[]
  amended: (Finding & { amendment: string })[]
  refusals: RefusalNote[]
  limits: string[]
  looked: { migrations: number; protections: number; protocols: number; files: number }
  ms: number
  databases?: RehearsedDatabase[]
  protocols?: ProtocolState[]
  /** The last drill of the tree that `audit` looked at. */
  drill?: DrillResult
  weakenings?: { protection: string; what: string; caught: boolean; by: string[]; diff?: string }[]
  /** What `snapshot` wrote, and where. */
  snapshot?: { file: string; database: string; taken: string | null; sha256: string; objects: number }
  /** Further keys that a verb adds to its JSON. */
  more?: Record<string, unknown>
}

/** The exit code of a verdict; no flag changes it. */
export function exitCode(verdict: Verdict): 0 | 1 | 2 {
  return verdict === 'held' ? 0 : verdict === 'slipped' ? 1 : 2
}
