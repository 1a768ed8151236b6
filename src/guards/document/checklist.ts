import type { Span } from '../../model/place.ts'
import { type Block, plain } from '../../readers/markdown.ts'
import type { ChecklistAsked } from './options.ts'
import { at, type Sight, stood, tell, underOf } from './sight.ts'
import { blocksUnder, under, unplaced } from './tables.ts'

/** One task item; `within` are the names of the items around it. */
interface Task {
  text: string
  name: string
  checked: boolean
  within: readonly Task[]
  span: Span
}

/** The items are there, with all that stood beneath them, and checked as asked. */
export function checklist(sight: Sight, asked: ChecklistAsked): void {
  const blocks = blocksUnder(sight, asked.under)
  if (!blocks) return
  const tasks = tasksOf(blocks)
  const before = sight.before ? tasksOf(under(sight.before, asked.under)) : []
  const missing = (item: string, was: Task | undefined) =>
    tell(sight, {
      code: 'document/checklist-item-missing',
      args: { item, under: underOf(asked.under) },
      what: item,
      places: stood(sight, was?.span),
      unless: unplaced(asked.under),
    })
  const judged: Task[] = asked.items ? [] : [...tasks]
  for (const item of asked.items ?? []) {
    const found = tasks.filter((task) => isNamed(task, item))
    const was = before.filter((task) => isNamed(task, item))
    if (found.length === 0) {
      missing(item, was[0])
      continue
    }
    const parts = tasks.filter((task) => task.within.some((outer) => found.includes(outer)))
    judged.push(...found, ...parts)
    const names = new Set(parts.map((task) => task.name))
    for (const part of before) {
      if (part.within.some((outer) => was.includes(outer)) && !names.has(part.name) && !asked.items?.some((each) => isNamed(part, each)))
        missing(part.text, part)
    }
  }
  if (asked.checked === undefined) return
  for (const task of judged) {
    if (task.checked === (asked.checked === 'all')) continue
    const code = task.checked ? 'document/checklist-item-checked' : 'document/checklist-item-open'
    tell(sight, { code, args: { item: task.text }, what: task.text, places: [at(sight, 'after', task.span)] })
  }
}

/** Task items of Markdown, and lines with a box in a plain fence. */
function tasksOf(blocks: readonly Block[]): Task[] {
  const tasks: Task[] = []
  const items = new Map<number, Task>()
  for (const block of blocks) {
    if (block.kind === 'item' && block.checked !== undefined && !block.struck) {
      const within = block.items.flatMap((item) => items.get(item) ?? [])
      const task = { ...named(block.text.split('\n')[0]!), checked: block.checked, within, span: block.span }
      items.set(block.item, task)
      tasks.push(task)
    } else if (block.kind === 'code' && block.fenced && /^(?:|te?xt|plain(?:text)?)$/i.test(block.lang)) {
      const open: { indent: number; task: Task }[] = []
      for (const line of block.lines) {
        const [, indent = '', mark, text] = /^(\s*)(?:[-*+]\s+)?\[([ xX✓✔])\]\s+(\S.*)$/.exec(line.text) ?? []
        if (text === undefined) continue
        while (open.length && open.at(-1)!.indent >= indent.length) open.pop()
        const task = { ...named(text), checked: mark !== ' ', within: open.map((each) => each.task), span: line.span }
        open.push({ indent: indent.length, task })
        tasks.push(task)
      }
    }
  }
  return tasks
}

/** What an item is called: notes in parentheses, and what is filled in behind a colon, are aside. */
function named(text: string): { text: string; name: string } {
  return { text: plain(text), name: plain(text.replace(/\([^()]*\)/g, ' ').replace(/:.*$/s, '')).toLowerCase() }
}

function isNamed(task: Task, item: string): boolean {
  const wanted = plain(item).toLowerCase()
  return task.text.toLowerCase() === wanted || task.name === wanted || task.text.toLowerCase().replace(/\s*\([^()]*\)$/, '') === wanted
}
