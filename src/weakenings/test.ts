import type { Edit } from '../model/files.ts'
import type { Files } from '../model/tree.ts'
import type { Syntax } from '../readers/code/source.ts'
import type { Target, Weakening } from './weakening.ts'

interface Seen {
  path: string
  node: Syntax
}

/** A test's own text with the text before it on its line, and its body's. */
interface Spot {
  head: string
  body: string
  tail: string
  indent: string
}

interface Way {
  what: string
  caughtBy: readonly string[]
  /** By file ending; a language without one knows no such way. */
  edits: Readonly<Record<string, (spot: Spot) => string>>
}

const whole = ({ head, body, tail }: Spot) => head + body + tail
const inBody = (open: string, statement: string, close: string) => (spot: Spot) =>
  `${spot.head}${open}${statement}${spot.body.replace(/^\{/, '')}${close}${spot.tail}`
const python = (statement: string) => (spot: Spot) => `${spot.head}${statement}\n${spot.indent}    ${spot.body}${spot.tail}`
const before = (line: string) => (spot: Spot) => `${line}\n${spot.indent}${whole(spot)}`

const ways: readonly Way[] = [
  {
    what: 'its body emptied',
    caughtBy: ['test/emptied'],
    edits: {
      rs: ({ head, tail }) => `${head}{}${tail}`,
      go: ({ head, tail }) => `${head}{}${tail}`,
      ts: ({ head, tail }) => `${head}{}${tail}`,
      py: ({ head, tail }) => `${head}pass${tail}`,
    },
  },
  {
    what: 'its body in a comment',
    caughtBy: ['test/emptied'],
    edits: {
      rs: ({ head, body, tail }) => `${head}{\n${commented(body.slice(1, -1), '//')}\n}${tail}`,
      go: ({ head, body, tail }) => `${head}{\n${commented(body.slice(1, -1), '//')}\n}${tail}`,
      ts: ({ head, body, tail }) => `${head}{\n${commented(body.replace(/^\{|\}$/g, ''), '//')}\n}${tail}`,
      py: ({ head, body, tail, indent }) => `${head}pass\n${commented(`${indent}    ${body}`, '#')}${tail}`,
    },
  },
  {
    what: 'switched off',
    caughtBy: ['test/switched-off'],
    edits: {
      rs: before('#[ignore]'),
      go: inBody('{', ' t.Skip(); ', ''),
      ts: (spot) => whole({ ...spot, head: spot.head.replace(/^[\w$]+/, (callee) => `${callee}.skip`) }),
      py: python('import pytest; pytest.skip()'),
    },
  },
  {
    what: 'an early return',
    caughtBy: ['test/returns-early', 'test/emptied'],
    edits: {
      rs: inBody('{', ' if true { return Default::default(); } ', ''),
      go: inBody('{', ' if true { return }; ', ''),
      ts: ({ head, body, tail }) => `${head}{ return; ${body.startsWith('{') ? body.slice(1) : `${body} }`}${tail}`,
      py: python('return'),
    },
  },
  {
    what: 'never compiled or run',
    caughtBy: ['test/never-runs', 'test/gone'],
    edits: {
      rs: before('#[cfg(any())]'),
      ts: (spot) => `if (false) ${whole(spot)}`,
      go: (spot) => `/*${whole(spot).replaceAll('*/', '')}*/`,
      py: (spot) => commented(whole(spot), '#'),
    },
  },
]

/** Ways to take a test away without taking its name away, in each language; where it stands twice, in every place. */
export async function* test({ protection, files }: Target<{ in: readonly string[] }>): AsyncIterable<Weakening> {
  const seen = await testsIn(files, protection.options.in, protection.subject)
  if (seen.length === 0) return
  const paths = [...new Set(seen.map(({ path }) => path))]
  const all = (edit: Edit) => new Map<string, Edit>(paths.map((path) => [path, edit]))
  yield { what: 'its file removed', caughtBy: ['test/gone'], change: { edits: all(undefined) } }
  yield { what: 'its file emptied', caughtBy: ['test/gone'], change: { edits: all('\n') } }
  for (const { what, caughtBy, edits } of ways) {
    const edited = new Map<string, Edit>()
    for (const path of paths) {
      const text = await files.text(path)
      const edit = edits[/\.(?:rs|go|py)$/.exec(path)?.[0].slice(1) ?? 'ts']
      if (text !== undefined && edit)
        edited.set(
          path,
          rewritten(
            text,
            seen.filter((each) => each.path === path),
            edit,
          ),
        )
    }
    if (edited.size === paths.length) yield { what, caughtBy, change: { edits: edited } }
  }
}

/** The tests of the name that run. */
async function testsIn(files: Files, globs: readonly string[], name: string): Promise<Seen[]> {
  const { code } = await import('../readers/code/source.ts')
  const { codeLanguageOf } = await import('../readers/code/languages.ts')
  const { testsNamed } = await import('../readers/code/tests/tests.ts')
  const seen: Seen[] = []
  for (const path of await files.match(globs)) {
    const source = codeLanguageOf(path) ? await files.read(path, code) : undefined
    for (const { node, off } of (source && testsNamed(source, name)) ?? []) if (!off) seen.push({ path, node })
  }
  return seen
}

function rewritten(text: string, tests: readonly Seen[], edit: (spot: Spot) => string): string {
  let result = text
  for (const { node } of [...tests].sort((a, b) => b.node.range().start.index - a.node.range().start.index)) {
    const range = node.range()
    const [start, end] = [range.start.index, range.end.index]
    const callback = node
      .field('arguments')
      ?.namedChildren()
      .findLast((each) => each.field('body') !== null)
    const body = (callback ?? node).field('body')?.range()
    if (!body) continue
    const spot = {
      head: text.slice(start, body.start.index),
      body: text.slice(body.start.index, body.end.index),
      tail: text.slice(body.end.index, end),
      indent: /[ \t]*$/.exec(text.slice(0, start))![0],
    }
    result = result.slice(0, start) + edit(spot) + result.slice(end)
  }
  return result
}

function commented(text: string, mark: string): string {
  return text
    .split('\n')
    .map((line) => `${mark} ${line}`)
    .join('\n')
}
