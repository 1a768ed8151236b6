import { expect, it } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { markdown } from '../../src/reporters/markdown.ts'
import { rich, undecided } from './example.ts'

const written = (report: Report, most?: number) => markdown(report, { version: '0.1.0', ...(most === undefined ? {} : { most }) })
const bytes = (text: string) => new TextEncoder().encode(text).length

it('keeps to the room that there is, with the verdict first and the rest counted', () => {
  const many = {
    ...undecided,
    verdict: 'slipped' as const,
    refusals: [],
    findings: Array.from({ length: 5000 }, () => undecided.findings[0]!),
  }
  for (const most of [1_000_000, 65_536]) {
    const text = written(many, most)
    expect(bytes(text)).toBeLessThanOrEqual(most)
    expect(text).toMatch(/^## pawl check: slipped\n\n5000 findings/)
    const shown = text.match(/^\*\*error\*\*/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(most / 4000)
    expect(text).toContain(`… and ${5000 - shown} more findings; the whole is in the other reports.`)
  }
  expect(bytes(written(many))).toBeLessThanOrEqual(1_000_000)
})

it('says in a small room what the verdict is, and where the rest stands', () => {
  const text = written(rich, 1000)
  expect(bytes(text)).toBeLessThanOrEqual(1000)
  expect(text).toMatch(/^## pawl audit: slipped\n\n5 findings \(4 errors, 1 warning\)/)
  expect(text).toContain('the other reports hold it')
})
