import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

// PGlite used plainly: boot, replay every migration of a folder. What pawl's own replay is measured against. A migration that has a way
// back goes up and down, and is up behind that, with nothing asked on the way.
const folder = process.argv[2]!
const database = await PGlite.create()
const begun = process.cpuUsage()
for (const file of readdirSync(folder).sort()) {
  if (file.endsWith('.down.sql')) continue
  const up = readFileSync(join(folder, file), 'utf8')
  if (!file.endsWith('.up.sql')) await database.exec(up)
  else {
    const down = readFileSync(join(folder, file.replace('.up.', '.down.')), 'utf8')
    for (const sql of ['BEGIN', up, 'SAVEPOINT up', down, 'ROLLBACK TO up', 'COMMIT']) await database.exec(sql)
  }
}
const { user, system } = process.cpuUsage(begun)
// What the SQL took by itself, in ms of CPU.
process.stdout.write(`${(user + system) / 1000}\n`)
await database.close()
