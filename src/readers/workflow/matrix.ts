import { get, type Mapping, type Node } from '../../model/node.ts'
import { canonical } from '../../model/orders.ts'
import { itemsOf, mappingOf } from '../hooks/config.ts'
import type { Data, Outcome } from './expression.ts'

/** One run of a job: the values of its matrix. */
export type Combination = Readonly<Record<string, Data>>

/** The runs of a job's matrix; `open` where only runs tell how many there are. */
export function combinationsOf(job: Mapping, evaluate: (text: string) => Outcome): { runs: readonly Combination[]; open?: true } {
  const strategy = mappingOf(get(job, 'strategy'))
  const matrix = strategy && get(strategy, 'matrix')
  if (!matrix) return { runs: [{}] }
  if (matrix.kind !== 'mapping') {
    const value = matrix.kind === 'scalar' ? evaluate(matrix.text) : undefined
    const object = value?.known && value.value && typeof value.value === 'object' && !Array.isArray(value.value) ? value.value : undefined
    return object ? product(object as Record<string, Data>, [], []) : { runs: [{}], open: true }
  }
  const vectors: Record<string, Data> = {}
  for (const { key, value } of matrix.entries) {
    if (key.text === 'include' || key.text === 'exclude') continue
    const data = dataOf(value, evaluate)
    if (!Array.isArray(data)) return { runs: [{}], open: true }
    vectors[key.text.toLowerCase()] = data
  }
  const include = listOf(get(matrix, 'include'), evaluate)
  const exclude = listOf(get(matrix, 'exclude'), evaluate)
  return include && exclude ? product(vectors, include, exclude) : { runs: [{}], open: true }
}

function listOf(node: Node | undefined, evaluate: (text: string) => Outcome): readonly Combination[] | undefined {
  if (!node) return []
  const data = dataOf(node, evaluate)
  return Array.isArray(data) ? data.map((each) => (each && typeof each === 'object' ? lower(each as Combination) : {})) : undefined
}

function lower(combination: Combination): Combination {
  return Object.fromEntries(Object.entries(combination).map(([key, value]) => [key.toLowerCase(), value]))
}

function product(
  vectors: Record<string, Data>,
  include: readonly Combination[],
  exclude: readonly Combination[],
): { runs: readonly Combination[]; open?: true } {
  let runs: Combination[] = Object.keys(vectors).length ? [{}] : []
  for (const [key, values] of Object.entries(vectors)) {
    if (!Array.isArray(values)) return { runs: [{}], open: true }
    runs = runs.flatMap((run) => values.map((value: Data) => ({ ...run, [key]: value })))
    if (runs.length > 256) return { runs: [{}], open: true }
  }
  const kept = runs.filter((run) => !exclude.some((out) => Object.entries(out).every(([key, value]) => alike(run[key], value))))
  const alone: Combination[] = []
  for (const extra of include) {
    const fits = kept.filter((run) => Object.entries(extra).every(([key, value]) => !(key in vectors) || alike(run[key], value)))
    if (fits.length === 0) alone.push(extra)
    for (const run of fits) kept[kept.indexOf(run)] = { ...run, ...extra }
  }
  return { runs: [...kept, ...alone] }
}

function alike(a: Data | undefined, b: Data): boolean {
  return a !== undefined && (canonical(a) === canonical(b) || String(a) === String(b))
}

/** A node's value, its expressions evaluated; `undefined` where only runs tell. */
function dataOf(node: Node, evaluate: (text: string) => Outcome): Data | undefined {
  if (node.kind === 'list') {
    const items = itemsOf(node).map((item) => dataOf(item, evaluate))
    return items.every((item) => item !== undefined) ? (items as Data[]) : undefined
  }
  if (node.kind === 'mapping') {
    const entries = node.entries.map(({ key, value }) => [key.text, dataOf(value, evaluate)] as const)
    return entries.every(([, value]) => value !== undefined) ? (Object.fromEntries(entries) as Record<string, Data>) : undefined
  }
  if (node.text.includes('${{')) {
    const outcome = evaluate(node.text)
    return outcome.known ? outcome.value : undefined
  }
  return plainData(node.text, node.plain)
}

/** A plain scalar as YAML 1.2's core schema reads it. */
function plainData(text: string, plain: boolean): Data {
  if (!plain) return text
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  if (/^(|~|null|Null|NULL)$/.test(text)) return null
  return /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : text
}
