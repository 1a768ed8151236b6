import type { Edit } from '../../../../src/model/files.ts'

export const after: Record<string, Edit> = {
  'dev/hooks/pre-commit': { content: '/bin/true', mode: 'symlink' },
}
