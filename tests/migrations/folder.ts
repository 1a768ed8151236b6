import type { Chain } from '../../src/migrations/migration.ts'
import { readChain } from '../../src/migrations/recognise.ts'
import { type Edit, emptyTree, overlay, remember } from '../../src/model/files.ts'
import type { DatabaseDefinition } from '../../src/model/policy.ts'
import type { Script } from '../../src/model/script.ts'

const usual: DatabaseDefinition = {
  name: 'main',
  engine: 'postgres',
  migrations: 'migrations',
  extensions: [],
  roles: [],
  settings: {},
  env: [],
  at: { path: 'policies/db.yaml', span: { line: 2, column: 3, endLine: 2, endColumn: 7 } },
}

/** The chain of a folder `migrations` with these files; a path that begins with a slash stands at the root of the tree. */
export function chain(
  files: Record<string, Edit>,
  some: Partial<DatabaseDefinition> = {},
  options: { runsCode?: boolean } = {},
): Promise<Chain> {
  const folder = some.migrations ?? usual.migrations
  const paths = Object.entries(files).map(([path, edit]) => [path.startsWith('/') ? path.slice(1) : `${folder}/${path}`, edit] as const)
  return readChain(remember(overlay(emptyTree, new Map(paths))), { ...usual, ...some }, options)
}

/** What would be run, one line a script: direction, id, way, text with blanks drawn together. */
export function told({ migrations }: Chain): string[] {
  const line = (word: string, script: Script | undefined) =>
    script ? [`${word} ${script.migration} (${script.wrap}): ${script.text.replace(/\s+/g, ' ').trim()}`] : []
  return migrations.flatMap(({ up, down, verify }) => [...line('up', up), ...line('down', down), ...line('verify', verify)])
}

/** The line and column at which a script's text begins in its file, and the file. */
export function place(script: Script | undefined): string {
  return script ? `${script.path}:${script.line ?? 1}:${script.column ?? 1}` : 'nowhere'
}
