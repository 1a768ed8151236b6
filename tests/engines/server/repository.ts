import { onTestFinished } from 'vitest'
import { type Printed, pawl } from '../../cases/command.ts'
import { caseRepository } from '../../cases/repository.ts'

/** What a migration, a rehearsed one, came to. */
export interface Told {
  id: string
  category: string
  verdict: string
  loses: string[]
  rewrites: string[]
  left: string[]
  discards: string[]
  error?: { side: string; statement: number; line: number; message: string; sqlstate?: string }
}

/** The object that `--format json` prints, as far as these tests read it. */
export interface Json {
  verdict: string
  findings: { code: string; message: string; places: { side: string; path: string; line?: number }[] }[]
  refusals: { message: string; path?: string; line?: number }[]
  limits: string[]
  databases?: { engine: string; migrations: Told[] }[]
}

export type Files = Readonly<Record<string, string>>

/** `policies/db.yaml` for a server that a variable names. */
export const database = (engine: string, more = '') =>
  `databases:\n  main:\n    engine: ${engine}\n    migrations: migrations\n    server: $PAWL_TEST_URL\n${more}`

/** Up and down of migrations, by their number and name. */
export function migrations(pairs: Readonly<Record<string, readonly [up: string, down?: string]>>): Files {
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([id, [up, down]]) => [
      [`migrations/${id}.up.sql`, up],
      ...(down === undefined ? [] : [[`migrations/${id}.down.sql`, down]]),
    ]),
  )
}

function treeOf(files: Files) {
  return new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: 'file' as const }]))
}

/** Runs a verb where `files` are committed and `staged`, where it is given, stands in the index. */
export async function told(
  words: readonly string[],
  files: Files,
  address: string | undefined,
  staged: Files = {},
): Promise<Printed & { json: Json }> {
  const repository = caseRepository()
  onTestFinished(() => repository.close())
  repository.stage(treeOf(files))
  repository.commit('before')
  if (Object.keys(staged).length) repository.stage(treeOf({ ...files, ...staged }))
  const printed = await pawl(
    repository.folder,
    [...words, '--format', 'json', '--no-cache'],
    address === undefined ? {} : { PAWL_TEST_URL: address },
  )
  return { ...printed, json: JSON.parse(printed.out) as Json }
}

/** The migrations of the one database, by id. */
export function byId({ json }: { json: Json }): Record<string, Told> {
  return Object.fromEntries((json.databases?.[0]?.migrations ?? []).map((each) => [each.id, each]))
}
