import { get, type Node } from '../model/node.ts'
import { canonical } from '../model/orders.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import { configuration, itemsOf, mappingOf, textAt } from '../readers/hooks/config.ts'
import { looseYaml } from '../readers/yaml.ts'
import type { FileDraft, Step } from './draft.ts'

type Added = { files: FileDraft[]; steps: Step[] }

/** When the hooks of a manager act; `here` says that they do in this clone. */
export function acts(manager: string, command: string, here: boolean): Step {
  if (here) return { says: `${manager} acts once \`${command}\` has run in a clone` }
  return {
    says: `${manager} is not set up in this clone, and no commit is judged before it is; run this here and in every clone`,
    lines: [command],
  }
}

/** A script with one more line; `undefined` where the line would not be reached, or its status not count. */
export function appended(text: string, line: string): string | undefined {
  const lines = text.trimEnd().split('\n')
  const last = lines.findLast((each) => each.trim() !== '' && !/^\s*#/.test(each)) ?? ''
  if (/^\s*(?:exit|exec|return)\b|\\$|<<-?\s*['"]?\w+/.test(last)) return undefined
  // Without `-e` a line ahead may fail unseen, as it does today; pawl's own status is the script's.
  return `${text.trimEnd()}${text.trim() === '' ? '' : '\n'}${line}\n`
}

/** lefthook: a configuration of its own, or a hook behind the end of the one that stands. */
export async function inLefthook(files: Files, path: string | undefined, line: string, here: boolean): Promise<Added> {
  const after = acts('lefthook', 'lefthook install', here)
  const hook = ['pre-commit:', '  commands:', '    pawl:', `      run: ${line}`]
  if (path === undefined) return { files: [{ path: 'lefthook.yml', text: `${hook.join('\n')}\n` }], steps: [after] }
  const before = (await files.text(path)) ?? ''
  if (before.includes(' pawl ') || /\bpawl (?:hook|check)\b/.test(before)) return { files: [], steps: [after] }
  const tree = await readQuietly(files, path)
  const own = mappingOf(tree) && get(mappingOf(tree)!, 'pre-commit')
  const text = !/\.ya?ml$/.test(path)
    ? undefined
    : own === undefined
      ? await extended(before, hook, (newer) => mappingOf(newer) !== undefined)
      : await withinHook(before, line)
  if (text !== undefined) return { files: [{ path, before, text }], steps: [after] }
  const jobs = own && mappingOf(own) && get(mappingOf(own)!, 'jobs')
  const says = `\`${path}\` is yours to edit: add this to \`${jobs ? 'jobs' : 'commands'}\` of \`pre-commit\``
  return { files: [], steps: [{ says, lines: writtenIn(path, line, jobs !== undefined) }, after] }
}

/** A command of lefthook, in the language of the file that it is to stand in. */
function writtenIn(path: string, line: string, job: boolean): string[] {
  const run = JSON.stringify(line)
  if (path.endsWith('.toml'))
    return job ? ['[[pre-commit.jobs]]', 'name = "pawl"', `run = ${run}`] : ['[pre-commit.commands.pawl]', `run = ${run}`]
  if (path.endsWith('.json')) return [job ? `{ "name": "pawl", "run": ${run} }` : `"pawl": { "run": ${run} }`]
  return job ? ['- name: pawl', `  run: ${line}`] : ['pawl:', `  run: ${line}`]
}

/** One more command behind the last of a `pre-commit` that stands, in block style; `undefined` where it is written otherwise. */
async function withinHook(before: string, line: string): Promise<string | undefined> {
  const lines = before.split('\n')
  const blank = (each: string) => /^\s*(?:#.*)?$/.test(each)
  const depth = (each: string) => each.length - each.trimStart().length
  /** Where the block below a line ends; blank lines and comments behind it are not of it. */
  const endOf = (at: number) => {
    let end = at
    for (let next = at + 1; next < lines.length; next++) {
      if (blank(lines[next]!)) continue
      const item = lines[next]!.trimStart().startsWith('- ') && depth(lines[next]!) === depth(lines[at]!)
      if (depth(lines[next]!) <= depth(lines[at]!) && !item) break
      end = next
    }
    return end
  }
  const hook = lines.findIndex((each) => /^pre-commit:\s*(?:#.*)?$/.test(each))
  if (hook < 0) return undefined
  const list = lines.findIndex((each, at) => at > hook && at <= endOf(hook) && /^\s+(?:commands|jobs):\s*(?:#.*)?$/.test(each))
  const first = lines.find((each, at) => at > list && !blank(each))
  if (list < 0 || first === undefined || /[|>][+-]?\d*\s*$/.test(lines[endOf(list)]!)) return undefined
  const indent = first.slice(0, depth(first))
  const end = before.includes('\r\n') ? '\r' : ''
  const command = writtenIn('lefthook.yml', line, lines[list]!.trimStart().startsWith('jobs'))
  const added = command.map((each) => `${indent}${each}${end}`)
  const text = [...lines.slice(0, endOf(list) + 1), ...added, ...lines.slice(endOf(list) + 1)].join('\n')
  const [older, newer] = [await parsed(before), await parsed(text)]
  const [was, is] = [hookOf(older), hookOf(newer)]
  if (!was || !is) return undefined
  const same = (key: string) => {
    const [one, other] = [get(was, key), get(is, key)]
    return one !== undefined && other !== undefined && meaning(one) === meaning(other)
  }
  const grown = ['commands', 'jobs'].find((key) => get(was, key) !== undefined && !same(key))
  const [had, has] = [get(was, grown ?? ''), get(is, grown ?? '')]
  const kept =
    others(older) === others(newer) &&
    was.entries.length === is.entries.length &&
    was.entries.every(({ key }) => key.text === grown || same(key.text))
  if (!kept || !had || !has) return undefined
  const parts = (node: Node) => (node.kind === 'list' ? node.items : (mappingOf(node)?.entries.map(({ value }) => value) ?? []))
  const [left, right] = [parts(had).map(meaning), parts(has).map(meaning)]
  return right.length === left.length + 1 && left.every((each, at) => each === right[at]) ? text : undefined
}

const hookOf = (root: Node | undefined) => mappingOf(mappingOf(root) && get(mappingOf(root)!, 'pre-commit'))
const others = (root: Node | undefined): string =>
  (mappingOf(root)?.entries ?? []).map(({ key, value }) => (key.text === 'pre-commit' ? '' : `${key.text} ${meaning(value)}`)).join('\n')

/** The pre-commit framework: one more repository, local, behind the end of the list. */
export async function inPreCommit(files: Files, path: string, line: string, here: boolean): Promise<Added> {
  const after = acts('the framework', 'pre-commit install', here)
  const before = (await files.text(path)) ?? ''
  if (/\bpawl (?:hook|check)\b/.test(before)) return { files: [], steps: [after] }
  const indent = /^repos:[^\S\n]*\n(?:[^\S\n]*(?:#[^\n]*)?\n)*([^\S\n]*)- /m.exec(before)?.[1]
  const item = [
    '- repo: local',
    '  hooks:',
    '    - id: pawl',
    '      name: pawl',
    `      entry: ${line}`,
    '      language: system',
    '      always_run: true',
    '      pass_filenames: false',
    // Where others are kept for another stage, this one says its own.
    ...(/^default_stages:/m.test(before) ? ['      stages: [pre-commit]'] : []),
  ]
  const lines = item.map((each) => `${indent ?? '  '}${each}`)
  const counts = (node: Node | undefined) => itemsOf(mappingOf(node) && get(mappingOf(node)!, 'repos')).length
  const older = await readQuietly(files, path)
  const fits = (newer: Node | undefined) =>
    counts(newer) === counts(older) + 1 && textAt(mappingOf(itemsOf(get(mappingOf(newer)!, 'repos')).at(-1)), 'repo') === 'local'
  const text = indent === undefined ? undefined : await extended(before, lines, fits, 'repos')
  if (text !== undefined) return { files: [{ path, before, text }], steps: [after] }
  return { files: [], steps: [{ says: `\`${path}\` is yours to edit: add this to \`repos\``, lines }, after] }
}

/** A YAML file with lines behind its end, where what stood before is read as before; `grown` is the key that the lines belong to. */
async function extended(
  before: string,
  lines: readonly string[],
  fits: (newer: Node | undefined) => boolean,
  grown?: string,
): Promise<string | undefined> {
  const text = `${before.trimEnd()}\n${grown ? '' : '\n'}${lines.join('\n')}\n`
  const [older, newer] = [await parsed(before), await parsed(text)]
  if (newer === undefined || !fits(newer)) return undefined
  const kept = (mappingOf(older)?.entries ?? []).every(({ key, value }) => {
    const now = get(mappingOf(newer)!, key.text)
    return key.text === grown || (now !== undefined && meaning(now) === meaning(value))
  })
  return kept ? text : undefined
}

async function parsed(text: string): Promise<Node | undefined> {
  try {
    return (await looseYaml.read(new TextEncoder().encode(text), 'it')) as Node | undefined
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

async function readQuietly(files: Files, path: string): Promise<Node | undefined> {
  try {
    return await files.read(path, configuration)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** What a node says, places aside. */
function meaning(node: Node): string {
  if (node.kind === 'scalar') return canonical(node.text)
  if (node.kind === 'list') return `[${node.items.map(meaning).join()}]`
  return `{${node.entries.map(({ key, value }) => `${canonical(key.text)}:${meaning(value)}`).join()}}`
}
