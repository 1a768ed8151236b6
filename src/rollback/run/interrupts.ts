/** Somebody's wish to stop, told to whatever is being done just then. */
export interface Interrupts {
  readonly asked: boolean
  /** Calls once somebody interrupts, at once where that has happened; gives back how to be told no more. */
  on(tell: () => void): () => void
  /** Listens no longer. */
  end(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Takes the place of whatever else listens to the signals that end a program, until `end`. */
export function listenForInterrupts(): Interrupts {
  const telling = new Set<() => void>()
  let asked = false
  const heard = () => {
    asked = true
    for (const tell of [...telling]) tell()
  }
  const older = signals.map((signal) => [signal, process.listeners(signal)] as const)
  for (const signal of signals) {
    process.removeAllListeners(signal)
    process.on(signal, heard)
  }
  return {
    get asked() {
      return asked
    },
    on: (tell) => {
      telling.add(tell)
      if (asked) tell()
      return () => void telling.delete(tell)
    },
    end: () => {
      for (const [signal, listeners] of older) {
        process.removeListener(signal, heard)
        for (const listener of listeners) process.on(signal, listener as () => void)
      }
    },
  }
}
