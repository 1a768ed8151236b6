import type { Host } from './host.ts'

const patience = 1000
const pace = 200
const marks = ['|', '/', '-', '\\']

/** Tells a person who waits longer than a second that work goes on, on one line that goes away; resolves to what the work does. */
export async function withProgress<T>(host: Pick<Host, 'err' | 'terminal'>, what: string, work: () => Promise<T>): Promise<T> {
  if (!host.terminal.err) return work()
  const started = performance.now()
  let turn = 0
  const timer = setInterval(() => {
    const waited = performance.now() - started
    if (waited >= patience) host.err(`\r${marks[turn++ % marks.length]} ${what}, ${Math.floor(waited / 1000)} s\u001b[K`)
  }, pace)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (turn > 0) host.err('\r\u001b[K')
  }
}
