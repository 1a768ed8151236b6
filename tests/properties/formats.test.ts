import { type AnnotationProperties, error, notice, warning } from '@actions/core'
import { expect, it, vi } from 'vitest'
import { inert, visible } from '../../src/reporters/escape.ts'
import { command, github } from '../../src/reporters/github.ts'
import { inline } from '../../src/reporters/markdown-escape.ts'
import { unlike } from '../reporters/law.ts'
import { outputs } from '../reporters/outputs.ts'
import { all, parseXml, textOf } from '../reporters/xml.ts'
import fc from '../seeded.ts'
import { hostile, report } from './reports.ts'

const core = { error, notice, warning }

/** What the toolkit of GitHub itself prints. */
function printed(name: keyof typeof core, properties: AnnotationProperties, message: string): string {
  let out = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  try {
    core[name](message, properties)
  } finally {
    write.mockRestore()
  }
  return out
}

const number = fc.option(fc.nat(9999), { nil: undefined })

it("writes workflow commands as GitHub's own toolkit does", () => {
  fc.assert(
    fc.property(
      fc.constantFrom('error' as const, 'warning' as const, 'notice' as const),
      hostile,
      hostile,
      hostile,
      number,
      number,
      (name, message, title, file, line, column) => {
        const seen = { title: `t${visible(title)}`, file: visible(file), startLine: line, startColumn: column }
        const mine = command(name, { title: `t${title}`, file, line, col: column }, message)
        expect(`${mine}\n`).toBe(printed(name, seen, visible(message)))
      },
    ),
    { numRuns: 2000 },
  )
})

it('lets no text of a repository become a command, or a line of its own', () => {
  fc.assert(
    fc.property(report, (each) => {
      const lines = github(each).trimEnd().split('\n')
      const shown = (level: string, refused = 0) =>
        Math.min(10, each.findings.filter((finding) => finding.level === level).length + refused)
      expect(lines.length).toBe(shown('error', each.refusals.length) + shown('warning') + 1)
      for (const line of lines.slice(0, -1)) expect(line).toMatch(/^::(error|warning) title=/)
      expect(lines.at(-1)).toBe(inert(lines.at(-1)!))
    }),
    { numRuns: 500 },
  )
})

it('tells the same findings in every format, whatever a repository writes', () => {
  fc.assert(
    fc.property(report, (each) => {
      const findings = each.findings.map((finding) => ({ ...finding, message: `it is ${finding.message}` }))
      expect(unlike({ ...each, findings })).toEqual([])
    }),
    { numRuns: 300 },
  )
})

it('keeps the markup of a page its own', () => {
  const shape = (text: string) => text.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '').match(/<[a-z/!][^\s>]*/g)
  fc.assert(
    fc.property(report, (each) => {
      const page = outputs['report.html']!(each)
      // Tags are those of the templates alone, and every value stands inside of its quotes.
      for (const tag of shape(page) ?? []) expect(tag).toMatch(/^<(?:\/?[a-z][a-z0-9]*|!doctype)$/)
      expect(page).not.toMatch(/<(?:script|b)[^>]*>(?:x|alert)/)
      expect(page.match(/<script/g)).toHaveLength(1)
      expect(page.match(/<article/g)?.length ?? 0).toBe(each.findings.length + each.amended.length)
    }),
    { numRuns: 300 },
  )
})

it('keeps what JUnit tells one test a thing', () => {
  fc.assert(
    fc.property(report, (each) => {
      const root = parseXml(outputs['junit.xml']!(each))
      const counted = (name: string) => all(root, name).length
      expect(counted('error')).toBe(each.refusals.length)
      expect(counted('failure')).toBe(each.findings.filter(({ level }) => level === 'error').length)
      expect(counted('skipped')).toBe(each.amended.length)
      expect(root.attributes.tests).toBe(String(counted('testcase')))
      expect(textOf(root)).not.toMatch(/^::\w/m)
    }),
    { numRuns: 300 },
  )
})

it('lets text of a repository be no Markdown but code', async () => {
  const { fromMarkdown } = await import('mdast-util-from-markdown')
  const { gfm } = await import('micromark-extension-gfm')
  const { gfmFromMarkdown } = await import('mdast-util-gfm')
  fc.assert(
    fc.property(
      fc.oneof(hostile, fc.string({ unit: fc.constantFrom(...'*_`[]()<>#|~!\\-+1.= \n@:/w', 'www.', 'https://x.y', '&amp;', '![') })),
      (text) => {
        const tree = fromMarkdown(`x ${inline(text)}`, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
        const kinds = new Set<string>()
        const visit = (node: any): void => {
          if (node.type !== 'html' || node.value !== '<!-- -->') kinds.add(node.type)
          for (const child of node.children ?? []) visit(child)
        }
        visit(tree)
        expect([...kinds].filter((kind) => !['root', 'paragraph', 'text', 'inlineCode'].includes(kind))).toEqual([])
      },
    ),
    { numRuns: 2000 },
  )
})
