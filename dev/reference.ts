import { fileURLToPath } from 'node:url'
import { commonFlags, type Verb, verbs } from '../src/cli/arguments.ts'
import type { JsonSchema } from '../src/model/option.ts'
import { policySchema } from '../src/policy/schema.ts'

/** The pages of the reference that are made from the tables which pawl itself reads by. */
export async function referencePages(): Promise<[path: string, text: string][]> {
  const place = (name: string) => fileURLToPath(new URL(`../docs/reference/${name}.md`, import.meta.url))
  return [
    [place('cli'), commandLine()],
    [place('policy'), policy(await policySchema())],
  ]
}

const made = (from: string) => `<!-- Made by \`npm run generate\` from ${from}. -->`
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

function commandLine(): string {
  const flags = (all: Verb['flags']) =>
    table(
      ['flag', 'says'],
      Object.entries(all).map(([name, { value, says, choices }]) => [
        `\`--${name}${value ? ` <${value}>` : ''}\``,
        choices ? `${says}: ${choices.map((each) => `\`${each}\``).join(', ')}` : says,
      ]),
    )
  const sections = Object.entries(verbs).map(([name, verb]) =>
    [
      `## pawl ${name}`,
      `${verb.says[0]!.toUpperCase()}${verb.says.slice(1)}.`,
      `\`\`\`text\n${verb.usage.join('\n')}\n\`\`\``,
      ...(Object.keys(verb.flags).length ? [flags(verb.flags)] : []),
      ...(verb.examples.length ? [`\`\`\`sh\n${verb.examples.join('\n')}\n\`\`\``] : []),
    ].join('\n\n'),
  )
  return `${[
    '# The command line',
    made('the table that arguments are read by'),
    'Results go to standard output; refusals and progress to standard error. A flag that nobody knows is a refusal that names the nearest.',
    '`pawl <verb> --help` prints what stands here; `pawl completions` teaches it to a shell. [Exit codes](exit-codes.md) and [the JSON](json.md) have pages of their own.',
    '## Flags of every verb',
    `${flags(commonFlags)}\n\n\`-C <folder>\` works in that folder.`,
    ...sections,
  ].join('\n\n')}\n`
}

function policy(schema: JsonSchema): string {
  const top = schema.properties as Record<string, JsonSchema>
  const needs = schema.dependencies as Record<string, readonly string[]>
  const belongs = (key: string, section: string) => key === section || (needs[key]?.includes(section) ?? false)
  const keys = (shape: JsonSchema) =>
    Object.entries(shape.properties as Record<string, JsonSchema>).map(([key, each]) => row(key, each, (shape.required as string[]) ?? []))
  const section = (name: string, title: string) => [
    `## ${title}`,
    table(
      ['key', 'says', 'example'],
      Object.keys(top)
        .filter((key) => belongs(key, name))
        .map((key) => row(key, top[key]!, [])),
    ),
  ]
  const items = ((top.protect!.items as JsonSchema).anyOf as JsonSchema[]).map((item) => {
    const kind = String(item.title)
    const shared = ['layer', 'why', 'id', 'level', 'database']
    const own = keys(item).filter(([key]) => key !== `\`${kind}\`` && !shared.includes(key.replaceAll('`', '')))
    const { description } = (item.properties as Record<string, JsonSchema>)[kind]!
    return [`### ${kind}`, String(description), ...(own.length ? [table(['key', 'says', 'example'], own)] : [])].join('\n\n')
  })
  const first = ((top.protect!.items as JsonSchema).anyOf as JsonSchema[])[0]!
  const common = keys(first).filter(([key]) => ['`layer`', '`why`', '`id`', '`level`'].includes(key))
  const inner = (key: string) => (top[key]!.additionalProperties ?? top[key]!.items) as JsonSchema
  return `${[
    '# The policy language',
    made('the tables that policies are read by'),
    'YAML files below `policies/`, at any depth. Scalars are text; numbers, days and durations are read by the key that wants them. [The guide](../guide.md) begins at the beginning; `schema/policy.schema.json` says the same to editors.',
    ...section('protocol', 'A protocol'),
    '## Every protection may carry',
    table(['key', 'says', 'example'], common),
    'Those of a database take `database` where several are defined.',
    '## Kinds of protection',
    ...items,
    '## databases',
    'Each under its name:',
    table(['key', 'says', 'example'], keys(inner('databases'))),
    ...section('rollback', 'Rollback rules'),
    ...section('amendment', 'An amendment'),
    ...['versions', 'tiers'].flatMap((key) =>
      top[key] ? [`## ${key}`, String(top[key]!.description), table(['key', 'says', 'example'], keys(inner(key)))] : [],
    ),
    ...['validations', 'approvers'].flatMap((key) => (top[key] ? [`## ${key}`, String(top[key]!.description)] : [])),
  ].join('\n\n')}\n`
}

function row(key: string, { description, examples }: JsonSchema, required: readonly string[]): [string, string, string] {
  const [example] = (examples as unknown[] | undefined) ?? []
  const shown = example === undefined ? '' : `\`${typeof example === 'string' ? example : JSON.stringify(example)}\``
  return [`\`${key}\``, `${description ?? ''}${required.includes(key) ? ' Needed.' : ''}`, shown]
}
