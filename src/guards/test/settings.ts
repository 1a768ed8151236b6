import type { Files } from '../../model/tree.ts'
import type { Seen } from './test.ts'

/** Files of runners that may leave tests out, with the words that do it. */
const settings: readonly { languages: RegExp; file: RegExp; globs: readonly string[]; words: RegExp }[] = [
  {
    languages: /\.[cm]?[jt]sx?$/,
    file: /(?:^|\/)(?:vitest|vite|jest)\.(?:config|workspace)\.[cm]?[jt]s(?:on)?$/,
    globs: ['**/{vitest,vite,jest}.{config,workspace}.*'],
    words: /\b(?:exclude|include|testMatch|testRegex|testPathIgnorePatterns|testNamePattern|roots|projects)\b/,
  },
  {
    languages: /\.py$/,
    file: /(?:^|\/)(?:pytest\.ini|pyproject\.toml|setup\.cfg|tox\.ini|conftest\.py)$/,
    globs: ['**/{pytest.ini,pyproject.toml,setup.cfg,tox.ini,conftest.py}'],
    words:
      /\b(?:testpaths|norecursedirs|collect_ignore\w*|python_files|python_classes|python_functions|pytest_ignore_collect|pytest_collection_modifyitems)\b|--(?:ignore|deselect)\b|-[mk] /,
  },
  {
    languages: /\.rs$/,
    file: /(?:^|\/)Cargo\.toml$/,
    globs: ['**/Cargo.toml'],
    words: /^\s*(?:autotests|test)\s*=\s*false|^\s*\[\[test\]\]|^\s*required-features/m,
  },
]

/** Watched beside the tests, so that a change of settings alone is looked at. */
export const settingsGlobs: readonly string[] = settings.flatMap(({ globs }) => globs)

/** Whether the settings of a runner, or the scripts of package.json, name what it takes for files of tests. */
export async function speaksOf(files: Files, path: string, words: RegExp): Promise<boolean> {
  const entries = await files.entries()
  for (const each of entries.keys()) {
    const rules = settings.find(({ languages, file }) => languages.test(path) && file.test(each))
    if (rules && words.test((await files.text(each)) ?? '')) return true
    if (/(?:^|\/)(?:package\.json|Makefile|[^/]*\.ya?ml)$/.test(each) && ((await files.text(each)) ?? '').includes(path.split('/').at(-1)!))
      return true
  }
  return false
}

/** Settings that may leave a test out are not followed: they are said. */
export async function leavesOut(files: Files, seen: readonly Seen[]): Promise<string[]> {
  const limits = new Set<string>()
  const entries = await files.entries()
  for (const { languages, file, words } of settings) {
    const tests = seen.filter(({ path }) => languages.test(path))
    for (const path of tests.length ? entries.keys() : []) {
      const folder = path.replace(/[^/]*$/, '')
      if (!file.test(path) || !tests.some((each) => each.path.startsWith(folder))) continue
      if (words.test((await files.text(path)) ?? '')) limits.add(`what \`${path}\` leaves out of a run of tests was not looked at`)
    }
  }
  return [...limits]
}
