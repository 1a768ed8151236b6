import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

// PGlite used plainly: boot, replay every migration of a folder. What pawl's own replay is measured against.
const folder = process.argv[2]!
const database = await PGlite.create()
for (const file of readdirSync(folder).sort()) await database.exec(readFileSync(join(folder, file), 'utf8'))
await database.close()
