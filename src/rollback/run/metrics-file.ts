import { readFileSync } from 'node:fs'
import { Refusal } from '../../model/refusal.ts'
import { counted, metricsText, nothing, readMetrics, type Totals } from '../metrics.ts'

/** A file of metrics that a collector reads at any moment: it is always whole. */
export interface Metrics {
  begins(started: Date): void
  /** `undefined`: the run has not ended for good, and counts in nothing. */
  ends(started: Date, now: Date, how: { well: boolean; invalid: boolean } | undefined): void
}

/** Opens a file of metrics; what it has counted before is gone on with. One that cannot be replaced is a Refusal. */
export function metricsIn(path: string, replace: (path: string, text: string) => void): Metrics {
  const totals = totalsOf(path)
  const at = (date: Date) => date.getTime() / 1000
  const write = (text: string) => {
    try {
      replace(path, text)
    } catch (error) {
      throw new Refusal(`the metrics \`${path}\` cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
    }
  }
  write(metricsText(totals, { inProgress: false, startedAt: 0 }))
  return {
    begins: (started) => write(metricsText(totals, { inProgress: true, startedAt: at(started) })),
    ends: (started, now, how) => {
      const all = how ? counted(totals, { ...how, seconds: at(now) - at(started) }) : totals
      write(metricsText(all, { inProgress: false, startedAt: at(started) }))
    },
  }
}

function totalsOf(path: string): Totals {
  try {
    return readMetrics(readFileSync(path, 'utf8'))
  } catch {
    return nothing
  }
}
