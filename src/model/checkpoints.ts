/** Databases kept between runs, each under all that led to it, part by part. What can't be had was never kept. */
export interface Checkpoints {
  /** What is kept under the longest start of the parts, and how many of them that start has. */
  longest(parts: readonly string[]): Promise<{ length: number; content: Uint8Array } | undefined>
  put(parts: readonly string[], content: Uint8Array): Promise<void>
  /** The day in UTC, for what depends on it. */
  readonly day: string
  /** Does it once the verdict is told. */
  later(work: () => Promise<void>): void
}
