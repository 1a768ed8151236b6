import type { Edit } from '../model/files.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import type { Syntax } from '../readers/code/source.ts'
import { edit, type Target, type Weakening } from './weakening.ts'

interface CodeOptions {
  contains?: string
  absent?: string
}

interface Match {
  path: string
  text: string
  node: Syntax
}

interface Way {
  what: string
  caughtBy: readonly string[]
  change(code: string, language: 'rust' | 'python' | 'go' | 'other', indent: string): string | undefined
}

const gone: readonly string[] = ['code/gone']
const dead: readonly string[] = ['code/dead', 'code/gone']

const ways: readonly Way[] = [
  { what: 'the code removed', caughtBy: gone, change: (_, language) => (language === 'python' ? 'pass' : ';') },
  {
    what: 'the code in a comment',
    caughtBy: gone,
    change: (code, language) => (language === 'python' ? `pass\n${lines(code, '#')}` : `\n${lines(code, '//')}\n;`),
  },
  { what: 'the code in a string', caughtBy: gone, change: (code) => JSON.stringify(code) },
  {
    what: 'the code behind false',
    caughtBy: dead,
    change: (code, language, indent) =>
      language === 'python'
        ? `if False:\n${code.replace(/^/gm, `${indent}    `)}`
        : language === 'other'
          ? `if (false) { ${code} }`
          : `if false { ${code} }`,
  },
  {
    what: 'the code after a throw',
    caughtBy: dead,
    change: (code, language, indent) =>
      ({
        rust: `panic!("x"); ${code}`,
        python: `raise Exception()\n${indent}${code}`,
        go: `panic("x"); ${code}`,
        other: `throw new Error("x"); ${code}`,
      })[language],
  },
]

/** Code that must stand is taken out of what runs, without being missed as text; code that must not stand is brought in. */
export async function* code({ protection, files }: Target<CodeOptions>): AsyncIterable<Weakening> {
  const { contains, absent } = protection.options
  if (contains !== undefined) {
    const live = await placesOf(contains, protection.subject, files)
    const paths = [...new Set(live.map(({ path }) => path))]
    if (paths.length > 0) {
      yield { what: 'its files removed', caughtBy: gone, change: { edits: new Map(paths.map((path) => [path, undefined])) } }
      for (const { what, caughtBy, change } of ways) {
        const edits = new Map<string, Edit>(
          paths.map((path) => [
            path,
            rewritten(
              live.filter((match) => match.path === path),
              change,
            ),
          ]),
        )
        yield { what, caughtBy, change: { edits } }
      }
    }
  }
  if (absent !== undefined) yield* brought(protection.subject, absent, files)
}

/** A pattern without variables is code itself, so it can be put where it must not be. */
async function* brought(glob: string, absent: string, files: Files): AsyncIterable<Weakening> {
  const [path] = await files.match([glob])
  const text = path === undefined ? undefined : await files.text(path)
  if (path === undefined || text === undefined) return
  const code = absent.replace(/\$\$\$[A-Z0-9_]*/g, '').replace(/\$([A-Z][A-Z0-9_]*)/g, (_, name: string) => name.toLowerCase())
  const python = path.endsWith('.py')
  const wrapped: readonly [string, string][] = python
    ? [
        ['in a function', `def pawl():\n${code.replace(/^/gm, '    ')}`],
        ['in a condition', `if len(__name__) > 0:\n${code.replace(/^/gm, '    ')}`],
      ]
    : /\.[cm]?[jt]sx?$/.test(path)
      ? [
          ['in a function', `export function pawl() {\n  ${code}\n}`],
          ['in a condition', `if (Date.now() > 0) {\n  ${code}\n}`],
          ['behind a comment', `/* pawl */ ${code}`],
          ['over several lines', code.replace(/([(,{])\s*/g, '$1\n')],
        ]
      : []
  const bring = (what: string, whole: string) => edit(what, path, whole, 'code/present')
  yield bring('the code brought in', `${text}\n${code}\n`)
  yield bring('the code brought in ahead of all', `${code}\n${text}`)
  for (const [how, each] of wrapped) yield bring(`the code brought in ${how}`, `${text}\n${each}\n`)
}

/** Where a pattern stands in code that can run. */
async function placesOf(pattern: string, glob: string, files: Files): Promise<Match[]> {
  const { codeLanguageOf } = await import('../readers/code/languages.ts')
  const { bareCode } = await import('../readers/code/source.ts')
  const { matchesOf, readPattern } = await import('../readers/code/search.ts')
  const { deadBecause } = await import('../readers/code/alive.ts')
  const found: Match[] = []
  for (const path of await files.match([glob])) {
    const language = codeLanguageOf(path)
    const source = language && (await files.read(path, bareCode))
    if (!source) continue
    try {
      const live = matchesOf(await readPattern(pattern, language), source).filter((node) => !deadBecause(node, source))
      found.push(...live.map((node) => ({ path, text: source.text, node })))
    } catch (error) {
      // What is no code of this language stands in no file of it.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return found
}

function rewritten(matches: readonly Match[], change: Way['change']): string {
  let text = matches[0]!.text
  for (const { node, path } of [...matches].reverse()) {
    const { start, end } = node.range()
    const language = path.endsWith('.rs') ? 'rust' : path.endsWith('.py') ? 'python' : path.endsWith('.go') ? 'go' : 'other'
    const indent = /[ \t]*$/.exec(text.slice(0, start.index))![0]
    const code = text.slice(start.index, end.index)
    text = text.slice(0, start.index) + (change(code, language, indent) ?? code) + text.slice(end.index)
  }
  return text
}

function lines(code: string, mark: string): string {
  return code.replace(/^/gm, `${mark} `)
}
