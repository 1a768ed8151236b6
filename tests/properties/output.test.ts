import { expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { json } from '../../src/reporters/json.ts'
import { refusalText, text } from '../../src/reporters/text.ts'
import fc from '../seeded.ts'
import { report } from './reports.ts'

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
