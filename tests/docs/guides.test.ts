import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'
import { filesOf, type ShownFile } from './pages.ts'

const pages = readdirSync(join(import.meta.dirname, '..', '..', 'docs', 'guides'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/guides/${name}`)
  .filter((page) => filesOf(page).length > 0)

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

const tree = (files: readonly ShownFile[]) =>
  new Map(files.map(({ path, text }) => [path, { content: new TextEncoder().encode(text), mode: 'file' as const }]))

const nameOf = ({ path, fate }: ShownFile) => `${fate} ${basename(path).split('.')[0]}`

describe.each(pages)('%s', (page) => {
  const standing = filesOf(page).filter(({ fate }) => fate === undefined)
  // Files of one name, one behind the other, are one change: a migration's two ways and its document.
  const changes = filesOf(page)
    .filter(({ fate }) => fate !== undefined)
    .reduce<ShownFile[][]>((all, file) => {
      const last = all.at(-1)
      if (last && nameOf(last[0]!) === nameOf(file)) last.push(file)
      else all.push([file])
      return all
    }, [])

  it('shows files that together hold', async () => {
    repository = caseRepository()
    repository.stage(tree(standing))
    const { exit, err, out } = await pawl(repository.folder, ['audit'])
    expect([exit, err, exit === 0 ? '' : out]).toEqual([0, '', ''])
  })

  if (changes.length > 0)
    it.each(
      changes.map((change) => [change.map(({ path }) => path).join(', '), change[0]!.fate!, change] as const),
    )('a commit of %s: %s', async (_, fate, change) => {
      repository = caseRepository()
      repository.stage(tree(standing))
      repository.commit('what stands')
      repository.stage(new Map([...tree(standing), ...tree(change)]))
      const { exit, out } = await pawl(repository.folder, ['check', '--staged', '--format', 'json'])
      const codes = JSON.parse(out).findings.map(({ code }: { code: string }) => code)
      if (fate === 'passes') expect([exit, codes]).toEqual([0, []])
      else expect([exit, codes]).toEqual([1, expect.arrayContaining([fate])])
    })
})
