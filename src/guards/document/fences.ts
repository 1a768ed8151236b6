import { type CodeBlock, fieldKey } from '../../readers/markdown.ts'
import { fewest } from './columns.ts'
import type { FenceAsked } from './options.ts'
import { at, type Problem, type Sight, stood, tell, underOf } from './sight.ts'
import { blocksUnder, under, unplaced } from './tables.ts'

/** A fence of nothing holds its place and gives nothing to run, send or read. */
const says = /[^\s\p{Default_Ignorable_Code_Point}]/u

/** Each fence that is asked stands under its heading, with its lines and placeholders. */
export function fences(sight: Sight, asked: readonly FenceAsked[]): void {
  for (const each of asked) {
    const blocks = blocksUnder(sight, each.under)
    if (!blocks) continue
    const isAsked = (block: CodeBlock) =>
      block.fenced && says.test(block.text) && (each.lang === undefined || block.lang.toLowerCase() === each.lang.toLowerCase())
    const found = blocks.filter((block) => block.kind === 'code').filter(isAsked)
    const what = `${each.under ?? ''} ${each.lang ?? ''}`
    if (found.length === 0) {
      const was =
        sight.before &&
        under(sight.before, each.under)
          .filter((block) => block.kind === 'code')
          .find(isAsked)
      const args = { lang: each.lang ? ` of \`${each.lang}\`` : '', under: underOf(each.under) }
      tell(sight, { code: 'document/fence-missing', args, what, places: stood(sight, was?.span), unless: unplaced(each.under) })
      continue
    }
    for (const problem of fewest(found.map((fence) => problemsOf(sight, fence, each)))) {
      tell(sight, { ...problem, unless: [...unplaced(each.under), { code: 'document/fence-missing', what }] })
    }
  }
}

function problemsOf(sight: Sight, fence: CodeBlock, asked: FenceAsked): Problem[] {
  const problems: Problem[] = []
  const places = [at(sight, 'after', fence.span)]
  const named = underOf(asked.under)
  const stated = new Set(
    fence.text.split('\n').flatMap((line) => {
      const [, name, value] = /^\W{0,10}([^:]{1,80}):(.*)$/.exec(line) ?? []
      return name !== undefined && says.test(value!) ? [fieldKey(name)] : []
    }),
  )
  for (const field of asked.fields ?? []) {
    if (!stated.has(fieldKey(field))) {
      problems.push({ code: 'document/fence-field-missing', args: { field, under: named }, what: `${asked.under ?? ''} ${field}`, places })
    }
  }
  for (const placeholder of asked.placeholders ?? []) {
    if (!holds(fence.text, placeholder)) {
      problems.push({
        code: 'document/placeholder-missing',
        args: { placeholder, under: named },
        what: `${asked.under ?? ''} ${placeholder}`,
        places,
      })
    }
  }
  return problems
}

/** Whether a name stands there to be filled in: `<name>`, `{name}`, `{{ name }}`, `[name]`, `%name%`, `$name`. */
function holds(text: string, name: string): boolean {
  if (/^\W.*\W$/.test(name)) return text.includes(name)
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(0, at).trimEnd().at(-1) ?? ''
    const after = text.slice(at + name.length).trimStart()[0] ?? ''
    if ('<{[%'.includes(before) && before !== '' && after === { '<': '>', '{': '}', '[': ']', '%': '%' }[before]) return true
    if (text[at - 1] === '$' && !/[\w-]/.test(text[at + name.length] ?? '')) return true
  }
  return false
}
