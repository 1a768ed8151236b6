import { describe, expect, it } from 'vitest'
import { readDocument, readMarkdown } from '../../src/readers/markdown/read.ts'
import { fieldKey, type Markdown, sectionsUnder } from '../../src/readers/markdown.ts'
import fc from '../seeded.ts'

const read = (text: string) => readMarkdown(text, 'docs/a.md')
const says = (document: Markdown, heading: string) => sectionsUnder(document, heading).some((section) => section.says)
const fields = (document: Markdown) => document.fields.map(({ name, value }) => `${fieldKey(name)}=${value}`)
const encode = (text: string) => new TextEncoder().encode(text)

describe('sections', () => {
  it('reach down to the next heading of their level, subsections and all', async () => {
    const document = await read('# A\n\n## B\n\n### C\n\ntext\n\n## D\n')
    expect(['A', 'B', 'C', 'D'].map((heading) => says(document, heading))).toEqual([true, true, true, false])
  })

  it('are found aside of inline markup and white space', async () => {
    const document = await read('##  The **exact**   `title` \n\ntext\n\nSetext\n======\n')
    expect(document.sections.map(({ heading, level }) => [heading, level])).toEqual([
      ['The exact   title', 2],
      ['Setext', 1],
    ])
    expect(says(document, 'The exact title')).toBe(true)
  })

  it.each([
    ['a comment', '<!-- text -->'],
    ['a comment over lines', '<!--\ntext\n\nmore\n-->'],
    ['a fence', '```\ntext\n```'],
    ['indented code', '    text'],
    ['inline code', '`text`'],
    ['an image', '![text](a.png)'],
    ['an HTML image', '<img src="a.png" alt="text">'],
    ['zero-width characters', '\u200b\u2060&#8203;'],
    ['white characters', '&nbsp;\u00a0\u3000'],
    ['a rule', '---'],
    ['an empty list', '- \n- [ ] '],
    ['a link definition', '[a]: http://example.com'],
    ['a footnote', '[^1]: text'],
    ['an HTML block whose comment is not closed', '<div><!--\n\ntext\n\n--></div>'],
    ['a hidden element', '<div hidden>\n\ntext\n\n</div>'],
    ['a template', '<template>\n\ntext\n\n</template>'],
    ['code of HTML', '<code>text</code>'],
    ['preformatted text of HTML', '<pre>\ntext\n\nmore\n</pre>'],
    ['an element that is not displayed', '<p style="display: none">text</p>'],
    ['a script', '<script>\ntext\n</script>'],
    ['a comment that is never closed', '<!-- \n\ntext'],
    ['punctuation', '…'],
    ['a blank of Braille', '\u2800'],
  ])('say nothing by %s', async (_, body) => {
    const document = await read(`## A\n\n${body}\n`)
    expect(document.sections.map((section) => section.says)).toEqual([false])
    expect(document.says).toBe(false)
  })

  it.each([
    ['a word', 'TBD'],
    ['text behind a comment', '<!-- x --> text'],
    ['text ahead of a comment', 'text <!-- x -->'],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['an item', '- one'],
    ['a task', '- [ ] one'],
    ['a quote', '> one'],
    ['an HTML paragraph', '<p>one</p>'],
    ['details', '<details>\n<summary>one</summary>\n\ntwo\n\n</details>'],
    ['a link', '[one](http://example.com)'],
    ['code within words', 'run `x`'],
    ['what follows a hidden element', '<span hidden>x</span> one'],
    ['what follows code of HTML', '<code>x</code> one'],
    ['what follows a template', '<template>\n\nx\n\n</template>\n\none'],
    ['a paragraph after code that is left open', 'two <code>x\n\none'],
    ['what follows an empty comment', '<!-->\n\none'],
    ['a sign', '✅'],
    ['letters of another script', '結論'],
  ])('say something by %s', async (_, body) => {
    expect(says(await read(`## A\n\n${body}\n`), 'A')).toBe(true)
  })

  it('do not begin in code or in a comment', async () => {
    expect((await read('```\n# A\n```\n<!--\n# B\n-->\n\n    # C\n')).sections).toEqual([])
  })
})

describe('fields', () => {
  it('are read from front matter, paragraphs, lists, quotes and comments', async () => {
    const document = await read(
      '---\nrollback: lossy\nloses: [a.b, c.d]\n---\n**Document Status:** Draft\n**Risk**: LOW\n\n- Owner: `ops`\n\n> Reviewed: yes\n\n<!-- DOC_STATUS: ACTIVE --> <!-- B: c -->**After:** text\n',
    )
    expect(fields(document)).toEqual([
      'rollback=lossy',
      'loses=a.b, c.d',
      'documentstatus=Draft',
      'risk=LOW',
      'owner=ops',
      'reviewed=yes',
      'docstatus=ACTIVE',
      'b=c',
      'after=text',
    ])
    expect(document.fields[1]!.list).toEqual(['a.b', 'c.d'])
    expect(document.fields.map((field) => field.span.line)).toEqual([2, 3, 5, 6, 8, 10, 12, 12, 12])
  })

  it('are not read from code, table cells, headings, or text that is struck out or hidden', async () => {
    const document = await read(
      '```\nA: 1\n```\n\n    B: 2\n\n`C: 3`\n\n| D: 4 |\n|---|\n| E: 5 |\n\n## F: 6\n\n~~G: 7~~\n\n<span hidden>H: 8</span>\n\n**I:** ~~old~~ new\n\n<del>J: 9</del>\n\nK: <s>10</s> 11\n\n<p><strike>L: 12</strike></p>\n\nM: 13\n',
    )
    expect(fields(document)).toEqual(['i=new', 'k=11', 'm=13'])
  })

  it('of front matter may be stated twice', async () => {
    expect(fields(await read('---\nA: x\na: y\n---\n'))).toEqual(['a=x', 'a=y'])
  })

  it('of front matter that is not YAML are none, and the line is told', async () => {
    const document = await read('---\nok: 1\na: b: c\n---\ntext\n')
    expect(document.frontMatter?.problem?.line).toBe(3)
    expect(document.fields).toEqual([])
  })
})

describe('blocks', () => {
  it('carry fences with their info and the line of each line', async () => {
    const document = await read('# A\n\n- step\n\n  ```sql rehearse 1\n  SELECT 1;\n  ```\n')
    const code = document.blocks.find((block) => block.kind === 'code')
    expect(code).toMatchObject({ fenced: true, lang: 'sql', info: 'sql rehearse 1', text: 'SELECT 1;', items: [1] })
    expect(code?.kind === 'code' && code.lines).toEqual([{ text: 'SELECT 1;', span: { line: 6, column: 3, endLine: 6, endColumn: 12 } }])
  })

  it('carry items in order, with number and box', async () => {
    const document = await read('3. one\n4. two\n\n- [x] done\n  - [ ] open\n')
    expect(document.blocks.filter((block) => block.kind === 'item')).toMatchObject([
      { text: 'one', number: 3, ordered: true },
      { text: 'two', number: 4 },
      { text: 'done', checked: true, item: 3, items: [] },
      { text: 'open', checked: false, item: 4, items: [3] },
    ])
  })

  it.each([
    ['a row that a line break cuts', '| S1 | drop |\nlast | yes |\n| S2 | x | y | z |', [4, 4]],
    ['no row that begins with a bar', '| S1 | drop |\n| last | yes |', [2, 2]],
    ['no row that would be too wide', '| S1 | drop |\nx | y | z |', [2, 3]],
  ])('join %s', async (_, rows, cells) => {
    const [table] = (await read(`| a | b | c | d |\n|---|---|---|---|\n${rows}\n`)).blocks
    expect(table?.kind === 'table' && table.rows.map((row) => row.cells.length)).toEqual(cells)
  })
})

describe('long documents', () => {
  it('are read in pieces as they would be whole', async () => {
    const part = (i: number) =>
      `## Part ${i} [ref]\n\n- a\n\n  b\n\n  \`\`\`sh\n  x\n\n  y\n  \`\`\`\n\n<!--\n\nhidden\n\n-->\n\n\`\`\`\n\nnot text\n\n\`\`\`\n\ntext ${i}\n\n`
    const text = `${Array.from({ length: 400 }, (_, i) => part(i)).join('')}[ref]: http://example.com\n`
    const document = await read(text)
    expect(document.sections).toHaveLength(400)
    expect(document.sections.every((section, i) => section.heading === `Part ${i} ref` && section.says)).toBe(true)
    const lines = text.split('\n')
    for (const block of document.blocks) {
      if (block.kind === 'text' && block.text.startsWith('text')) expect(lines[block.span.line - 1]).toBe(block.text)
      if (block.kind === 'code') for (const line of block.lines) expect(lines[line.span.line - 1]!.trim()).toBe(line.text.trim())
    }
  })

  it('keep a fence of many lines one fence', async () => {
    const document = await read(`# A\n\n\`\`\`sql\n${'SELECT 1;\n\nSELECT 2;\n'.repeat(3000)}\`\`\`\n\n# B\n\ntext\n`)
    expect(document.blocks.map((block) => block.kind)).toEqual(['heading', 'code', 'heading', 'text'])
  })

  it('keep a table of twenty thousand rows one table', async () => {
    const document = await read(`| a | b |\n|---|---|\n${'| x | y |\n'.repeat(20_000)}`)
    const [table] = document.blocks
    expect(table?.kind === 'table' && table.rows.length).toBe(20_000)
    expect(table?.kind === 'table' && table.rows.at(-1)!.span.line).toBe(20_002)
  })

  it.each([
    ['quotes', '>'.repeat(20_000)],
    ['lists', Array.from({ length: 800 }, (_, i) => `${'  '.repeat(i)}- a`).join('\n')],
    ['markers on one line', '- '.repeat(20_000)],
    ['one paragraph', 'word word\n'.repeat(50_000)],
    ['links', '[a][b] '.repeat(20_000)],
  ])('of too many %s are refused at once', async (_, text) => {
    await expect(read(text)).rejects.toThrow('docs/a.md')
  })
})

describe('bytes', () => {
  it.each([
    ['nul', new Uint8Array([35, 32, 65, 10, 66, 0]), { problem: 'nul', line: 2, column: 2 }],
    ['utf-16', new Uint8Array([0xff, 0xfe, 65, 0]), { problem: 'utf-16' }],
    ['utf-8', new Uint8Array([65, 10, 0xc3, 0x28]), { problem: 'utf-8', line: 2, column: 1 }],
    ['lfs', encode('version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n'), { problem: 'lfs' }],
  ])('that are no text are told: %s', async (_, bytes, expected) => {
    expect(await readDocument(bytes, 'a.md')).toMatchObject({ kind: 'not text', ...expected })
  })

  it('of a text with a BOM, a replacement character or CRLF are text', async () => {
    expect(await readDocument(encode('\ufeff# A\r\n\r\ntext \ufffd\r\n'), 'a.md')).toMatchObject({ kind: 'markdown', says: true })
  })

  it('past four MiB are refused', async () => {
    await expect(readDocument(new Uint8Array(4 * 1024 * 1024 + 1), 'a.md')).rejects.toThrow('4 MiB')
  })
})

it('reads any text, every span inside of it', async () => {
  const line = fc.constantFrom(
    '# A',
    '- x',
    '  - [ ] y',
    '> q',
    '```',
    '~~~ sql',
    '<!--',
    '-->',
    '<div hidden>',
    '</div>',
    '| a | b |',
    '|---|---|',
    'N: v',
    '**N:** v',
    '',
    '    c',
    '---',
    '[a]: b',
    '[^1]: x',
    '\t- t',
    '=',
    '1. o',
    '\r',
    '<br>',
    'x `c` *e*',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(line, fc.string({ unit: 'grapheme' })), { maxLength: 40 }), async (made) => {
      const text = made.join('\n')
      const document = await read(text)
      const lines = text.split(/\r\n|\n|\r/)
      for (const { span } of [...document.blocks, ...document.sections, ...document.fields]) {
        expect(span.line).toBeGreaterThanOrEqual(1)
        expect(span.endLine).toBeLessThanOrEqual(lines.length)
        expect(span.column).toBeLessThanOrEqual(lines[span.line - 1]!.length + 1)
        expect(span.endColumn).toBeLessThanOrEqual(lines[span.endLine - 1]!.length + 1)
      }
    }),
    { numRuns: 300 },
  )
})
