import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Refusal } from '../../model/refusal.ts'
import type { LogDetails, LogLine, StepStatus } from '../../model/rolled-back.ts'

/** The log of a run, written ahead: what a line says is on the disk before anything is done about it. */
export interface Log {
  readonly rollbackId: string
  write(line: { step: string; status: StepStatus; details: LogDetails; ms?: number }): void
  /** All lines of this run, in the order in which they were written. */
  readonly entries: readonly LogLine[]
  close(): void
}

/** How a log is kept: where, by which clock, and what is masked in it. */
export interface Keeping {
  path?: string
  rollbackId: string
  now(): Date
  mask(text: string): string
  /** The lines that an earlier part of the same run has written. */
  before?: readonly LogLine[]
}

/** Opens a log to go on behind what stands there; without a path it is kept in memory alone. */
export function openLog({ path, rollbackId, now, mask, before = [] }: Keeping): Log {
  const entries: LogLine[] = [...before]
  const file = path === undefined ? undefined : openFile(path)
  return {
    rollbackId,
    entries,
    write: ({ step, status, details, ms = 0 }) => {
      const entry: LogLine = masked({ rollbackId, step, status, at: now().toISOString(), ms: Math.round(ms), details }, mask)
      file?.append(`${JSON.stringify(entry)}\n`)
      entries.push(entry)
    },
    close: () => file?.close(),
  }
}

/** The text of a log; a Refusal where it cannot be read. */
export function readLog(path: string): string {
  try {
    // A device may have no end.
    if (statSync(path).isFile()) return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Refusal(`the log \`${path}\` cannot be read: ${codeOf(error)}`)
  }
  throw new Refusal(`the log \`${path}\` is no regular file, so no run can be read from it`)
}

function openFile(path: string): { append(line: string): void; close(): void } {
  const fresh = !existsSync(path)
  let file: number
  try {
    file = openSync(path, 'a+', 0o600)
    if (fresh) syncFolder(dirname(path))
  } catch (error) {
    throw new Refusal(`the log \`${path}\` cannot be written: ${codeOf(error)}`)
  }
  const append = (line: string) => {
    const stat = fstatSync(file)
    const bytes = Buffer.from(line)
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
      sync(file)
    } catch (error) {
      // A line that is not whole says nothing; without it the log is as it was.
      if (stat.isFile()) quietly(() => ftruncateSync(file, stat.size))
      throw new Refusal(`the log \`${path}\` cannot be written: ${codeOf(error)}`)
    }
  }
  if (endsTorn(file)) append('\n')
  return { append, close: () => quietly(() => closeSync(file)) }
}

/** Whether the last line has no end. */
function endsTorn(file: number): boolean {
  const stat = fstatSync(file)
  if (!stat.isFile() || stat.size === 0) return false
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, stat.size - 1)
  return last[0] !== 10
}

function sync(file: number): void {
  try {
    fsyncSync(file)
  } catch (error) {
    // A pipe or a terminal holds nothing back.
    if (!['EINVAL', 'ENOTSUP', 'EROFS'].includes(codeOf(error))) throw error
  }
}

/** A new file is there after a crash only once its folder is on the disk. */
function syncFolder(path: string): void {
  quietly(() => {
    const folder = openSync(path, 'r')
    fsyncSync(folder)
    closeSync(folder)
  })
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // Nothing more can be done about it here.
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/** All texts of a line masked, the run's own id aside. */
function masked(entry: LogLine, mask: (text: string) => string): LogLine {
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return mask(value)
    if (Array.isArray(value)) return value.map(deep)
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each)]))
    return value
  }
  return { ...entry, step: mask(entry.step), details: deep(entry.details) as LogDetails }
}
