import type { Value } from './values.ts'

/** The folder or file that a value names as seen from a folder; `data` where only runs tell. */
export function inFolder(cwd: Value, target: Value, scriptFolder: string): Value {
  if (target.is === 'place') {
    const base = target.base === 'root' ? '' : scriptFolder
    return at(joined(base, target.rest.replace(/^\/+/, '')))
  }
  if (target.is !== 'text') return { is: 'data' }
  if (/^[/~]|^-$/.test(target.text)) return { is: 'text', text: target.text }
  if (cwd.is === 'place') return at(joined(cwd.base === 'root' ? cwd.rest : scriptFolder, target.text))
  return cwd.is === 'text' ? { is: 'text', text: `${cwd.text}/${target.text}` } : { is: 'data' }
}

/** The path within the repository that a value comes to, `undefined` where it is outside of it or not known. */
export function pathIn(cwd: Value, target: Value, scriptFolder: string): string | undefined {
  const value = inFolder(cwd, target, scriptFolder)
  return value.is === 'place' ? value.rest.replace(/^\//, '') : undefined
}

function at(path: string | undefined): Value {
  return path === undefined ? { is: 'text', text: '/outside' } : { is: 'place', base: 'root', rest: path === '' ? '' : `/${path}` }
}

function joined(base: string, target: string): string | undefined {
  const parts: string[] = []
  for (const part of `${base}/${target}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
