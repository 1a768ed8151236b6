import { describe, expect, it } from 'vitest'
import { document } from '../../src/guards/document/document.ts'
import { newFindings } from '../../src/judge/standing.ts'
import { nothingHeard, uphold } from '../../src/judge/uphold.ts'
import { type Edit, overlay, remember } from '../../src/model/files.ts'
import { document as weaken } from '../../src/weakenings/document.ts'
import { files, protocolOf, told } from '../guards/told.ts'
import fc from '../seeded.ts'
import { asked, codesOf, sentencesOf } from './asked.ts'

const headings = 'headings: [Conclusion]'
const status = 'fields: { Status: IMPOSSIBLE }'
const short = 'tables: [{ columns: [n], rows: 3 }]'

/** What is new between two contents of one document, by the judge's own comparison. */
async function news(policy: string, before: Edit, after: Edit): Promise<string[]> {
  const [protection] = protocolOf('document', [['docs/a.md', await asked(policy)]]).protect
  const [older, newer] = [files({ 'docs/a.md': before }), files({ 'docs/a.md': after })]
  const heard = nothingHeard()
  const stood = nothingHeard()
  await uphold(document, protection!, { before: older, after: newer }, { today: '2026-11-21' }, heard)
  await uphold(document, protection!, { before: older, after: older }, { today: '2026-11-21' }, stood)
  return newFindings(heard.findings, stood.findings).map(({ code }) => code)
}

describe('what had slipped already', () => {
  it.each([
    ['a missing document that comes back incomplete', headings, undefined, '# A\n\ntext\n', []],
    ['a link that becomes a text without its heading', headings, { content: 'b.md', mode: 'symlink' as const }, '# A\n\ntext\n', []],
    ['a missing heading that comes back without a body', headings, '# A\n\ntext\n', '# A\n\ntext\n\n## Conclusion\n', []],
    ['a heading that loses its body, then itself', headings, 'text\n\n## Conclusion\n', 'text\n', ['document/heading-missing']],
    ['a stale day that is newer and still stale', 'fresh: { field: Tested, within: 90d }', 'Tested: 2025-01-01', 'Tested: 2026-01-01', []],
    [
      'a stale day that is set back',
      'fresh: { field: Tested, within: 90d }',
      'Tested: 2026-01-01',
      'Tested: 2025-01-01',
      ['document/stale'],
    ],
    ['another wrong value', status, 'Status: x', 'Status: y', []],
    ['an empty document that is edited', '{}', '\n', '\n\n', []],
    ['a stub that says nothing and is deleted', '{}', '\n', undefined, ['document/missing']],
    ['a stub that says nothing and gets a text without its heading', headings, '# A\n', '# A\n\ntext\n', []],
    ['front matter alone, another title', status, '---\nStatus: IMPOSSIBLE\n---\n', '---\nStatus: IMPOSSIBLE\ntitle: A\n---\n', []],
    ['front matter alone, its field', status, '---\nStatus: IMPOSSIBLE\n---\n', '---\nStatus: x\n---\n', ['document/field-differs']],
    ['front matter that becomes a text', status, '---\nStatus: IMPOSSIBLE\n---\n', '# A\n\ntext\n', ['document/field-missing']],
    ['a table too short that loses a row', short, '| n |\n| - |\n| a |\n| b |\n', '| n |\n| - |\n| a |\n', ['document/table-short']],
    ['a table too short that gains a row', short, '| n |\n| - |\n| a |\n', '| n |\n| - |\n| a |\n| b |\n', []],
    ['sealed front matter', 'sealed: true', '---\na: b\n---\n', '---\na: c\n---\n', ['document/changed']],
    ['a text where a document too deep to read stood', headings, '>'.repeat(500), '## Conclusion\n\ntext\n', []],
  ])('is told again only where it is worse: %s', async (_, policy, before, after, expected) => {
    expect(await news(policy, before as Edit, after as Edit)).toEqual(expected)
  })
})

describe('what is struck out', () => {
  const steps = 'steps: { ids: S01..S02, columns: [action] }'
  const table = (id: string, action: string) => `| step | action |\n| --- | --- |\n| S01 | drop a |\n| ${id} | ${action} |\n`

  it.each([
    ['S02', 'drop b', []],
    ['S02', '~~drop c~~ drop b', []],
    ['~~S02~~', 'drop b', ['document/step-missing']],
    ['<del>S02</del>', 'drop b', ['document/step-missing']],
    ['S02', '~~drop b~~', ['document/cell-empty']],
  ])('states no step: %s %s', async (id, action, expected) => {
    expect(await codesOf(steps, undefined, table(id, action))).toEqual(expected)
  })

  it.each([
    ['IMPOSSIBLE', []],
    ['<del>POSSIBLE</del> IMPOSSIBLE', []],
    ['<del>IMPOSSIBLE</del>', ['document/field-missing']],
    ['<s>IMPOSSIBLE</s> POSSIBLE', ['document/field-differs']],
  ])('states no value: %s', async (value, expected) => {
    expect(await codesOf(status, undefined, `Status: ${value}\n\nText.\n`)).toEqual(expected)
  })
})

describe('a day that is stated twice', () => {
  it.each([
    ['November 1, 2026', []],
    ['2026-11-02', ['document/field-contradicts']],
    ['soon', ['document/field-contradicts']],
  ])('may be written in two ways: %s', async (other, expected) => {
    const text = `Tested: 2026-11-01\n\nText.\n\nTested: ${other}\n`
    expect(await codesOf('fresh: { field: Tested, within: 90d }', undefined, text)).toEqual(expected)
  })
})

describe('patterns of fields', () => {
  it('are searched for, by automata alone', async () => {
    expect(await codesOf('fields: { Code: "/^(a+)+$/" }', undefined, `Code: ${'a'.repeat(20_000)}!`)).toEqual(['document/field-differs'])
    expect(await codesOf('fields: { Code: "/^(a|a)*b/" }', undefined, `Code: ${'a'.repeat(20_000)}b`)).toEqual([])
  })

  it.each([
    ['/^low/i', 'LOW (tested)', []],
    ['/^low/', 'LOW', ['document/field-differs']],
    ['/LOW|HIGH/', 'rather HIGH', []],
    ['/^(LOW|HIGH)$/', 'HIGHER', ['document/field-differs']],
    ['/\\bLOW\\b/', 'BELOW', ['document/field-differs']],
  ])('%s of %s', async (pattern, value, expected) => {
    expect(await codesOf(`fields: { Risk: '${pattern}' }`, undefined, `**Risk:** ${value}\n`)).toEqual(expected)
  })

  it('that no automaton holds are refused', async () => {
    expect(await codesOf('fields: { Risk: /(?=x)y/ }', undefined, 'Risk: x')).toEqual(['refusal'])
  })
})

describe('values of the policy', () => {
  it.each([
    ['fields: { Risk: "/(/" }', 'no regular expression'],
    ['steps: { ids: S18..S01 }', 'runs backwards'],
    ['steps: { ids: first to last }', 'like `S01..S18`'],
    ['steps: { ids: S1..S99999999 }', 'more than 10000 ids'],
    ['steps: { ids: [S1, S1] }', 'twice'],
    ['fresh: { field: Tested }', '`within` is missing'],
    ['sealed: appendix', 'did you mean `append`?'],
    ['tables: [{ under: A, collums: [B] }]', 'did you mean `columns`?'],
    ['steps: { reverse-of: { list: A } }', '`of` is missing'],
  ])('are read whole: %s', async (policy, message) => {
    await expect(asked(policy)).rejects.toThrow(message)
  })

  it('name one file inside the tree', () => {
    expect(document.subject.wrong!('docs/a.md')).toBeUndefined()
    expect(document.subject.wrong!('docs/[id]/a (b).md')).toBeUndefined()
    for (const subject of ['docs/*.md', '../a.md', '/etc/passwd', 'a//b']) expect(document.subject.wrong!(subject)).toBeDefined()
  })
})

describe('the ratchet of options', () => {
  const both = { before: files({}), after: files({}) }
  const loss = async (older: string, newer: string) => {
    const [was, is] = [await asked(older), await asked(newer)] as unknown as Record<string, unknown>[]
    for (const [key, option] of Object.entries(document.options)) {
      const found = await option.order.weaker(was![key] as never, is![key] as never, both)
      if (found) return found.says
    }
    return undefined
  }

  it.each([
    ['{}', 'headings: [A]'],
    ['headings: [A]', 'headings: [B, A]'],
    ['fields: { A B: x }', 'fields: { a-b: x, C: y }'],
    ['fields: { A: /^x/ }', 'fields: { A: xy }'],
    ['fields: { A: /x|y/ }', 'fields: { A: /^x$/ }'],
    ['fields: { A: "/[ab]/" }', 'fields: { A: /a|b/ }'],
    ['fresh: { field: A, within: 90d }', 'fresh: { field: A, within: 30d }'],
    ['sealed: append', 'sealed: true'],
    ['sealed: false', '{}'],
    ['steps: { ids: S01..S03 }', 'steps: { ids: S01..S04, columns: [order] }'],
    ['checklist: { under: A, items: [x] }', 'checklist: { under: A, items: [x, y], checked: all }'],
    ['tables: [{ under: A, rows: 3 }, { under: B }]', 'tables: [{ under: B, columns: [c] }, { under: A, rows: 4 }]'],
    ['tables: [{ columns: [c] }]', 'tables: [{ under: A, columns: [c] }]'],
    ['fences: [{ under: A, fields: [F] }]', 'fences: [{ under: A, fields: [F, G], lang: sh }]'],
  ])('lets %s become %s', async (older, newer) => expect(await loss(older, newer)).toBeUndefined())

  it.each([
    ['headings: [A, B]', 'headings: [A]', '`B` is no longer asked'],
    ['headings: [A]', '{}', 'no longer asked'],
    ['fields: { A: x }', 'fields: { A: /x/ }', '`A` was `x` and is `/x/`'],
    ['fields: { A: /^x/ }', 'fields: { A: /x/ }', '`A` was'],
    ['fields: { A: /^x/ }', 'fields: { A: ax }', '`A` was'],
    ['fresh: { field: A, within: 30d }', 'fresh: { field: A, within: 90d }', '`within` was 30d and is 90d'],
    ['fresh: { field: A, within: 30d }', 'fresh: { field: B, within: 30d }', '`field` was A and is B'],
    ['sealed: true', 'sealed: append', '`sealed` was true and is append'],
    ['sealed: append', '{}', 'is gone'],
    ['steps: { ids: S01..S03 }', 'steps: { ids: S01..S02 }', '`S03` is no longer asked'],
    ['steps: { reverse-of: creation order }', 'steps: { ids: S01..S02 }', 'reverse-of'],
    ['checklist: { under: A, items: [x], checked: all }', 'checklist: { under: A, items: [x] }', 'checked'],
    ['tables: [{ under: A, rows: 3 }]', 'tables: [{ under: A, rows: 2 }]', '`rows` was 3 and is 2'],
    ['tables: [{ under: A }, { under: B }]', 'tables: [{ under: A }]', '`under` was `B` and is `A`'],
    ['fences: [{ under: A, placeholders: [p] }]', 'fences: [{ under: A }]', 'placeholders'],
  ])('stops %s from becoming %s', async (older, newer, says) => expect(await loss(older, newer)).toContain(says))
})

describe('steps', () => {
  const policy = 'steps: { ids: S01..S03, columns: [action, order], reverse-of: created }'
  const table = (...rows: string[]) => `| step | action | created | order |\n|---|---|---|---|\n${rows.join('\n')}\n`

  it.each([
    ['exact reverse', ['S01 | a | 1 | 3', 'S02 | b | 2 | 2', 'S03 | c | 3 | 1'], []],
    ['a pair in one row', ['S01/S02 | a | 1 | 2', 'S03 | c | 3 | 1'], []],
    ['a pair written short', ['S01/02 | a | 1/2 | 2', 'S03 | c | 3 | 1'], []],
    ['two rows that share their numbers', ['S01 | a | 1 | 2', 'S02 | b | 1 | 2', 'S03 | c | 3 | 1'], []],
    ['words as orders', ['S01 | a | 1 | last', 'S02 | b | n/a | after S03', 'S03 | c | 3 | first'], []],
    ['a row without an id', ['S01 | a | 1 | 3', 'S02 | b | 2 | 2', 'S03 | c | 3 | 1', 'total |  |  | '], []],
    ['the same number for both', ['S01 | a | 1 | 1', 'S02 | b | 2 | 1', 'S03 | c | 3 | 0'], ['document/step-order']],
    ['the order of creation', ['S01 | a | 1 | 1', 'S02 | b | 2 | 2', 'S03 | c | 3 | 3'], ['document/step-order', 'document/step-order']],
    ['an order over a pair', ['S01/S02 | a | 1/2 | 1', 'S03 | c | 3 | 2'], ['document/step-order']],
    ['a part of an id', ['S01 | a | 1 | 3', 'S02b | b | 2 | 2', 'S03 | c | 3 | 1'], ['document/step-missing']],
    ['a step below a step', ['S01 | a | 1 | 3', 'S02.1 | b | 2 | 2', 'S03 | c | 3 | 1'], ['document/step-missing']],
  ])('in %s', async (_, rows, expected) => expect(await codesOf(policy, undefined, table(...rows))).toEqual(expected))

  it.each([
    '',
    '-',
    '—',
    '–',
    '?',
    'TBD',
    'TODO',
    'tbd.',
    '**TBD**',
    '&nbsp;',
    '\u200b',
    '<!-- x -->',
    '![x](x.png)',
  ])('do not answer by "%s"', async (cell) => {
    expect(await codesOf(policy, undefined, table(`S01/S02 | ${cell} | 1 | 3`, 'S03 | c | 3 | 1'))).toEqual(['document/cell-empty'])
  })

  it.each(['none', 'n/a', 'N/A', '0', '✓', '`x`', 'TBD by Ana'])('answer by "%s"', async (cell) => {
    expect(await codesOf(policy, undefined, table(`S01/S02 | ${cell} | 1 | 3`, 'S03 | c | 3 | 1'))).toEqual([])
  })

  it('are not read from a comment, a fence, or a list', async () => {
    const good = table('S01 | a | 1 | 3', 'S02 | b | 2 | 2', 'S03 | c | 3 | 1')
    for (const hidden of [`x\n\n<!--\n\n${good}\n-->\n`, `x\n\n~~~\n${good}~~~\n`, 'x\n\n- S01\n- S02\n- S03\n']) {
      expect(await codesOf(policy, good, hidden)).toEqual(['document/steps-missing'])
    }
  })

  it('of a table of twenty thousand rows are judged in time', async () => {
    const rows = Array.from({ length: 9_999 }, (_, i) => `| S${String(i + 1).padStart(4, '0')} | a | ${i + 1} | ${10_000 - i} |`)
    const text = `| step | action | created | order |\n|---|---|---|---|\n${rows.join('\n')}\n${'| x | y | z | w |\n'.repeat(10_000)}`
    expect(await codesOf('steps: { ids: S0001..S9999, columns: [action], reverse-of: created }', undefined, text)).toEqual([])
  })
})

describe('lists that reverse', () => {
  const beside = {
    'migrations/S03.up.sql': 'CREATE TABLE base (id int);',
    'migrations/S04_contracts.up.sql':
      "/* CREATE TABLE no1 (id int); */ CREATE TABLE public.rule (id int, t text DEFAULT E'\\'; CREATE TABLE no2 (');\nCREATE TEMP RECURSIVE VIEW v AS SELECT 1; create table \"metric\" (id int); CREATE INDEX ON metric (id);\nDO $$ BEGIN PERFORM 1; END $$;\nCREATE TABLE unit (id int);\n",
    'migrations/S04_contracts.down.sql': 'CREATE TABLE odd (id int);',
    'docs/catalog.md': '# Catalog\n\nIntro.\n\n1. `rule`\n2. `metric`\n3. the `unit` of it\n\n- other\n',
  }
  const policy = (of: string) => `steps: { reverse-of: { list: Order, of: ${of} } }`
  const list = (body: string) => `# Order\n\n${body}\n`

  it.each([
    ['a chain', 'As made: unit -> metric -> rule; base last.', 'migrations/S04_contracts.up.sql', []],
    ['a chain with arrows and code', 'First `unit` → `metric` → `public.rule`.', 'S04_contracts', []],
    ['a chain that reaches back', 'unit -> metric -> rule -> base', 'S04_contracts', []],
    ['items', '1. unit\n2. drop metric\n3. rule', 'S04_contracts', []],
    ['a document', 'unit -> metric -> rule', 'docs/catalog.md', []],
    ['a swap', 'metric -> unit -> rule', 'S04_contracts', ['document/list-order']],
    ['a swap of items', '1. metric\n2. unit\n3. rule', 'docs/catalog.md', ['document/list-order']],
    ['a swap of items around an empty one', '- metric\n-\n- unit\n- rule', 'docs/catalog.md', ['document/list-order']],
    ['an empty item', '- unit\n-\n- metric\n- rule', 'docs/catalog.md', []],
    ['a gap', 'unit -> rule', 'S04_contracts', ['document/list-incomplete']],
    ['a gap against a document', 'unit -> rule', 'docs/catalog.md', ['document/list-incomplete']],
    ['a stranger', 'unit -> no1 -> metric -> rule', 'S04_contracts', ['document/list-unknown']],
    ['what is only made by the down', 'unit -> odd -> metric -> rule', 'S04_contracts', ['document/list-unknown']],
    ['a chain in a comment', 'x <!-- unit -> metric -> rule -->', 'S04_contracts', ['document/list-missing']],
    ['a file that is not there', 'unit -> metric -> rule', 'S05_none', ['document/order-unreadable']],
  ])('are judged by %s', async (_, body, of, expected) => {
    expect(await codesOf(policy(of), undefined, list(body), beside)).toEqual(expected)
  })

  it('miss the last of a kind that they named before', async () => {
    const view = { 'migrations/S05.up.sql': 'CREATE TABLE unit (id int);\nCREATE TABLE rule (id int);\nCREATE VIEW now AS SELECT 1;\n' }
    const [whole, tables] = [list('now -> rule -> unit'), list('rule -> unit')]
    expect(await codesOf(policy('S05'), whole, tables, view)).toEqual(['document/list-incomplete'])
    expect(await codesOf(policy('S05'), tables, tables.replace('->', '→'), view)).toEqual([])
  })

  it('may stand below a line that is no heading', async () => {
    expect(await codesOf(policy('S04_contracts'), undefined, 'Text.\n\nOrder\n-\nunit -> metric -> rule; base last\n', beside)).toEqual([])
  })
})

describe('checklists', () => {
  const policy = 'checklist: { under: Checks, items: [Backup, Verified] }'
  const list = (body: string) => `## Checks\n\n${body}\n`
  const plain = list('Do:\n\n- [ ] Backup (phase 1)\n  - [ ] Size: __\n- [x] **Verified**\n- [ ] Lunch')

  it.each([
    ['checked off', list('Do:\n\n- [x] Backup (phase 1)\n  - [x] Size: 5 GB\n- [X] Verified'), []],
    ['in another order, an item of no name gone', list('Do:\n\n- [x] Verified\n- [ ] Backup\n  - [ ] Size'), []],
    ['as lines of a plain fence', list('Do:\n\n```text\n[ ] Backup\n  [ ] Size: ___\n[ ] Verified: [ ] Yes [ ] No\n```'), []],
    [
      'as lines of a fence of code',
      list('Do:\n\n```sh\n[ ] Backup\n  [ ] Size\n[ ] Verified\n```'),
      ['document/checklist-item-missing', 'document/checklist-item-missing'],
    ],
    ['as plain items', list('Do:\n\n- Backup\n- Verified'), ['document/checklist-item-missing', 'document/checklist-item-missing']],
    ['without a part', list('Do:\n\n- [ ] Backup (phase 1)\n- [ ] Verified'), ['document/checklist-item-missing']],
    [
      'with an item struck out',
      list('Do:\n\n- [ ] Backup (phase 1)\n  - [ ] Size\n- [x] ~~Verified~~'),
      ['document/checklist-item-missing'],
    ],
    [
      'with a word of an item struck out',
      list('Do:\n\n- [ ] Backup ~~today~~ (phase 1)\n  - [ ] Size\n- [x] Verified ~~(twice)~~'),
      ['document/checklist-item-missing'],
    ],
    ['longer by a word', list('Do:\n\n- [ ] Backup skipped\n  - [ ] Size\n- [ ] Verified'), ['document/checklist-item-missing']],
    [
      'below another heading',
      `## Checks\n\nNone.\n\n## Old\n\n${plain.slice(10)}`,
      ['document/checklist-item-missing', 'document/checklist-item-missing'],
    ],
  ])('%s', async (_, after, expected) => expect(await codesOf(policy, plain, after)).toEqual(expected))
})

describe('fences', () => {
  const policy = 'fences: [{ under: Mail, fields: [Subject], placeholders: [new key] }]'
  it.each([
    ['as asked', '```\nSubject: x\n\n<new key>\n```', []],
    ['in braces', '~~~\nSUBJECT : x\n{{ new key }}\n~~~', []],
    ['one of two', '```\nother\n```\n\n```\nSubject: x\n[new key]\n```', []],
    ['without its text', '```\nSubject:\n<new key>\n```', ['document/fence-field-missing']],
    ['filled in', '```\nSubject: x\nnew key abc\n```', ['document/placeholder-missing']],
    ['of nothing', '```\n\n\u200b\n```', ['document/fence-missing']],
    ['as indented code', '    Subject: x\n    <new key>', ['document/fence-missing']],
    ['as text', 'Subject: x\n\n`<new key>`', ['document/fence-missing']],
  ])('%s', async (_, body, expected) => expect(await codesOf(policy, undefined, `## Mail\n\nSend:\n\n${body}\n`)).toEqual(expected))
})

describe('sealed documents', () => {
  it.each([
    ['true', 'a\nb\n', 'a\r\nb', []],
    ['true', 'a\nb\n', 'a\nb\n\n', ['document/changed']],
    ['true', 'a\nb\n', '\ufeffa\nb\n', ['document/changed']],
    ['true', 'a\nb\n', 'a\nb \n', ['document/changed']],
    ['append', 'a\nb', 'a\nb\nc\n', []],
    ['append', 'a\nb', 'a\nbc\n', ['document/rewritten']],
    ['append', 'a\nb', 'a\n', ['document/rewritten']],
    ['append', 'a\nb', '\ufeffa\nb\nc', ['document/rewritten']],
    ['append', undefined, 'a\n', []],
    ['true', 'a\nb\n', undefined, ['document/missing']],
  ])('%s: %j becomes %j', async (how, before, after, expected) => expect(await codesOf(`sealed: ${how}`, before, after)).toEqual(expected))
})

describe('messages', () => {
  it('say what was seen', async () => {
    expect(await sentencesOf(headings, undefined, '## Cοnclusion\n\ntext\n')).toEqual([
      'document/heading-missing: document `docs/a.md` has no heading `Conclusion`; the one in line 1 has U+03BF in it',
    ])
    expect(await sentencesOf(status, undefined, 'text\n\nStatus: A\n\n> status: B\n')).toEqual([
      'document/field-contradicts: `Status` is stated with different values in `docs/a.md`: `A` in line 3, `B` in line 5',
    ])
  })
})

describe('the drill', () => {
  const policy = `
headings: [Summary, Conclusion]
fields: { Status: IMPOSSIBLE, Doc: /^ACTIVE/ }
fresh: { field: Tested, within: 90d }
sealed: true
steps: { ids: S01..S02, columns: [action] }
checklist: { under: Conclusion, items: [Backup] }
tables: [{ under: Contacts, rows: 1 }]
fences: [{ under: Contacts, lang: sh, placeholders: [host] }]
`
  const text =
    '<!-- DOC: ACTIVE -->\n\n# Title\n\n**Status:** IMPOSSIBLE\n\n## Summary\n\ntext\n\n## Conclusion\n\nmore\n\n- [ ] Backup\n\n## Contacts\n\n| who |\n|---|\n| dba |\n\n```sh\nssh <host>\n```\n\n## Steps\n\n| step | action |\n|---|---|\n| S01 | a |\n| S02 | b |\n\n**Tested**: 2026-10-01\n'

  it('knows many weakenings, and each is caught as it says', async () => {
    const options = await asked(policy)
    const protocol = protocolOf('document', [['docs/a.md', options]])
    const before = { 'docs/a.md': text }
    expect(await told(document, protocol, before, before)).toEqual([])
    let count = 0
    for await (const { what, caughtBy, change } of weaken({ protection: protocol.protect[0]! as never, files: files(before) })) {
      count++
      if (!('edits' in change)) throw new Error('edits of files were expected')
      const after = remember(overlay(files(before), change.edits))
      const heard = nothingHeard()
      await uphold(document, protocol.protect[0]!, { before: files(before), after }, { today: '2026-11-21' }, heard)
      const found = heard.findings.map(({ code }) => code)
      expect([what, found.filter((code) => (caughtBy as readonly string[]).includes(code)).length > 0, found]).toEqual([what, true, found])
    }
    expect(count).toBeGreaterThan(30)
  })
})

it('ends in findings or a refusal for any text', async () => {
  const policy = `${headings}\n${status}\nfresh: { field: Tested, within: 1d }\nsteps: { ids: S1..S3, columns: [a], reverse-of: b }\nchecklist: { items: [x] }\ntables: [{ columns: [a] }]\nfences: [{ fields: [x] }]`
  const line = fc.constantFrom(
    '## Conclusion',
    'Status: IMPOSSIBLE',
    '| a | b | order |',
    '|---|---|---|',
    '| S1 | 1 | 2 |',
    '```',
    '- [ ] x',
    'Tested: 2026-01-01',
    '<!--',
    '-->',
    '',
    '---',
    'a -> b',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(line, fc.string({ unit: 'binary' })), { maxLength: 30 }), async (lines) => {
      const text = lines.join('\n')
      expect(await news(policy, text, text)).toEqual([])
      await news(policy, undefined, text)
    }),
    { numRuns: 200 },
  )
})
