import { mkdirSync, writeFileSync } from 'node:fs'
import { policySchema } from '../src/policy/schema.ts'
import { codeNames } from './code-names.ts'
import { pagesWithExamples } from './examples.ts'
import { explained } from './explained.ts'
import { pullRequestPage } from './pull-request.ts'
import { referencePages } from './reference.ts'
import { tutorial, tutorialPath } from './tutorial.ts'

mkdirSync(new URL('../schema/', import.meta.url), { recursive: true })
writeFileSync(new URL('../schema/policy.schema.json', import.meta.url), `${JSON.stringify(await policySchema(), null, 2)}\n`)
writeFileSync(...(await codeNames()))
for (const [path, page] of pagesWithExamples()) writeFileSync(path, page)
writeFileSync(new URL('../schema/explained.json', import.meta.url), `${JSON.stringify(await explained(), null, 2)}\n`)
writeFileSync(...pullRequestPage())
writeFileSync(tutorialPath, tutorial())
for (const page of await referencePages()) writeFileSync(...page)
