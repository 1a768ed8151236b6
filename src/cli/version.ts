import { readFileSync } from 'node:fs'

// The build writes it in, so that no file has to be read for it.
declare const PAWL_VERSION: string | undefined

/** The version in package.json. */
export const version: string = typeof PAWL_VERSION === 'string' ? PAWL_VERSION : ownVersion()

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
