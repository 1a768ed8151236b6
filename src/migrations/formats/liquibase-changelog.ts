import { Refusal } from '../../model/refusal.ts'
import { byText, type Folder, pathOf, textOf } from '../format.ts'

const master = /(^|\/)((db\.)?changelog([._-]?(master|root|main))?|master|root)\.(ya?ml|xml|json)$/i

/** The SQL files of a changelog in the order that its master file states; without one, by name, as `includeAll` has it. */
export async function changelogFiles(folder: Folder, isChangelog: (text: string) => boolean): Promise<string[]> {
  const found = folder.names.filter((name) => master.test(name)).sort((a, b) => a.split('/').length - b.split('/').length || byText(a, b))
  if (found[0] !== undefined) return included(folder, found[0], new Set())
  const names: string[] = []
  for (const name of folder.names.filter((each) => each.endsWith('.sql'))) if (isChangelog(await textOf(folder, name))) names.push(name)
  return names.sort(byText)
}

async function included(folder: Folder, file: string, open: ReadonlySet<string>): Promise<string[]> {
  const path = pathOf(folder, file)
  if (open.has(file)) throw new Refusal(`\`${path}\` includes itself`, { path })
  const text = await textOf(folder, file)
  const items = file.endsWith('.xml') ? fromXml(text) : await fromYaml(text, path)
  const names: string[] = []
  for (const item of items) {
    if ('other' in item)
      throw new Refusal(`\`${path}\` holds \`${item.other}\`, and pawl reads changesets of formatted SQL alone`, { path })
    if ('all' in item) {
      const below = found(folder, file, item.all.replace(/\/+$/, ''), (name, end) => name.includes(`${end}/`))
      names.push(...below.filter((name) => name.endsWith('.sql')).sort(byText))
      continue
    }
    const [one, more] = found(folder, file, item.file, (name, end) => name.endsWith(end))
    if (one === undefined || more !== undefined)
      throw new Refusal(
        `\`${path}\` includes \`${item.file}\`, ${one === undefined ? 'which is not there' : 'which more than one file is called'}`,
        { path },
      )
    names.push(...(/\.(ya?ml|xml|json)$/.test(one) ? await included(folder, one, new Set([...open, file])) : [one]))
  }
  return names
}

/** What a changelog names: relative to it, to the folder or to the root of the repository, which its own settings would tell. */
function found(folder: Folder, from: string, named: string, fits: (path: string, end: string) => boolean): string[] {
  const plain = named.replace(/^(classpath:)?(\.?\/)*/, '')
  const beside = `${from.replace(/[^/]*$/, '')}${plain}`
  const near = folder.names.filter((name) => name !== from && fits(`/${name}`, `/${beside}`) && name.startsWith(beside))
  return near.length ? near : folder.names.filter((name) => name !== from && fits(`/${pathOf(folder, name)}`, `/${plain}`))
}

type Item = { file: string } | { all: string } | { other: string }

function fromXml(text: string): Item[] {
  const tags = text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<(include|includeAll|changeSet|property)\b([^>]*)>/g)
  return [...tags].map(([, tag, rest]): Item => {
    const value = /\b(?:file|path)\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(rest!)
    const named = value?.[1] ?? value?.[2]
    if (named === undefined || (tag !== 'include' && tag !== 'includeAll')) return { other: tag! }
    return tag === 'include' ? { file: named } : { all: named }
  })
}

async function fromYaml(text: string, path: string): Promise<Item[]> {
  const { parse } = await import('yaml')
  let list: unknown
  try {
    list = (parse(text, { schema: 'failsafe' }) as { databaseChangeLog?: unknown } | null)?.databaseChangeLog
  } catch (error) {
    throw new Refusal(`\`${path}\` cannot be read: ${(error as Error).message.split('\n')[0]}`, { path })
  }
  if (!Array.isArray(list)) throw new Refusal(`\`${path}\` holds no \`databaseChangeLog\``, { path })
  return list.flatMap((entry: Record<string, { file?: unknown; path?: unknown }>) =>
    Object.entries(entry).map(([key, value]): Item => {
      if (key === 'include' && typeof value.file === 'string') return { file: value.file }
      if (key === 'includeAll' && typeof value.path === 'string') return { all: value.path }
      return { other: key }
    }),
  )
}
