import type { Guard } from '../guards/guard.ts'
import { guards } from '../guards/index.ts'
import type { JsonSchema, Options } from '../model/option.ts'
import { name, shapeSchema } from '../model/values.ts'
import type { Register } from './policies.ts'
import { optionsOf } from './protections.ts'
import { withExamples } from './schema-examples.ts'
import { approversType } from './tables/amendment.ts'
import { databaseOptions } from './tables/database.ts'
import { joined, sections } from './tables/sections.ts'
import { kebab } from './tables/values.ts'
import { tierOptions, validationType, versionOptions } from './tables/versions.ts'

/** The JSON Schema of a policy file, from the tables that the loader reads by. */
export async function policySchema(register: Register = guards): Promise<JsonSchema> {
  const kinds = []
  for (const load of Object.values(register)) kinds.push(itemSchema(await load()))
  const mapping = (each: JsonSchema): JsonSchema => ({ type: 'object', minProperties: 1, additionalProperties: each })
  const shared: Readonly<Record<string, JsonSchema>> = {
    databases: mapping(shapeSchema(databaseOptions)),
    versions: { type: 'array', items: shapeSchema(versionOptions) },
    tiers: mapping(shapeSchema(tierOptions)),
    validations: mapping(validationType.schema),
    approvers: { ...approversType.schema, minProperties: 1 },
  }
  const properties = {
    ...Object.fromEntries(
      Object.entries(sections).map(([key, { says }]) => [key, { description: says, ...(key === 'protocol' ? kebab : name).schema }]),
    ),
    ...Object.fromEntries(Object.entries(joined).map(([key, says]) => [key, { description: says, ...shared[key] }])),
    protect: {
      description: 'The protections, each one enforcement point; the first key of each names its kind.',
      type: 'array',
      items: { anyOf: kinds },
    },
    ...Object.assign({}, ...Object.values(sections).map(({ options }) => propertiesOf(options))),
  }
  const heads = [...Object.keys(sections), ...Object.keys(joined)]
  return withExamples({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/pawl/schema/policy.schema.json',
    title: 'A policy of pawl',
    description: 'One file under policies/. All text is text: numbers, days and durations are read by the key that wants them.',
    type: 'object',
    properties,
    additionalProperties: false,
    anyOf: heads.map((key) => ({ required: [key] })),
    dependencies: {
      protect: ['protocol'],
      ...Object.assign({}, ...Object.entries(sections).map(([key, { options }]) => dependenciesOf(key, options))),
    },
  })
}

function itemSchema(guard: Guard): JsonSchema {
  const shape = shapeSchema(optionsOf(guard)) as { properties: object; required?: readonly string[] }
  const subject = { description: `${guard.says} ${guard.subject.says}`.trim(), ...(guard.subject.schema ?? name.schema) }
  return {
    title: guard.kind,
    type: 'object',
    properties: { [guard.kind]: subject, ...shape.properties },
    required: [guard.kind, ...(shape.required ?? [])],
    additionalProperties: false,
  }
}

function propertiesOf(options: Options): Readonly<Record<string, JsonSchema>> {
  return shapeSchema(options).properties as Readonly<Record<string, JsonSchema>>
}

/** A key that speaks of a section needs it, and a section needs the keys that it cannot be without. */
function dependenciesOf(section: string, options: Options): Readonly<Record<string, readonly string[]>> {
  const needed = Object.keys(options).filter((key) => options[key]!.required)
  return { ...Object.fromEntries(Object.keys(options).map((key) => [key, [section]])), ...(needed.length ? { [section]: needed } : {}) }
}
