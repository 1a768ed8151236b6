import { readFileSync } from 'node:fs'

/** The version in package.json, which lies one folder up from dist and two from the source. */
export const version: string = versionFrom(['../package.json', '../../package.json'])

function versionFrom(places: readonly string[]): string {
  for (const place of places) {
    try {
      const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { name?: string; version: string }
      if (found.name === 'pawl') return found.version
    } catch {
      // The other place holds it.
    }
  }
  return '0.0.0'
}
