import type { Connected } from './connected.ts'
import type { Interrupts } from './interrupts.ts'

/** Work on a database under watch. */
export interface Watch {
  /** Why it was stopped, if it was. */
  cut(): 'timed-out' | 'interrupted' | undefined
  end(): void
}

/** Stops what a database does when its time is over, or when somebody interrupts. */
export function watchOver({ live }: Connected, interrupts: Interrupts, ms: number): Watch {
  let cut: ReturnType<Watch['cut']>
  const stop = (why: typeof cut) => {
    cut ??= why
    live.stop().catch(() => {})
  }
  const timer = setTimeout(() => stop('timed-out'), ms)
  const forget = interrupts.on(() => stop('interrupted'))
  return {
    cut: () => cut,
    end: () => {
      clearTimeout(timer)
      forget()
    },
  }
}
