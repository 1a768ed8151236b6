import type { Edit } from '../../../../src/model/files.ts'

export const after: Record<string, Edit> = {
  '.github/workflows/pawl.yml': { content: '../pawl.yml', mode: 'symlink' },
}
