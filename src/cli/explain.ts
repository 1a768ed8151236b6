import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nearest } from '../model/nearest.ts'
import { Refusal } from '../model/refusal.ts'

/** The pages of the guards, beside dist or two folders above the source. */
const pages = ['../docs/guards', '../../docs/guards']
  .map((place) => fileURLToPath(new URL(place, import.meta.url)))
  .find((folder) => existsSync(folder))

/** What a finding code means: its part of its page; without a code, all of them by name. */
export async function explain(code: string | undefined): Promise<string> {
  const sections = readSections()
  if (code === undefined) return `${[...sections.keys()].sort().join('\n')}\n`
  const found = sections.get(code)
  if (found) return `${found.trimEnd()}\n`
  const near = nearest(code, sections.keys())
  throw new Refusal(`no finding has the code \`${code}\`${near ? `; did you mean \`${near}\`?` : '; `pawl explain` lists them'}`)
}

/** Each `## name` of a page is the code `page/name`. */
function readSections(): Map<string, string> {
  const sections = new Map<string, string>()
  if (!pages) throw new Refusal('the pages of the guards are not installed beside pawl')
  for (const file of readdirSync(pages).filter((name) => name.endsWith('.md'))) {
    const page = file.replace(/\.md$/, '')
    for (const part of readFileSync(join(pages, file), 'utf8').split(/^(?=## )/m)) {
      const name = /^## `?([a-z0-9-]+(?:\/[a-z0-9-]+)?)`?\s*$/m.exec(part)?.[1]
      if (name && part.startsWith('## ')) sections.set(name.includes('/') ? name : `${page}/${name}`, part)
    }
  }
  return sections
}
