import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumHere } from '../../dev/chromium.ts'
import type { Report } from '../../src/model/report.ts'
import { quiet, rich, undecided } from './example.ts'
import { outputs } from './outputs.ts'

/** The page's own world, which the functions given to it see. */
declare const document: any
declare const innerHeight: number
declare const innerWidth: number

let browser: Browser
let folder: string
let page: Page
const asked: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-html-'))
  browser = await chromiumHere()
})
afterEach(async () => {
  await page.context().close()
  expect(asked.splice(0)).toEqual([])
  expect(complaints.splice(0)).toEqual([])
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Seen {
  hash?: string
  width?: number
  dark?: boolean
  script?: boolean
}

async function open(report: Report, { hash = '', width = 1180, dark = false, script = true }: Seen = {}): Promise<Page> {
  const file = join(folder, 'report.html')
  writeFileSync(file, outputs['report.html']!(report))
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    javaScriptEnabled: script,
  })
  page = await context.newPage()
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) asked.push(request.url())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${pathToFileURL(file).href}${hash}`)
  return page
}

const shown = () => page.locator('.finding:visible h3').allTextContents()
const inView = (selector: string) =>
  page.locator(selector).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  })

describe('the page', () => {
  it('says first whether all holds', async () => {
    await open(rich)
    expect(await page.title()).toBe('pawl audit: slipped')
    expect(await page.locator('h1').textContent()).toBe('Slipped')
    expect(await page.locator('.answer').textContent()).toBe('2 of 3 protocols hold less than required.')
    await page.close()
    await open(quiet)
    expect(await page.locator('h1').textContent()).toBe('Held')
    expect(await page.locator('section').count()).toBe(0)
    await page.close()
    await open(undecided)
    expect(await page.locator('h1').textContent()).toBe('Could not decide')
    expect(await page.locator('#refused li').textContent()).toContain('policies/db.yaml:7:8')
  })

  it('shows protocols as rows and layers as columns, each cell what is held of how much', async () => {
    await open(rich)
    const cells = await page
      .locator('.coverage tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell.firstElementChild ?? cell).textContent)))
    expect(cells[0]).toEqual(['Protocol', 'All', 'infrastructure', 'database', 'token-format', 'authorization', 'api'])
    expect(cells[1]!.slice(2)).toEqual(['4/5', '4/5', '1/2', '2/2', '2/2'])
    expect(await page.locator('.coverage tbody tr').nth(1).locator('.cell.slipped').count()).toBe(2)
  })

  it('draws a point of the history for each commit, and a step of the timeline for each migration', async () => {
    await open(rich)
    expect(await page.locator('.history circle').count()).toBe(rich.history!.length)
    expect(await page.locator('.history circle title').last().textContent()).toBe('2026-11-20 7777777: 19/23')
    const verdicts = await page.locator('.strip a').evaluateAll((links) => links.map((link) => link.className))
    expect(verdicts).toEqual(rich.databases![0]!.migrations.map(({ verdict }) => verdict))
    expect(await page.locator('.timeline li.partial dd').textContent()).toBe('policy tenant_isolation on public.scores is missing')
  })

  it('shows each finding as the terminal does, and what stood before beside what comes after', async () => {
    await open(rich)
    const text = outputs['report.txt']!(rich)
    for (const block of await page.locator('.finding:not(.amended) .terminal').allTextContents()) expect(text).toContain(block)
    const sides = page.locator('.finding', { hasText: 'api_tokens.agent_id' }).first().locator('.side')
    expect(await sides.locator('mark').allTextContents()).toEqual(
      ['agent_id text NOT NULL', 'ALTER TABLE api_tokens DROP COLUMN agent_id;'].map((each) => expect.stringContaining(each.slice(0, 20))),
    )
  })

  it('runs nothing that a report holds', async () => {
    await open(rich)
    expect(await page.locator('main script, main b b').count()).toBe(0)
    expect(await page.locator('.terminal').first().textContent()).toContain('<script>alert(1)</script>')
  })
})

describe('finding the way', () => {
  it('keeps what fits every word of the filter, and says how many', async () => {
    await open(rich)
    await page.keyboard.press('/')
    await page.keyboard.type('database DROPPED')
    expect(await shown()).toEqual(['column api_tokens.agent_id is dropped, and its data goes with it'])
    expect(await page.locator('output').textContent()).toBe('1 of 6')
    expect(new URL(page.url()).hash).toBe('#q=database%20DROPPED')
    await page.keyboard.type(' nowhere')
    expect(await page.locator('.nothing').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await shown()).toHaveLength(6)
    expect(new URL(page.url()).hash).toBe('')
  })

  it('leaves out what is not ticked', async () => {
    await open(rich)
    await page.getByLabel('4 errors').uncheck()
    expect(await page.locator('.finding:visible').evaluateAll((all) => all.map((each) => (each as any).dataset.level))).toEqual([
      'warning',
      'amended',
    ])
  })

  it('goes from finding to finding by keys', async () => {
    await open(rich)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    const focused = () => page.evaluate(() => document.activeElement?.querySelector('h3')?.textContent)
    expect(await focused()).toContain('api_tokens.agent_id')
    await page.keyboard.press('k')
    expect(await focused()).toContain('heading')
  })

  it('leads by an address to a finding, a filter, a protocol and a migration', async () => {
    await open(rich)
    const target = await page.locator('.finding .link').nth(3).getAttribute('href')
    await page.context().close()
    await open(rich, { hash: target! })
    await expect.poll(() => inView(target!)).toBe(true)
    await page.context().close()
    await open(rich, { hash: '#q=token%2Fnarrowed' })
    expect(await shown()).toHaveLength(1)
    await page.context().close()
    await open(rich, { hash: '#protocol--tenancy' })
    expect(await page.locator('#protocol--tenancy').evaluate((element) => (element as any).open)).toBe(true)
    await page.locator('#protocol--tenancy a').first().click()
    // The page hears of its new address only after the click.
    await expect.poll(() => page.locator('#filter').inputValue()).toBe('hook:pre-push')
    await page.locator('.strip a').nth(4).click()
    await expect.poll(() => inView('#migration--main--0005_5ftenants')).toBe(true)
  })

  it('leads every link of the page to a place that is there', async () => {
    await open(rich)
    const missing = await page
      .locator('a[href^="#"]')
      .evaluateAll((links) =>
        links
          .map((link) => decodeURIComponent(link.getAttribute('href')!.slice(1)))
          .filter((id) => !id.startsWith('q=') && !document.getElementById(id)),
      )
    expect(missing).toEqual([])
  })

  it('shows all of it without a script, and on paper', async () => {
    await open(rich, { script: false })
    expect(await page.locator('.finding:visible').count()).toBe(6)
    expect(await page.locator('.filter').isVisible()).toBe(false)
    await page.context().close()
    await open(rich)
    const pdf = await page.pdf()
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('nav, .filter').filter({ visible: true }).count()).toBe(0)
  })
})

describe.each([
  ['light', { dark: false }],
  ['dark', { dark: true }],
  ['as wide as a phone', { width: 375 }],
  ['as wide as a phone, dark', { width: 375, dark: true }],
] as [string, Seen][])('for every reader, %s', (_, seen) => {
  it.each(
    Object.entries(seen.width && seen.dark ? { rich, undecided, quiet } : { rich }),
  )('%s: axe finds nothing wrong, and nothing hangs over the edge', async (_name, report) => {
    await open(report, seen)
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true
    })
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<any> } }).axe.run())
    expect(violations.map(({ id, nodes }: any) => [id, nodes.map(({ target }: any) => target.join(' '))])).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
})

it('shows a plan with every step, and axe finds nothing wrong with it', async () => {
  const step = { type: 'command' as const, hop: { from: '1.3.0', to: '1.2.5' }, at: 'before' as const, timeoutSeconds: 60, sha256: 'a' }
  await open({
    ...quiet,
    verb: 'plan',
    plan: {
      id: 'p1',
      from: '1.3.0',
      to: '1.2.5',
      path: [step.hop],
      category: 'breaking',
      complexity: 'simple',
      estimateMinutes: 5,
      ceilingMinutes: 15,
      downtime: false,
      services: ['ingester'],
      approvals: [],
      notify: [],
      loses: ['public.sessions.token'],
      discards: [],
      blockers: [{ message: 'the backup `b.dump` is not there' }],
      warnings: [],
      tree: 't',
      sha256: 's',
      steps: [{ ...step, name: 'stop <ingestion>', shows: 'kubectl scale --replicas=0' }],
    },
  })
  expect(await page.locator('.answer').textContent()).toBe('1 thing in the way.')
  expect(await page.locator('#plan tbody th').textContent()).toBe('stop <ingestion>kubectl scale --replicas=0')
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<any> } }).axe.run())
  expect(violations).toEqual([])
})
