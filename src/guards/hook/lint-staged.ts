import type { Files } from '../../model/tree.ts'
import { regularText } from '../../readers/hooks/steps.ts'
import type { AskedCommand } from './asked.ts'
import type { Judged } from './judge.ts'

const configurations = ['.lintstagedrc*', 'lint-staged.config.*']

/** A command that stands in lint-staged's own configuration does not run on each commit: deletions never reach it. */
export async function underLintStaged(files: Files, judged: Judged, asked: AskedCommand): Promise<Judged | undefined> {
  if (judged.code !== 'hook/command-missing' && judged.code !== 'hook/not-followed') return undefined
  const hook = (await regularText(files, judged.path)) ?? ''
  if (!/\blint-staged\b/.test(hook)) return undefined
  for (const path of ['package.json', ...(await files.match(configurations))]) {
    const text = await regularText(files, path)
    const stated = path === 'package.json' ? lintStagedOf(text ?? '') : text
    if (!stated?.includes(asked.words.slice(0, 2).join(' '))) continue
    return {
      code: 'hook/not-always-run',
      path: judged.path,
      seen: 'lint-staged runs it, and never for a file that is deleted',
      places: [{ side: 'after', path }],
    }
  }
  return undefined
}

function lintStagedOf(text: string): string | undefined {
  try {
    return JSON.stringify((JSON.parse(text) as Record<string, unknown>)['lint-staged'])
  } catch {
    return undefined
  }
}
