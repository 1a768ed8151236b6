import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

// PGlite used plainly: boot, replay every migration of a folder. What pawl's own replay is measured against.
const folder = process.argv[2]!
const database = await PGlite.create()
const begun = process.cpuUsage()
for (const file of readdirSync(folder).sort()) await database.exec(readFileSync(join(folder, file), 'utf8'))
const { user, system } = process.cpuUsage(begun)
// What the SQL took by itself, in ms of CPU.
process.stdout.write(`${(user + system) / 1000}\n`)
await database.close()
