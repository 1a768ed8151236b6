import type { Edit } from '../../model/files.ts'
import type { Files } from '../../model/tree.ts'
import type { Weakening } from '../guard.ts'
import type { CodeProtection } from './code.ts'
import type { codes } from './codes.ts'
import { lookFor, type Match } from './matches.ts'

type Code = keyof typeof codes & string

interface Way {
  what: string
  caughtBy: readonly Code[]
  edit(code: string, language: 'rust' | 'python' | 'go' | 'other', indent: string): string | undefined
}

const gone: readonly Code[] = ['code/gone']
const dead: readonly Code[] = ['code/dead', 'code/gone']

const ways: readonly Way[] = [
  { what: 'the code removed', caughtBy: gone, edit: (_, language) => (language === 'python' ? 'pass' : ';') },
  {
    what: 'the code in a comment',
    caughtBy: gone,
    edit: (code, language) => (language === 'python' ? `pass\n${lines(code, '#')}` : `\n${lines(code, '//')}\n;`),
  },
  { what: 'the code in a string', caughtBy: gone, edit: (code) => JSON.stringify(code) },
  {
    what: 'the code behind false',
    caughtBy: dead,
    edit: (code, language, indent) =>
      language === 'python'
        ? `if False:\n${code.replace(/^/gm, `${indent}    `)}`
        : language === 'other'
          ? `if (false) { ${code} }`
          : `if false { ${code} }`,
  },
  {
    what: 'the code after a throw',
    caughtBy: dead,
    edit: (code, language, indent) =>
      ({
        rust: `panic!("x"); ${code}`,
        python: `raise Exception()\n${indent}${code}`,
        go: `panic("x"); ${code}`,
        other: `throw new Error("x"); ${code}`,
      })[language],
  },
]

/** Ways to take code out of what runs without it being missed as text. */
export async function* weakenings(protection: CodeProtection, files: Files): AsyncIterable<Weakening<Code>> {
  const { contains, absent } = protection.options
  const same = { before: files, after: files }
  if (contains !== undefined) {
    const live = (await Array.fromAsync(lookFor(contains, protection, same))).filter((match) => !match.dead)
    const paths = [...new Set(live.map(({ path }) => path))]
    if (paths.length > 0) {
      yield { what: 'its files removed', caughtBy: gone, change: { edits: new Map(paths.map((path) => [path, undefined])) } }
      for (const { what, caughtBy, edit } of ways) {
        const edits = new Map<string, Edit>(
          paths.map((path) => [
            path,
            rewritten(
              live.filter((match) => match.path === path),
              edit,
            ),
          ]),
        )
        yield { what, caughtBy, change: { edits } }
      }
    }
  }
  if (absent !== undefined) yield* brought(protection, absent, files)
}

/** A pattern without variables is code itself, so it can be put where it must not be. */
async function* brought(protection: CodeProtection, absent: string, files: Files): AsyncIterable<Weakening<Code>> {
  const [path] = await files.match([protection.subject])
  const text = path === undefined ? undefined : await files.text(path)
  if (path === undefined || text === undefined) return
  const code = absent.replace(/\$\$\$[A-Z0-9_]*/g, '').replace(/\$([A-Z][A-Z0-9_]*)/g, (_, name: string) => name.toLowerCase())
  yield { what: 'the code brought in', caughtBy: ['code/present'], change: { edits: new Map([[path, `${text}\n${code}\n`]]) } }
}

function rewritten(matches: readonly Match[], edit: Way['edit']): string {
  let text = matches[0]!.text
  for (const { node, path } of [...matches].reverse()) {
    const { start, end } = node.range()
    const language = path.endsWith('.rs') ? 'rust' : path.endsWith('.py') ? 'python' : path.endsWith('.go') ? 'go' : 'other'
    const indent = /[ \t]*$/.exec(text.slice(0, start.index))![0]
    const code = text.slice(start.index, end.index)
    text = text.slice(0, start.index) + (edit(code, language, indent) ?? code) + text.slice(end.index)
  }
  return text
}

function lines(code: string, mark: string): string {
  return code.replace(/^/gm, `${mark} `)
}
