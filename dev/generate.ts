import { mkdirSync, writeFileSync } from 'node:fs'
import { policySchema } from '../src/policy/schema.ts'

mkdirSync(new URL('../schema/', import.meta.url), { recursive: true })
writeFileSync(new URL('../schema/policy.schema.json', import.meta.url), `${JSON.stringify(await policySchema(), null, 2)}\n`)
