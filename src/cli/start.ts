import { isatty } from 'node:tty'
import { sweepTemporary } from '../git/temporary.ts'
import type { Host } from './host.ts'
import { run } from './run.ts'

/** Runs pawl on this machine. Whatever goes wrong, the exit code is never 0 by accident. */
export async function start(argv: readonly string[]): Promise<void> {
  process.exitCode = 2
  for (const stream of [process.stdout, process.stderr]) stream.on('error', quietPipe)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  process.on('uncaughtException', broken)
  process.on('unhandledRejection', broken)
  sweepTemporary()
  process.exitCode = await run(argv, machine())
  await Promise.all([process.stdout, process.stderr].map(emptied))
  // Left to end by itself, Node would first tidy up memory that nobody needs any more.
  process.exit()
}

/** All that was written has gone out, or nobody reads it. */
function emptied(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((gone) => void stream.write('', () => gone()))
}

function machine(): Host {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdin: async () => {
      let all = ''
      process.stdin.setEncoding('utf8')
      for await (const part of process.stdin) all += part
      return all
    },
    // Asked by number: to open a stream for it would load half of those that Node has.
    ...(isatty(0) && process.stderr.isTTY ? { ask } : {}),
    ...(process.argv[1] === undefined ? {} : { self: [process.execPath, ...process.execArgv, process.argv[1]] as const }),
    terminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
    now: () => new Date(),
  }
}

/** One line of whoever sits at the terminal. */
async function ask(question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises')
  const line = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await Promise.race([line.question(question), new Promise<undefined>((done) => line.once('close', () => done(undefined)))])
  } finally {
    line.close()
  }
}

/** A reader that went away (`| head`) changes no verdict. */
function quietPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function interrupted(): void {
  process.stderr.write('refused: interrupted; nothing was checked.\n')
  process.exit(2)
}

function broken(error: unknown): void {
  process.stderr.write(`refused: ${error instanceof Error ? error.message : String(error)}; this is a bug in pawl. Nothing was checked.\n`)
  process.exit(2)
}
