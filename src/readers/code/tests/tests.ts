import { type Source, withinStack } from '../source.ts'
import type { Found } from './found.ts'
import { goTests } from './go.ts'
import { pythonTests } from './python.ts'
import { rustTests } from './rust.ts'
import { scriptTests } from './script.ts'

/** The tests of a name in a file, by the runner of its language; `undefined` where none is known for it. */
export function testsNamed(source: Source, name: string): Found[] | undefined {
  if (source.language === 'java') return undefined
  const read = { rust: rustTests, go: goTests, python: pythonTests, ts: scriptTests, tsx: scriptTests, js: scriptTests }[source.language]
  return withinStack(source.path, () => read(source, name))
}
