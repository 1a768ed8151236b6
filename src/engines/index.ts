import type { Engine, Ground } from './engine.ts'

/** The register of engines, loaded when a database of theirs is rehearsed. */
const engines: Readonly<Record<Ground['engine'], () => Promise<Engine>>> = {
  postgres: async () => (await import('./postgres/engine.ts')).postgres,
  sqlite: async () => (await import('./sqlite/engine.ts')).sqlite,
  mysql: async () => (await import('./mysql/engine.ts')).mysql,
}

/** The engine of a name; throws a Refusal where it cannot be had. */
export function engineOf(name: Ground['engine']): Promise<Engine> {
  return engines[name]()
}
