import type { Change } from '../../model/change.ts'
import type { Files } from '../../model/tree.ts'
import { speaksOf } from './settings.ts'
import type { Seen } from './test.ts'

/** What runners take for files of tests, where their settings say nothing else. */
const conventions: readonly { languages: RegExp; named: RegExp; words: RegExp }[] = [
  { languages: /\.py$/, named: /(?:^|\/)(?:tests?[^/]*|[^/]*_test)\.py$/, words: /\b(?:python_files|pytest_collect_file)\b/ },
  {
    languages: /\.[cm]?[jt]sx?$/,
    named: /(?:^|[/._-])(?:tests?|specs?|__tests__)(?=[/._-])/i,
    words: /\b(?:include|testMatch|testRegex|projects)\b/,
  },
]

/**
 * The name or folder for which a runner passes over the file of a test. Go's rules are fixed; those of other runners may be set
 * elsewhere, so that a file which stood under its name before counts as run.
 */
export async function passedOver({ path }: Seen, stood: readonly Seen[], files: Change<Files>): Promise<string | undefined> {
  if (path.endsWith('.go')) return path.split('/').find((part) => /^[_.]|^testdata$/.test(part))
  if ((await files.before.entries()).has(path)) return undefined
  const rules = conventions.find(({ languages }) => languages.test(path))
  if (!rules || rules.named.test(path) || !stood.some((was) => rules.languages.test(was.path) && rules.named.test(was.path)))
    return undefined
  return (await speaksOf(files.after, path, rules.words)) ? undefined : path.split('/').at(-1)
}
