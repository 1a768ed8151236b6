import { start } from './start.ts'

process.exitCode = 2
start().then(
  (exit) => {
    process.exitCode = exit
  },
  (error) => {
    process.stdout.write(
      `::error::${String((error as Error)?.message ?? error).replace(/[\r\n%]/g, ' ')}; this is a bug in pawl. Nothing was checked.\n`,
    )
  },
)
