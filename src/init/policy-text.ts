import type { DatabaseDraft, Draft, ProtocolDraft, RulesDraft, Source, Value } from './draft.ts'
import { entry, flow, scalar } from './yaml-text.ts'

const schema = '# yaml-language-server: $schema=../node_modules/pawl/schema/policy.schema.json'

/** A policy's text, and on which lines each of its drafts stands. */
export interface PolicyText {
  path: string
  text: string
  lines: readonly { draft: Draft; from: number; to: number }[]
}

/** A protocol as a file below `policies/`. */
export function protocolText(protocol: ProtocolDraft): PolicyText {
  const lines = [schema, ...protocol.about.map((each) => `# ${each}`), ...readFrom(protocol.sources, '')]
  lines.push(`protocol: ${scalar(protocol.id)}`, `title: ${scalar(protocol.title)}`, `status: ${protocol.status}`)
  if (protocol.why) lines.push(`why: ${scalar(protocol.why)}`)
  lines.push('protect:')
  const places: { draft: Draft; from: number; to: number }[] = []
  for (const draft of protocol.protect) {
    lines.push(...readFrom(draft.sources, '  '))
    const from = lines.length + 1
    lines.push(...item(draft))
    places.push({ draft, from, to: lines.length })
  }
  return { path: `policies/${protocol.id}.yaml`, text: `${lines.join('\n')}\n`, lines: places }
}

function item({ kind, subject, keys, layer }: Draft): string[] {
  const whole = `  - ${flow({ [kind]: subject, ...keys, layer })}`
  const short = Object.values(keys).every((value) => typeof value !== 'object')
  if (short && whole.length <= 110) return [whole]
  return [
    `  - ${kind}: ${scalar(subject)}`,
    ...Object.entries(keys).flatMap(([key, value]) => entry(key, value, '    ')),
    `    layer: ${layer}`,
  ]
}

/** Comments that tell the lines of documents that something was read from, to be reviewed. */
function readFrom(sources: readonly Source[], indent: string): string[] {
  const files = new Map<string, Map<string, number[]>>()
  for (const { path, line, says = '' } of sources) {
    const parts = files.get(path) ?? new Map<string, number[]>()
    files.set(path, parts)
    parts.set(says, [...(parts.get(says) ?? []), line])
  }
  return [...files].map(([path, parts]) => {
    const told = [...parts].map(([says, all]) => {
      const lines = [...new Set(all)].sort((a, b) => a - b)
      const shown = lines.length > 12 ? `${lines.slice(0, 12).join(', ')} …` : lines.join(', ')
      return `${says ? `${says} ` : ''}${lines.length > 1 ? 'lines' : 'line'} ${shown}`
    })
    return `${indent}# review: read from ${oneLine(path)}, ${told.join('; ')}`
  })
}

/** The databases, with the rollback rules where one database alone is there. */
export function databasesText(databases: readonly DatabaseDraft[], rules: readonly RulesDraft[]): PolicyText {
  const lines = [schema, 'databases:']
  for (const each of databases) {
    lines.push(`  # ${oneLine(each.because)}`, `  ${scalar(each.name)}:`)
    const keys: Record<string, Value> = { engine: each.engine, migrations: each.migrations }
    if (each.format !== undefined) keys.format = each.format
    if (each.rendered !== undefined) keys.rendered = each.rendered
    if (each.extensions.length) keys.extensions = each.extensions
    if (each.roles.length) keys.roles = each.roles
    if (each.server !== undefined) keys.server = each.server
    for (const [key, value] of Object.entries(keys)) lines.push(...entry(key, value, '    '))
  }
  const [own] = rules
  if (databases.length === 1 && own) lines.push('', ...rulesLines(own))
  return { path: 'policies/databases.yaml', text: `${lines.join('\n')}\n`, lines: [] }
}

/** The rollback rules of one database of several, in a file of their own: a file holds one set alone. */
export function rulesText(rules: RulesDraft): PolicyText {
  return { path: `policies/rollback-${rules.database}.yaml`, text: `${[schema, ...rulesLines(rules)].join('\n')}\n`, lines: [] }
}

function rulesLines(rules: RulesDraft): string[] {
  return [
    '# What each category of change owes; the category is computed by running the migration. As strict as what stands allows.',
    ...(Object.values(rules.categories).some((owes) => Object.keys(owes).length === 0)
      ? ['# `{}` owes a way back, as `lossy` and `impossible` allow.']
      : []),
    ...readFrom(rules.sources, ''),
    `rollback: ${scalar(rules.database)}`,
    ...(rules.document === undefined ? [] : [`document: ${scalar(rules.document)}`]),
    ...entry('categories', { ...rules.categories } as Value, ''),
    `lossy: ${rules.lossy}`,
    'impossible: documented',
    'frozen: true',
  ]
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
