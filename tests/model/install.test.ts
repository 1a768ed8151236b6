import { expect, it } from 'vitest'
import { asOnServer } from '../../src/engines/server-postgres/cage.ts'
import { installLine, saysInstall } from '../../src/model/install.ts'
import { Refusal } from '../../src/model/refusal.ts'

const here = 'npm i -D @ast-grep/lang-rust'
const everywhere = 'npm install --global @ast-grep/lang-rust'

it.each([
  ['file:///home/ada/shop/node_modules/pawl/dist/chunk-A.js', here],
  ['file:///home/ada/shop/node_modules/.pnpm/pawl@0.1.0/node_modules/pawl/dist/chunk-A.js', here],
  ['file:///home/ada/pawl/src/readers/code/load.ts', here],
  [undefined, here],
  ['file:///usr/local/lib/node_modules/pawl/dist/chunk-A.js', everywhere],
  ['file:///home/ada/.nvm/versions/node/v24.12.0/lib/node_modules/pawl/dist/chunk-A.js', everywhere],
  ['file:///C:/Users/ada/AppData/Roaming/npm/node_modules/pawl/dist/chunk-A.js', everywhere],
  ['file:///C:/nvm/v24.12.0/node_modules/pawl/dist/chunk-A.js', everywhere],
  ['file:///home/ada/.npm/_npx/0a1b/node_modules/pawl/dist/chunk-A.js', 'npm i -D pawl @ast-grep/lang-rust'],
])('says for a pawl at %s where its optional packages go', (url, line) => {
  expect(installLine('@ast-grep/lang-rust', url)).toBe(line)
  // Whoever reads the line out of a refusal finds each of its forms.
  expect(saysInstall.exec(`which is not installed: run \`${line}\`, or wait`)?.[1]).toBe(line)
  const missing = `the extension \`vector\` needs the package \`p\`: run \`${line}\`, or rehearse on a server that has it: \`server: $PAWL_POSTGRES_URL\``
  expect(asOnServer(new Refusal(missing))).toMatchObject({ message: 'the extension `vector` is not there; install it there' })
})
