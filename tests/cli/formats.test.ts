import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'
import { wrongQuality, wrongReport, wrongSarif } from '../reporters/schemas.ts'
import { all, parseXml } from '../reporters/xml.ts'

let folder: string
let repository: CaseRepository
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-formats-'))
})
afterEach(() => repository.close())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const policy =
  'protocol: one\nrequired-coverage: 50%\nprotect:\n  - { document: docs/a.md, layer: words }\n  - { document: docs/b.md, layer: words }\n'

function holding(files: Record<string, string>): string {
  repository = caseRepository()
  repository.stage(new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: 'file' }])))
  return repository.folder
}

const slips = () => holding({ 'policies/one.yaml': policy, 'docs/a.md': '# A\n\nIt is so.\n' })

/** How a format tells that something is not there, and that nothing was decided. */
const formats: Readonly<Record<string, { missing(out: string): void; refused(out: string): void }>> = {
  json: {
    missing: (out) => expect(JSON.parse(out).findings[0].message).toBe('document `docs/b.md` is missing'),
    refused: (out) => {
      expect(wrongReport(out)).toEqual([])
      expect(JSON.parse(out)).toMatchObject({ verdict: 'unknown', refusals: [{ message: expect.stringContaining('no policies') }] })
    },
  },
  sarif: {
    missing: (out) => {
      expect(wrongSarif(out)).toEqual([])
      expect(JSON.parse(out).runs[0].results[0].ruleId).toBe('document/missing')
    },
    refused: (out) => {
      const [invocation] = JSON.parse(out).runs[0].invocations
      expect(invocation.executionSuccessful).toBe(false)
      expect(invocation.toolExecutionNotifications[0].message.text).toContain('no policies')
    },
  },
  markdown: {
    missing: (out) => expect(out).toMatch(/^## pawl audit: slipped\n[\s\S]*document `docs\/b.md` is missing/),
    refused: (out) => expect(out).toMatch(/^## pawl audit: unknown\n[\s\S]*### Refused\n\n- there are no policies here/),
  },
  github: {
    missing: (out) =>
      expect(out).toMatch(/^::error title=document\/missing,file=policies\/one.yaml,line=5,.*::document `docs\/b.md` is missing%0A/m),
    refused: (out) => expect(out).toMatch(/^::error title=pawl could not decide::there are no policies here/),
  },
  gitlab: {
    missing: (out) => {
      expect(wrongQuality(out)).toEqual([])
      expect(JSON.parse(out)[0]).toMatchObject({
        check_name: 'document/missing',
        location: { path: 'policies/one.yaml', lines: { begin: 5 } },
      })
    },
    refused: (out) => expect(JSON.parse(out)).toMatchObject([{ severity: 'blocker', description: expect.stringContaining('no policies') }]),
  },
  junit: {
    missing: (out) => expect(all(parseXml(out), 'failure')[0]!.attributes.message).toBe('document `docs/b.md` is missing'),
    refused: (out) => expect(all(parseXml(out), 'error')[0]!.attributes.message).toContain('no policies'),
  },
  html: {
    missing: (out) => expect(out).toMatch(/^<!doctype html>[\s\S]*<h1>Slipped<\/h1>[\s\S]*document <code>docs\/b.md<\/code> is missing/),
    refused: (out) => expect(out).toMatch(/<h1>Could not decide<\/h1>[\s\S]*there are no policies here/),
  },
}

describe.each(Object.entries(formats))('%s', (format, { missing, refused }) => {
  it('tells what slips, and the exit code is the same', async () => {
    const { exit, out, err } = await pawl(slips(), ['audit', '--format', format])
    expect([exit, err]).toEqual([1, ''])
    missing(out)
  })

  it('tells a refusal on standard output too', async () => {
    const { exit, out, err } = await pawl(holding({ 'a.txt': 'a' }), ['audit', '--format', format])
    expect([exit, err]).toEqual([2, expect.stringContaining('refused: there are no policies here')])
    refused(out)
  })

  it('is kept where not even the arguments could be read', async () => {
    const { exit, out } = await pawl(slips(), ['audit', '--formt', 'x', `--format=${format}`])
    expect(exit).toBe(2)
    expect(out).toContain('did you mean')
  })
})

it('writes each report to its file, and the one that is asked for to the screen', async () => {
  const names = [...Object.keys(formats), 'text', 'badge']
  const words = names.flatMap((format) => ['--report', `${format}=${join(folder, format)}`])
  const { exit, out } = await pawl(slips(), ['audit', ...words])
  expect(exit).toBe(1)
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe(out)
  for (const [format, { missing }] of Object.entries(formats)) missing(readFileSync(join(folder, format), 'utf8'))
  expect(readFileSync(join(folder, 'badge'), 'utf8')).toContain('aria-label="pawl: 1/2 slipped"')
})

it('leaves the screen to `--output`', async () => {
  const file = join(folder, 'out.sarif')
  const { exit, out } = await pawl(slips(), ['audit', '--format', 'sarif', '--output', file])
  expect([exit, out]).toEqual([1, ''])
  formats.sarif!.missing(readFileSync(file, 'utf8'))
})

it('writes a whole report with `--quiet` too, where it is for a program', async () => {
  const { exit, out } = await pawl(holding({ 'policies/one.yaml': policy, 'docs/a.md': 'A.\n', 'docs/b.md': 'B.\n' }), [
    'audit',
    '--quiet',
    '--format',
    'json',
  ])
  expect([exit, JSON.parse(out).verdict]).toEqual([0, 'held'])
})

it.each([
  [['--report', 'badge'], '`--report` is written `--report <format>=<file>`, not `badge`'],
  [['--report', 'htm=a'], '`--report` is text, json, sarif, markdown, github, gitlab, html, junit, badge, not `htm`; did you mean `html`?'],
  [['--format', 'badge'], '`--format` is text, json, sarif, markdown, github, gitlab, html, junit, not `badge`'],
  [['--report', 'html=nowhere/a.html'], '`nowhere/a.html` could not be written: ENOENT'],
])('refuses `%s`', async (words, message) => {
  const { exit, err } = await pawl(slips(), ['audit', ...words])
  expect([exit, err]).toEqual([2, expect.stringContaining(message)])
})
