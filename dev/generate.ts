import { mkdirSync, writeFileSync } from 'node:fs'
import { policySchema } from '../src/policy/schema.ts'
import { pagesWithExamples } from './examples.ts'

mkdirSync(new URL('../schema/', import.meta.url), { recursive: true })
writeFileSync(new URL('../schema/policy.schema.json', import.meta.url), `${JSON.stringify(await policySchema(), null, 2)}\n`)
for (const [path, page] of pagesWithExamples()) writeFileSync(path, page)
