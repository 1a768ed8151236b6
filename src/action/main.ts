import { start } from './start.ts'

// Whatever goes wrong, the step does not succeed by accident.
process.exitCode = 2
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => refused('interrupted; nothing was checked.'))
process.on('uncaughtException', broken)
process.on('unhandledRejection', broken)
start().then((exit) => {
  process.exitCode = exit
}, broken)

function broken(error: unknown): void {
  refused(`${error instanceof Error ? error.message : String(error)}; this is a bug in pawl. Nothing was checked.`)
}

function refused(message: string): void {
  process.stdout.write(`::error title=pawl could not decide::${message.replace(/[\r\n%]+/g, ' ')}\n`)
  process.exit(2)
}
