import type { Files } from '../../model/tree.ts'
import { codeLanguageOf } from '../../readers/code/languages.ts'
import type { Draft } from '../draft.ts'
import type { Page } from '../pages.ts'
import { aside } from '../words.ts'

const fences: Readonly<Record<string, string>> = {
  rust: 'rust',
  rs: 'rust',
  python: 'python',
  py: 'python',
  go: 'go',
  java: 'java',
  typescript: 'ts',
  ts: 'ts',
  javascript: 'js',
  js: 'js',
}
const testName = /\b(?:fn|def|func)\s+([A-Za-z_]\w*)|\b(?:it|test)\(\s*(['"`])([^'"`\n]{6,120})\2/g

/** Tests that pages name, checks in code that they show, and files that they point to. */
export async function pointedAt(files: Files, pages: readonly Page[]): Promise<Draft[]> {
  const entries = await files.entries()
  const code = [...entries].filter(([path, { mode }]) => mode === 'file' && codeLanguageOf(path) && !aside.test(path)).map(([path]) => path)
  const drafts = new Map<string, Draft>()
  const add = (draft: Draft) => {
    const key = `${draft.kind} ${draft.subject}`
    const known = drafts.get(key)
    drafts.set(key, known ? { ...known, sources: [...known.sources, ...draft.sources] } : draft)
  }
  const tests = await testsIn(files, code)
  const own = new Set(pages.map(({ path }) => path))
  for (const page of pages) {
    const { path } = page
    for (const [index, line] of page.document.text.split('\n').entries()) {
      const sources = [{ path, line: index + 1 }]
      for (const [name, file] of tests)
        if (name.length > 8 && line.includes(name)) add({ kind: 'test', subject: name, keys: { in: file }, layer: 'tests', sources })
      for (const [named] of line.matchAll(/(?<![\w/])(?:[\w.-]+\/)+[\w.-]+\.(?:md|markdown)\b/g)) {
        const found = entries.get(named)
        if (found?.mode === 'file' && !own.has(named) && !aside.test(named))
          add({ kind: 'document', subject: named, keys: {}, layer: 'documents', sources })
      }
    }
    for (const shown of await checksIn(files, page, code)) add(shown)
  }
  return [...drafts.values()]
}

/** Names of tests, each with its file. */
async function testsIn(files: Files, code: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const paths = code.filter((path) => /(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)/i.test(path)).slice(0, 2000)
  await files.prefetch?.(paths)
  for (const path of paths) {
    for (const [, name, , title] of ((await files.text(path)) ?? '').matchAll(testName)) found.set(name ?? title!, path)
  }
  return found
}

/** Conditions that a page shows as code and a file has: they are to stay. */
async function checksIn(files: Files, { path, document }: Page, code: readonly string[]): Promise<Draft[]> {
  const drafts: Draft[] = []
  for (const block of document.blocks) {
    if (block.kind !== 'code' || !Object.hasOwn(fences, block.lang.toLowerCase())) continue
    const language = fences[block.lang.toLowerCase()]!
    const [shown] = /^[ \t]*if\b[^\n]*\{\n(?:[^\n]*\n)*?[ \t]*\}/m.exec(block.text) ?? []
    const [literal] = /"[^"\n]{4,}"|'[^'\n]{4,}'/.exec(shown ?? '') ?? []
    if (shown === undefined || literal === undefined || shown.length > 400) continue
    for (const file of code.filter((each) => codeLanguageOf(each) === language).slice(0, 1000)) {
      const text = await files.text(file)
      if (!text?.includes(literal) || /(?:^|[/._-])tests?(?:[/._-]|$)/.test(file)) continue
      const contains = shown
        .replace(/\s*\/\/[^\n]*/g, '')
        .replace(/\s+/g, ' ')
        .trim()
      drafts.push({ kind: 'code', subject: file, keys: { contains }, layer: 'authorization', sources: [{ path, line: block.span.line }] })
      break
    }
  }
  return drafts
}
