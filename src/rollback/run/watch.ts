import type { Connected } from './connected.ts'
import type { Interrupts } from './interrupts.ts'

/** Work on a database under watch. */
export interface Watch {
  /** Raised once it is stopped. */
  readonly signal: AbortSignal
  /** Why it was stopped, if it was. */
  cut(): 'timed-out' | 'interrupted' | undefined
  end(): void
}

/** Stops what a database does when its time is over, or when somebody interrupts. */
export function watchOver({ live }: Connected, interrupts: Interrupts, ms: number): Watch {
  let cut: ReturnType<Watch['cut']>
  const stopping = new AbortController()
  const stop = (why: typeof cut) => {
    cut ??= why
    stopping.abort()
    live.stop().catch(() => {})
  }
  const timer = setTimeout(() => stop('timed-out'), ms)
  const forget = interrupts.on(() => stop('interrupted'))
  return {
    signal: stopping.signal,
    cut: () => cut,
    end: () => {
      clearTimeout(timer)
      forget()
    },
  }
}
