import { expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import type { Report } from '../../src/model/report.ts'
import { json } from '../../src/reporters/json.ts'
import { refusalText, text } from '../../src/reporters/text.ts'
import fc from '../seeded.ts'

/** Text as a hostile repository would write it. */
const hostile = fc.oneof(
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

const report: fc.Arbitrary<Report> = fc.record({
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

const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u

it('no text of a repository forges a line, a sign or a finding of what a person reads', () => {
  fc.assert(
    fc.property(report, (each) => {
      const printed = text(each, { color: false })
      expect(printed).not.toMatch(unseen)
      expect(printed).not.toMatch(/^\s*::(?!:)|##\[/m)
      const heads = printed.match(/^(?:error|warning)\[[^\]]*\]: /gm) ?? []
      expect(heads.length).toBe(each.findings.length)
      expect(printed.match(/^amended\[/gm)?.length ?? 0).toBe(each.amended.length)
      expect(printed.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`· ${each.verdict}$`))
      expect(printed.match(/^(?:\d+ findings?|no findings)\b.*· (?:held|slipped|unknown)$/gm)?.length).toBe(1)
      const said = refusalText(each, { color: false })
      expect(said).not.toMatch(unseen)
      expect(said.match(/^refused: /gm)?.length ?? 0).toBe(each.refusals.length)
      expect(said.split('\n').length).toBe(each.refusals.length + 1)
    }),
    { numRuns: 3000 },
  )
})

it('no text of a repository breaks the JSON, or gets more into it than was found', () => {
  fc.assert(
    fc.property(report, (each) => {
      const printed = json(each, { version: '0', fingerprint: () => 'f' })
      const read = JSON.parse(printed)
      expect(read.findings.length).toBe(each.findings.length)
      expect(read.findings.map(({ code, level }: Finding) => [code, level])).toEqual(each.findings.map(({ code, level }) => [code, level]))
      expect(read.verdict).toBe(each.verdict)
      expect(read.findings.every(({ message }: Finding) => !unseen.test(message))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
