import type { Options } from '../../model/option.ts'
import { free } from '../../model/orders.ts'
import { day, duration, flag, list, name, shape, text, word } from '../../model/values.ts'

/** Where in a hop a step runs, in the order of running. */
const moments = ['ready', 'before', 'down', 'after', 'restart', 'resume', 'verify'] as const

const stepOptions = {
  name: { type: name, order: free, says: 'What the step is called in plan and log.', required: true },
  at: { type: word(...moments), order: free, says: 'When in the hop it runs.', required: true },
  run: { type: text, order: free, says: 'A command; `{from}`, `{to}` and `{id}` are filled in and shell-quoted.' },
  sql: { type: text, order: free, says: 'A query that must return a row.' },
  timeout: { type: duration, order: free, says: 'How long it may take.', required: true },
  undo: { type: text, order: free, says: 'The command that takes it back.' },
  blocks: { type: flag, order: free, says: 'While it fails, nothing is begun.' },
} as const satisfies Options

const emergencyOptions = {
  available: { type: flag, order: free, says: 'Whether the version can be left in an emergency.' },
  contact: { type: name, order: free, says: 'Whom to call.' },
} as const satisfies Options

/** The keys of one version. */
export const versionOptions = {
  version: { type: name, order: free, says: 'The version, as text: `1.10` is `1.10`.', required: true },
  released: { type: day, order: free, says: 'The day of its release.' },
  database: { type: name, order: free, says: 'The database that it needs.' },
  through: { type: name, order: free, says: 'The last migration in it.' },
  'rollback-to': { type: name, order: free, says: 'Where one goes back to. `none`: nowhere. Default: the version before.' },
  services: { type: list(name, { lone: true, empty: true }), order: free, says: 'The services that run it.' },
  restart: { type: word('none', 'rolling', 'stop'), order: free, says: 'How the services take the older version up.' },
  'known-good': { type: flag, order: free, says: 'An emergency goes back to here.' },
  emergency: { type: shape(emergencyOptions), order: free, says: 'What holds in an emergency.' },
  steps: { type: list(shape(stepOptions), { empty: true }), order: free, says: 'What a hop away from this version runs.' },
} as const satisfies Options

/** The keys of one tier. */
export const tierOptions = {
  within: { type: duration, order: free, says: 'How long a rollback may take.' },
  approvals: { type: list(name, { empty: true }), order: free, says: 'The roles that must approve.' },
  notify: { type: list(name, { lone: true, empty: true }), order: free, says: 'Where it is told.' },
  validation: { type: name, order: free, says: 'What is run afterwards: a name under `validations`.' },
  audit: { type: word('required'), order: free, says: 'The log is kept for the auditor.' },
  retain: { type: word('data'), order: free, says: 'No lossy hop.' },
  downtime: { type: word('avoid'), order: free, says: 'A hop with downtime is a warning.' },
  canary: { type: name, order: free, says: 'The share that goes first.' },
  triggers: { type: list(text, { lone: true }), order: free, says: 'What starts a rollback; shown in the plan, never watched.' },
} as const satisfies Options

/** What a word of a tier runs: names of steps and of built-in validations. */
export const validationType = list(name)
