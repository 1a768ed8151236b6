import { createHash } from 'node:crypto'
import { git } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'

/** What databases are made from, in short: the paths and contents of all SQL and of the policies, in the commit that is checked out. */
export async function contentOf(repo: Repository): Promise<string> {
  const listed = (await git(repo.place, ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'])).toString('latin1')
  const counted = listed.split('\0').filter((entry) => /\t(policies\/|.*(\.sql$|migrat|migrations\/|alembic|schema))/i.test(entry))
  return createHash('sha256').update(counted.join('\0')).digest('hex').slice(0, 32)
}
