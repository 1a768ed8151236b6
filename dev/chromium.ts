import { type Browser, chromium } from 'playwright-core'

/** Debian's Chromium without a window, which asks nothing of a network by itself. */
export function chromiumHere(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run']
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', ...quiet] })
}
