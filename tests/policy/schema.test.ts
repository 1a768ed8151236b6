import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { policySchema } from '../../src/policy/schema.ts'
import { register } from './room.ts'

it('is committed as `npm run generate` writes it', async () => {
  const committed = readFileSync(new URL('../../schema/policy.schema.json', import.meta.url), 'utf8')
  expect(committed).toBe(`${JSON.stringify(await policySchema(), null, 2)}\n`)
})

it('offers each kind with its own keys and those of every item', async () => {
  const schema = (await policySchema(register)) as {
    properties: { protect: { items: { anyOf: { title: string; properties: object; required: string[] }[] } } }
  }
  const kinds = schema.properties.protect.items.anyOf
  expect(kinds.map(({ title }) => title)).toEqual(['column', 'document', 'invariant', 'pragma'])
  expect(Object.keys(kinds[1]!.properties)).toEqual(['document', 'headings', 'fields', 'sealed', 'layer', 'why', 'id', 'level'])
  expect(kinds[0]!.properties).toHaveProperty('database')
  expect(kinds[3]!.required).toEqual(['pragma', 'is'])
  expect(schema.properties).toHaveProperty('versions')
})

it('describes every key, and gives an example that fits it', async () => {
  const { Ajv } = await import('ajv')
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const keys: string[] = []
  const wrong: string[] = []
  const walk = (each: any, path: string): void => {
    for (const [key, value] of Object.entries<any>(each.properties ?? {})) {
      const own = `${path}.${key}`
      keys.push(own)
      if (typeof value.description !== 'string' || value.examples?.length !== 1) wrong.push(own)
      else if (!ajv.validate(value, value.examples[0])) wrong.push(`${own}: ${ajv.errorsText()}`)
      walk(value, own)
    }
    for (const inner of [each.items, each.additionalProperties, ...(each.anyOf ?? [])]) if (inner) walk(inner, path)
  }
  walk(await policySchema(), '')
  expect(wrong).toEqual([])
  expect(keys.length).toBeGreaterThan(150)
})
