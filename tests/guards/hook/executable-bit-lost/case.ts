import type { Edit } from '../../../../src/model/files.ts'

export const after: Record<string, Edit> = {
  'dev/hooks/pre-commit': { content: '#!/bin/sh\nset -e\npawl hook pre-commit\n', mode: 'file' },
}
