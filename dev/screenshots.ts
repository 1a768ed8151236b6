import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rich } from '../tests/reporters/example.ts'
import { outputs } from '../tests/reporters/outputs.ts'
import { chromiumHere } from './chromium.ts'

// Takes the pictures of docs/screenshots anew: the report of the rich example, light and dark, on a screen and a phone.
const target = new URL('../docs/screenshots/', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'pawl-screenshots-'))
mkdirSync(target, { recursive: true })
const browser = await chromiumHere()
try {
  const file = join(folder, 'report.html')
  writeFileSync(file, outputs['report.html']!(rich))
  for (const [name, scheme, width, height, hash, whole] of [
    ['report-light', 'light', 1180, 900, '', false],
    ['report-dark', 'dark', 1180, 900, '#migrations', false],
    ['report-findings', 'light', 1180, 900, '#findings', false],
    ['report-phone', 'dark', 390, 844, '', false],
    ...(process.argv.includes('--whole')
      ? ([
          ['whole', 'light', 1180, 900, '', true],
          ['whole-dark', 'dark', 1180, 900, '', true],
          ['whole-phone', 'light', 390, 844, '', true],
        ] as const)
      : []),
  ] as const) {
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height }, deviceScaleFactor: 1, reducedMotion: 'reduce' })
    await page.goto(`${pathToFileURL(file).href}${hash}`)
    await page.screenshot({ path: join(whole ? tmpdir() : target, `${name}.png`), fullPage: whole })
    await page.close()
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
