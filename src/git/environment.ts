import { resolve } from 'node:path'

/** What git itself sets for a hook, and says where the repository is: kept. */
const places = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_SHALLOW_FILE']
/** Set by `git receive-pack` for objects that are pushed and not yet accepted; believed only with `GIT_QUARANTINE_PATH`. */
const quarantine = ['GIT_QUARANTINE_PATH', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES']
/** Where the caller's own configuration stands; `safe.directory` is read from there. */
const configuration = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_DISCOVERY_ACROSS_FILESYSTEM']

const ours = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // What git before 2.45 has instead of GIT_NO_LAZY_FETCH: no transport is allowed, so no fetch can start.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
}

/**
 * The environment that git is run with: of `GIT_*` only what a hook was handed and where configuration stands.
 * Relative places are made absolute against `cwd`, but for GIT_INDEX_FILE, which git reads from the top of the work tree.
 */
export function gitEnvironment(env: NodeJS.ProcessEnv, cwd: string): NodeJS.ProcessEnv {
  const clean: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(env)) if (!/^(GIT_|LC_|LANGUAGE$)/i.test(name)) clean[name] = value
  for (const name of places) if (env[name]) clean[name] = resolve(cwd, env[name])
  // git hands a hook the work tree with the repository that it belongs to; alone, a shell left it behind.
  if (!clean.GIT_DIR) delete clean.GIT_WORK_TREE
  for (const name of configuration) if (env[name] !== undefined) clean[name] = env[name]
  if (env.GIT_INDEX_FILE) clean.GIT_INDEX_FILE = env.GIT_INDEX_FILE
  if (env.GIT_QUARANTINE_PATH) for (const name of quarantine) if (env[name]) clean[name] = env[name]
  return { ...clean, ...ours, GIT_GRAFT_FILE: process.platform === 'win32' ? 'NUL' : '/dev/null' }
}
