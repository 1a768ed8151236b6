import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

// The types of the programmatic interface: those of its first file, and of what that speaks of. What lies behind is nobody's.
const root = join(import.meta.dirname, '..')
const made = mkdtempSync(join(root, 'dist', '.types-'))
try {
  const how = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', made, '--rootDir', 'src']
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const given = ['--ignoreConfig', ...settings(), ...how, 'src/cli/api.ts']
  // Declarations of files that are not reached may be ones that nobody can write; `npm run types` judges the code itself.
  spawnSync(process.execPath, [compiler, ...given], { cwd: root })
  rmSync(join(root, 'dist', 'types'), { recursive: true, force: true })
  const open = ['cli/api.d.ts']
  const seen = new Set(open)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const text = readFileSync(join(made, next), 'utf8')
    for (const [, target] of text.matchAll(/from '(\.[^']+)\.ts'/g)) {
      const path = relative(made, join(made, dirname(next), `${target}.d.ts`))
      if (!seen.has(path)) open.push(path)
      seen.add(path)
    }
    const place = join(root, 'dist', 'types', next)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text.replace(/(from '\.[^']+)\.ts'/g, "$1.js'"))
  }
} finally {
  rmSync(made, { recursive: true, force: true })
}

/** The settings of tsconfig.json that declarations are made by. */
function settings(): string[] {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  const taken = ['target', 'lib', 'module', 'moduleResolution', 'types', 'strict', 'allowImportingTsExtensions', 'skipLibCheck']
  return taken.flatMap((name) => [`--${name}`, String(compilerOptions[name])])
}
