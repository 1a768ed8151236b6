import type { Node } from '../../model/node.ts'
import type { ValueType } from '../../model/option.ts'
import { name, pathProblem, text } from '../../model/values.ts'

/** A name in kebab-case: `protocol-005`. */
export const kebab: ValueType<string> = {
  name: 'a name in kebab-case',
  read: (node, wrong) => {
    const value = name.read(node, wrong)
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) return value
    const near = value
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
    return wrong(node, `\`${value}\` is not in kebab-case${near ? `; write \`${near}\`` : ''}`)
  },
  schema: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
}

/** A path of the tree with places to fill in: `docs/rollback/{migration}.md`. */
export function template(...fields: readonly string[]): ValueType<string> {
  return {
    name: `a path that may hold ${fields.map((field) => `{${field}}`).join(', ')}`,
    read: (node, wrong) => {
      const value = name.read(node, wrong)
      const problem = pathProblem(value)
      if (problem) wrong(node, problem)
      const odd = [...value.matchAll(/\{([^{}]*)\}/g)].find(([, field]) => !fields.includes(field!))
      if (odd) wrong(node, `\`${odd[0]}\` cannot be filled in here; there are ${fields.map((field) => `{${field}}`).join(', ')}`)
      return value
    },
    schema: { type: 'string', minLength: 1 },
  }
}

/** The name of a variable that a policy may read: `PAWL_POSTGRES_URL`. */
export const variable: ValueType<string> = {
  name: 'a variable named PAWL_…',
  read: (node, wrong) => readVariable(name.read(node, wrong), node, wrong),
  schema: { type: 'string', pattern: '^PAWL_[A-Z0-9_]+$' },
}

/** The same as it is written for a server: `$PAWL_POSTGRES_URL`. */
export const reference: ValueType<string> = {
  name: 'a variable, like `$PAWL_POSTGRES_URL`',
  read: (node, wrong) => {
    const value = name.read(node, wrong)
    if (!value.startsWith('$'))
      return wrong(node, 'a server is named by a variable alone, like `$PAWL_POSTGRES_URL`; its address stays out of the repository')
    return `$${readVariable(value.slice(1), node, wrong)}`
  },
  schema: { type: 'string', pattern: '^\\$PAWL_[A-Z0-9_]+$' },
}

function readVariable(value: string, node: Node, wrong: Parameters<ValueType<string>['read']>[1]): string {
  if (/^PAWL_[A-Z0-9_]+$/.test(value)) return value
  return wrong(node, `a policy reads variables named PAWL_… alone, not \`${value}\``)
}

/** Text that may be missing: what it lacks is told as a finding, not as an error of reading. */
export const lenient: ValueType<string> = {
  name: 'text',
  read: (node, wrong) => (node.kind === 'scalar' && node.text.trim() === '' ? '' : text.read(node, wrong)),
  schema: { type: 'string' },
}

/** A share of all: `10%`. */
export const share: ValueType<string> = {
  name: 'a percentage',
  read: (node, wrong) => {
    const value = name.read(node, wrong)
    const percent = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(value)?.[1]
    return percent !== undefined && Number(percent) <= 100
      ? value
      : wrong(node, `a percentage is wanted here, like \`10%\`, not \`${value}\``)
  },
  schema: { type: 'string', pattern: '^\\d{1,3}(\\.\\d+)?\\s*%$' },
}

/** `required: 100%`, or `"14/16"`: held, and of how many. */
export const coverage: ValueType<{ percent: number } | { held: number; of: number }> = {
  name: 'a percentage or `"n/m"`',
  read: (node, wrong) => {
    const value = name.read(node, wrong)
    const percent = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(value)
    if (percent && Number(percent[1]) <= 100) return { percent: Number(percent[1]) }
    const counts = /^(\d{1,6})\s*\/\s*(\d{1,6})$/.exec(value)
    if (!counts) return wrong(node, `a percentage is wanted here, like \`100%\`, or two numbers, like \`"16/16"\`, not \`${value}\``)
    const [held, of] = [Number(counts[1]), Number(counts[2])]
    if (held > of) return wrong(node, `${held} of ${of} cannot be held`)
    return { held, of }
  },
  schema: { type: 'string', pattern: '^\\d{1,3}(\\.\\d+)?\\s*%$|^\\d+\\s*/\\s*\\d+$' },
}
