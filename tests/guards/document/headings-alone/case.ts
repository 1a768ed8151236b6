export const after = { 'docs/impossibility.md': '# A\n\n## Executive Summary\n\n## Conclusion\n' }
