import type { Options, ValueType } from '../../model/option.ts'
import { equal, falls, free, grows, ladder } from '../../model/orders.ts'
import { moments } from '../../model/plan.ts'
import { day, duration, flag, list, name, shape, text, word } from '../../model/values.ts'
import { asked, span } from './rollback.ts'
import { share } from './values.ts'
import { contactStands, keptSteps, notEarlier, smallerShare, sooner, stands, wayBack } from './version-orders.ts'

/** What a step may leave open: both ends of the hop, and the run. */
const fields = ['from', 'to', 'id'] as const

/** A command or query of a step. A word in braces alone is a place to fill in; braces of a shell (`${NAME}`) or of JSON are not. */
const filled: ValueType<string> = {
  ...text,
  read: (node, wrong) => {
    const value = text.read(node, wrong)
    const words = [...value.matchAll(/\{\{[^{}]*\}\}|(?<!\$)\{([A-Za-z][\w-]*)\}/g)]
    const odd = words.find(([, field]) => field !== undefined && !fields.some((each) => each === field))
    if (odd)
      wrong(
        node,
        `\`${odd[0]}\` cannot be filled in here; there are {from}, {to}, {id}. Braces that are meant are written \`{ ${odd[1]} }\``,
      )
    return value
  },
}

/** A time limit; none at all is no limit. */
const limit: ValueType<number> = {
  ...duration,
  read: (node, wrong) => duration.read(node, wrong) || wrong(node, 'a step needs some time; write `30s`, say'),
}

const stepOptions = {
  name: { type: name, order: free, says: 'What the step is called in plan and log.', required: true },
  at: { type: word(...moments), order: free, says: 'When in the hop it runs.', required: true },
  run: { type: filled, order: free, says: 'A command; `{from}`, `{to}` and `{id}` are filled in and shell-quoted.' },
  sql: { type: filled, order: free, says: 'A query that must return a row.' },
  timeout: { type: limit, order: free, says: 'How long it may take.', required: true },
  undo: { type: filled, order: free, says: 'The command that takes it back.' },
  blocks: { type: flag, order: free, says: 'While it fails, nothing is begun.' },
} as const satisfies Options

const emergencyOptions = {
  available: { type: flag, order: free, says: 'Whether the version can be left in an emergency.' },
  contact: { type: name, order: stands('contact'), says: 'Whom to call.' },
} as const satisfies Options

const steps = list(shape(stepOptions), { empty: true })

/** The steps of a version: each does one thing, and goes by a name of its own. */
const stepsType: typeof steps = {
  ...steps,
  read: (node, wrong) => {
    const read = steps.read(node, wrong)
    for (const [index, step] of read.entries()) {
      const at = node.kind === 'list' ? node.items[index]! : node
      if ((step.run === undefined) === (step.sql === undefined))
        wrong(at, `the step \`${step.name}\` wants one of \`run\` and \`sql\`${step.run === undefined ? '' : ', and has both'}`)
      if (read.findIndex(({ name }) => name === step.name) < index) wrong(at, `the step \`${step.name}\` stands twice`)
    }
    return read
  },
}

/** The keys of one version. */
export const versionOptions = {
  version: { type: name, order: free, says: 'The version, as text: `1.10` is `1.10`.', required: true },
  released: { type: day, order: free, says: 'The day of its release.' },
  database: { type: name, order: equal('database'), says: 'The database that it needs.' },
  through: { type: name, order: notEarlier('through'), says: 'The last migration in it.' },
  'rollback-to': { type: name, order: wayBack(), says: 'Where one goes back to. `none`: nowhere. Default: the version before.' },
  services: { type: list(name, { lone: true, empty: true }), order: grows('services'), says: 'The services that run it.' },
  restart: {
    type: word('none', 'rolling', 'stop'),
    order: ladder('restart', 'none', 'rolling', 'stop'),
    says: 'How the services take the older version up.',
  },
  'known-good': { type: flag, order: free, says: 'An emergency goes back to here.' },
  emergency: { type: shape(emergencyOptions), order: contactStands(), says: 'What holds in an emergency.' },
  steps: { type: stepsType, order: keptSteps(), says: 'What a hop away from this version runs.' },
} as const satisfies Options

/** The keys of one tier. */
export const tierOptions = {
  within: { type: duration, order: falls('within', span), says: 'How long a rollback may take.' },
  approvals: { type: list(name, { empty: true }), order: grows('approvals'), says: 'The roles that must approve.' },
  notify: { type: list(name, { lone: true, empty: true }), order: grows('notify'), says: 'Where it is told.' },
  validation: { type: name, order: free, says: 'What is run afterwards: a name under `validations`.' },
  audit: { type: word('required'), order: asked('audit'), says: 'The log is kept for the auditor.' },
  retain: { type: word('data'), order: asked('retain', 'data'), says: 'No lossy hop.' },
  downtime: { type: word('avoid'), order: asked('downtime', 'avoid'), says: 'A hop with downtime is a warning.' },
  canary: { type: share, order: smallerShare('canary'), says: 'The share that goes first.' },
  triggers: {
    type: list(text, { lone: true }),
    order: sooner('triggers'),
    says: 'What starts a rollback; shown in the plan, never watched.',
  },
} as const satisfies Options

/** What a word of a tier runs: names of steps and of built-in validations. */
export const validationType = list(name)
