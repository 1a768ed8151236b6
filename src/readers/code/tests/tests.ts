import type { Source } from '../source.ts'
import type { Found } from './found.ts'
import { goTests } from './go.ts'
import { pythonTests } from './python.ts'
import { rustTests } from './rust.ts'
import { scriptTests } from './script.ts'

/** The tests of a name in a file, by the runner of its language; `undefined` where none is known for it. */
export function testsNamed(source: Source, name: string): Found[] | undefined {
  if (source.language === 'rust') return rustTests(source, name)
  if (source.language === 'go') return goTests(source, name)
  if (source.language === 'python') return pythonTests(source, name)
  return source.language === 'java' ? undefined : scriptTests(source, name)
}
