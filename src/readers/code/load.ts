import { installLine } from '../../model/install.ts'
import { Refusal } from '../../model/refusal.ts'

const name = '@ast-grep/napi'

/** What reads code by syntax. It is an optional package: where it is not installed, or has no build for this machine, that is a refusal. */
export async function loadGrammars(): Promise<typeof import('./grammars.ts')> {
  try {
    return await import('./grammars.ts')
  } catch (error) {
    if (error instanceof Refusal) throw error
    const absent = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    const why = absent ? 'is not installed' : `could not be loaded (${(error as Error).message.split('\n')[0]})`
    throw new Refusal(
      `code is read with the package \`${name}\`, which ${why}: run \`${installLine(name, import.meta.url)}\``,
      {},
      { cause: error },
    )
  }
}
