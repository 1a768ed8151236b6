import { declaredCodes } from './codes.ts'

/** `src/policy/code-names.ts`: the names of all findings, for the policies that speak of them. */
export async function codeNames(): Promise<[URL, string]> {
  const names = [...(await declaredCodes()).keys()].map((name) => `  '${name}',\n`).join('')
  const head = '/** The codes of all findings that pawl can tell, as `npm run generate` writes them. */\n'
  return [
    new URL('../src/policy/code-names.ts', import.meta.url),
    `${head}export const codeNames: ReadonlySet<string> = new Set([\n${names}])\n`,
  ]
}
