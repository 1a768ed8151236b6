/** The languages of code that pawl reads by syntax. */
export type CodeLanguage = 'rust' | 'python' | 'go' | 'java' | 'ts' | 'tsx' | 'js'

/** The language of each file ending. */
const endings: Readonly<Record<string, CodeLanguage>> = {
  rs: 'rust',
  py: 'python',
  pyi: 'python',
  go: 'go',
  java: 'java',
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
  js: 'js',
  mjs: 'js',
  cjs: 'js',
  jsx: 'js',
}

/** The language of a file by its ending. */
export function codeLanguageOf(path: string): CodeLanguage | undefined {
  const ending = /\.([a-z]+)$/.exec(path)?.[1]
  return ending === undefined || !Object.hasOwn(endings, ending) ? undefined : endings[ending]
}

/** The file endings that are read as code, for messages. */
export const codeEndings: readonly string[] = Object.keys(endings)
