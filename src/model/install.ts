const shared = /\/(?:lib|npm|nodejs|v\d+\.\d+\.\d+)\/node_modules\/pawl\//
const borrowed = /\/_npx\/[^/]+\/node_modules\/pawl\//

/** Where a text says to run such a line. */
export const saysInstall = /run `(npm (?:i|install) [^`]+)`/

/** The line that puts an optional package where this pawl finds it; `url` is where a module of pawl lies. */
export function installLine(name: string, url: string | undefined): string {
  if (url !== undefined && shared.test(url)) return `npm install --global ${name}`
  // What npx fetched for one call finds nothing of the project's.
  if (url !== undefined && borrowed.test(url)) return `npm i -D pawl ${name}`
  return `npm i -D ${name}`
}
