import type { Host } from './host.ts'

const patience = 1000
const pace = 200
const marks = ['|', '/', '-', '\\']
/** How long a plain line counts, so that a log is not filled. */
const lineMs = 5000

/** Says what is done right now and how far it is: `commit 3 of 50`. */
export type Tell = (step: string) => void

/**
 * Tells whoever waits longer than a second that work goes on: a person on one line that goes away, the log of a CI job
 * in plain lines, each when the step is another. A pipe is told nothing.
 */
export async function withProgress<T>(
  host: Pick<Host, 'err' | 'terminal' | 'env' | 'tell'>,
  what: string,
  work: (tell: Tell) => Promise<T>,
): Promise<T> {
  if (host.tell) return work(host.tell)
  let step = ''
  const tell: Tell = (next) => {
    step = next
  }
  const drawn = host.terminal.err ? drawing(host) : isJob(host.env) ? lines(host) : undefined
  if (!drawn) return work(tell)
  const started = performance.now()
  const timer = setInterval(() => {
    const waited = performance.now() - started
    if (waited >= patience) drawn.draw(`${what}${step && `: ${step}`}, ${Math.floor(waited / 1000)} s`, waited)
  }, pace)
  try {
    return await work(tell)
  } finally {
    clearInterval(timer)
    drawn.end()
  }
}

interface Drawing {
  draw(text: string, waited: number): void
  end(): void
}

function drawing({ err }: Pick<Host, 'err'>): Drawing {
  let turn = 0
  return {
    draw: (text) => err(`\r${marks[turn++ % marks.length]} ${text}\u001b[K`),
    end: () => {
      if (turn > 0) err('\r\u001b[K')
    },
  }
}

function lines({ err }: Pick<Host, 'err'>): Drawing {
  let last = -lineMs
  return {
    draw: (text, waited) => {
      if (waited - last < lineMs) return
      last = waited
      err(`${text}\n`)
    },
    end: () => {},
  }
}

/** Whether a CI system runs this; all of them set `CI`. */
export function isJob(env: Host['env']): boolean {
  return !['', 'false', '0'].includes(env.CI ?? '')
}
