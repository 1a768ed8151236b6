import { fieldsOf } from './paths.ts'
import { git } from './process.ts'
import type { Repository } from './repository.ts'

/** The tracked files whose content in the work tree is another than in the index; one that is not there is none. */
export async function editedFiles(repository: Repository): Promise<readonly string[]> {
  return fieldsOf(await git(repository.place, ['diff', '--name-only', '-z', '--diff-filter=MT', '--no-renames', '--ignore-submodules=all']))
}
