import type { DynamicLangRegistrations } from '@ast-grep/napi'
import * as engine from '@ast-grep/napi'
import { installLine } from '../../model/install.ts'
import { Refusal } from '../../model/refusal.ts'
import type { CodeLanguage } from './languages.ts'

/** The packages that hold the grammars which are not built in. */
const packages = { rust: '@ast-grep/lang-rust', python: '@ast-grep/lang-python', go: '@ast-grep/lang-go', java: '@ast-grep/lang-java' }

/** The engine takes grammars once, so all that are installed are given at the first import of this module. */
const registering = registerAll()

/** The engine with a grammar, or a refusal that names the package to install. */
export async function engineFor(language: CodeLanguage): Promise<typeof engine> {
  if (!(await registering).has(language) && language in packages) {
    const name = packages[language as keyof typeof packages]
    const line = installLine(name, import.meta.url)
    throw new Refusal(`${language} is read with the package \`${name}\`, which is not installed: run \`${line}\``)
  }
  return engine
}

/** The engine's name of a language. */
export const engineNames: Readonly<Record<CodeLanguage, string>> = {
  rust: 'rust',
  python: 'python',
  go: 'go',
  java: 'java',
  ts: engine.Lang.TypeScript,
  tsx: engine.Lang.Tsx,
  js: engine.Lang.JavaScript,
}

async function registerAll(): Promise<ReadonlySet<string>> {
  const found: DynamicLangRegistrations = {}
  for (const [language, name] of Object.entries(packages)) {
    const grammar = await import(name).then(
      ({ default: loaded }) => (loaded.libraryPath ? loaded : undefined),
      () => undefined,
    )
    if (grammar) found[language] = grammar
  }
  if (Object.keys(found).length) engine.registerDynamicLanguage(found)
  return new Set(Object.keys(found))
}
