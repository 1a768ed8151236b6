import type { Finding } from '../../src/model/finding.ts'
import type { Report } from '../../src/model/report.ts'
import fc from '../seeded.ts'

/** Text as a hostile repository would write it. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      ...'\n\r\t\u001b\u0007\u0000\u009b\u202e\u2066\u200b\u2028\u061c\ufeff\ud800',
      '::set-output name=x::',
      '\nerror[schema/table-dropped]: forged',
      '\n\nno findings, 0 amended · held\n',
      '%0A::error::',
      '##[error]x',
      ']]>',
      '<script>',
      '|',
      '\u001b]8;;http://x\u0007',
      '\u{e0041}',
      'a',
    ),
    maxLength: 8,
  }),
)

const place = fc.record({
  side: fc.constantFrom('before' as const, 'after' as const),
  path: hostile,
  span: fc.constant({ line: 1, column: 1, endLine: 1, endColumn: 4 }),
  label: hostile,
  lines: fc.array(
    hostile.map((written) => ({ number: 1, text: written.replace(/\r?\n/g, ' ') })),
    { maxLength: 2 },
  ),
})

const finding: fc.Arbitrary<Finding> = fc.record({
  code: fc.constantFrom('schema/table-dropped', 'document/missing'),
  level: fc.constantFrom('error' as const, 'warning' as const),
  protection: hostile,
  kind: fc.constant('table'),
  subject: hostile,
  what: hostile,
  message: hostile,
  why: hostile,
  help: hostile,
  docs: fc.constant('docs/guards/schema.md#table-dropped'),
  protocol: hostile,
  places: fc.array(place, { maxLength: 2 }),
})

/** A report in which all that a repository can write is hostile. */
export const report: fc.Arbitrary<Report> = fc.record({
  verb: fc.constant('check'),
  verdict: fc.constantFrom('held' as const, 'slipped' as const, 'unknown' as const),
  findings: fc.array(finding, { maxLength: 4 }),
  amended: fc.array(
    finding.chain((each) => hostile.map((amendment) => ({ ...each, amendment }))),
    { maxLength: 2 },
  ),
  refusals: fc.array(fc.record({ message: hostile, path: hostile, line: fc.constant(1), column: fc.constant(1) }), { maxLength: 2 }),
  limits: fc.array(hostile, { maxLength: 2 }),
  looked: fc.constant({ migrations: 0, protections: 1, protocols: 1, files: 1 }),
  ms: fc.constant(1),
  protocols: fc.array(
    fc.record({
      id: hostile,
      title: hostile,
      status: fc.constant('lossy'),
      owners: fc.array(hostile, { maxLength: 1 }),
      coverage: fc.constant({ held: 0, of: 1, required: 1 }),
      layers: fc.array(fc.record({ layer: hostile, held: fc.constant(0), of: fc.constant(1) }), { maxLength: 1 }),
      protections: fc.array(
        fc.record({
          id: hostile,
          kind: fc.constant('table'),
          state: fc.constant('slipped' as const),
          findings: fc.constant([]),
          policy: fc.record({ path: hostile, line: fc.constant(1) }),
          holder: fc.record({ path: hostile }),
        }),
        { maxLength: 1 },
      ),
    }),
    { maxLength: 1 },
  ),
  amendments: fc.array(
    fc.record({
      id: hostile,
      relaxes: fc.array(hostile, { maxLength: 1 }),
      for: hostile,
      reason: hostile,
      approvedBy: fc.array(hostile, { maxLength: 1 }),
      expires: fc.constant('2027-01-01'),
      daysLeft: fc.constant(41),
    }),
    { maxLength: 1 },
  ),
  since: fc.record({
    revision: hostile,
    commit: fc.constant('0'.repeat(40)),
    date: fc.constant('2026-11-20'),
    added: fc.array(hostile, { maxLength: 1 }),
    removed: fc.array(hostile, { maxLength: 1 }),
    changed: fc.array(fc.record({ protection: hostile, was: fc.constant('held' as const), is: fc.constant('slipped' as const) }), {
      maxLength: 1,
    }),
    coverage: fc.array(fc.record({ id: hostile, is: fc.constant({ held: 0, of: 1, required: 1 }) }), { maxLength: 1 }),
  }),
  repositories: fc.array(
    fc.record({
      repository: hostile,
      verdict: fc.constant('held' as const),
      coverage: fc.constant({ held: 1, of: 1, required: 1 }),
      protocols: fc.constant([]),
      errors: fc.constant(0),
      warnings: fc.constant(0),
      refusals: fc.array(fc.record({ message: hostile }), { maxLength: 1 }),
    }),
    { maxLength: 1 },
  ),
  weakenings: fc.array(
    fc.record({ protection: hostile, what: hostile, caught: fc.boolean(), by: fc.constant(['schema/table-dropped']), diff: hostile }),
    { maxLength: 2 },
  ),
  drill: fc.record({
    caught: fc.constant(0),
    of: fc.constant(1),
    missed: fc.array(fc.record({ protection: hostile, what: hostile }), { maxLength: 1 }),
  }),
})
