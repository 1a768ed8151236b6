/** The counts of all runs that a file of metrics tells, which only grow. */
export interface Totals {
  success: number
  failed: number
  invalid: number
  /** Seconds of the runs that ended: how many were at most each bound, their sum and their count. */
  buckets: readonly number[]
  sum: number
  count: number
}

/** The run that is told just now. */
export interface Now {
  inProgress: boolean
  /** When it began, in seconds since 1970. */
  startedAt: number
}

const bounds = [5, 15, 30, 60, 120, 300, 600, 1800, 3600] as const
export const nothing: Totals = { success: 0, failed: 0, invalid: 0, buckets: bounds.map(() => 0), sum: 0, count: 0 }

/** The same counts with one more run that has ended. */
export function counted(totals: Totals, ended: { seconds: number; well: boolean; invalid: boolean }): Totals {
  return {
    success: totals.success + (ended.well ? 1 : 0),
    failed: totals.failed + (ended.well ? 0 : 1),
    invalid: totals.invalid + (ended.invalid ? 1 : 0),
    buckets: totals.buckets.map((each, index) => each + (ended.seconds <= bounds[index]! ? 1 : 0)),
    sum: totals.sum + ended.seconds,
    count: totals.count + 1,
  }
}

/** The text of a file of metrics (OpenMetrics 1.0). A counter's samples end in `_total`, as the format asks. */
export function metricsText(totals: Totals, { inProgress, startedAt }: Now): string {
  const family = (name: string, type: string, says: string, lines: readonly string[]) => [
    `# TYPE ${name} ${type}`,
    `# HELP ${name} ${says}`,
    ...lines,
  ]
  return [
    ...family('schema_rollback_in_progress', 'gauge', 'Whether a schema rollback is being carried out.', [
      `schema_rollback_in_progress ${inProgress ? 1 : 0}`,
    ]),
    ...family('rollback_start_time', 'gauge', 'When the last schema rollback began, in seconds since 1970.', [
      `rollback_start_time ${seconds(startedAt)}`,
    ]),
    ...family('rollback_execution_time', 'histogram', 'How long schema rollbacks took, in seconds.', [
      ...bounds.map((bound, index) => `rollback_execution_time_bucket{le="${bound}.0"} ${totals.buckets[index]}`),
      `rollback_execution_time_bucket{le="+Inf"} ${totals.count}`,
      `rollback_execution_time_sum ${seconds(totals.sum)}`,
      `rollback_execution_time_count ${totals.count}`,
    ]),
    ...family('rollback_success_rate', 'counter', 'Schema rollbacks that ended, by how.', [
      `rollback_success_rate_total{status="success"} ${totals.success}`,
      `rollback_success_rate_total{status="failed"} ${totals.failed}`,
    ]),
    ...family('post_rollback_validation_failures', 'counter', 'Schema rollbacks after which what must be so was not.', [
      `post_rollback_validation_failures_total ${totals.invalid}`,
    ]),
    '# EOF',
    '',
  ].join('\n')
}

/** The counts that a file tells; none where it is another's or broken. */
export function readMetrics(text: string): Totals {
  const value = (sample: string): number => {
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `))
    const number = Number(line?.slice(sample.length + 1))
    return Number.isFinite(number) && number >= 0 ? number : 0
  }
  if (!text.includes('# TYPE rollback_execution_time histogram')) return nothing
  return {
    success: value('rollback_success_rate_total{status="success"}'),
    failed: value('rollback_success_rate_total{status="failed"}'),
    invalid: value('post_rollback_validation_failures_total'),
    buckets: bounds.map((bound) => value(`rollback_execution_time_bucket{le="${bound}.0"}`)),
    sum: value('rollback_execution_time_sum'),
    count: value('rollback_execution_time_count'),
  }
}

const seconds = (value: number): string => value.toFixed(3)
