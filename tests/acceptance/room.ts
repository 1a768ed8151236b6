import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { caseRepository } from '../cases/repository.ts'

/** Files by path; `undefined` takes one away, and a path of hooks is executable. */
export type Edits = Readonly<Record<string, string | undefined>>

/** What a command of pawl said. */
export interface Told {
  exit: number
  /** Codes of its findings, sorted. */
  codes: string[]
  messages: string
  json: any
}

/** Runs a command over a change: what stands is committed, what is edited is staged. */
export async function told(standing: Edits, edits: Edits, words: readonly string[] = ['check', '--staged']): Promise<Told> {
  const repository = caseRepository()
  try {
    repository.stage(treeOf(standing))
    repository.commit('what stands')
    repository.stage(treeOf({ ...standing, ...edits }))
    const { exit, out, err } = await pawl(repository.folder, [...words, '--format', 'json'])
    const json = JSON.parse(out || '{}')
    const findings: { code: string; message: string }[] = json.findings ?? []
    const refusals: { message: string }[] = json.refusals ?? []
    return {
      exit,
      codes: findings.map(({ code }) => code).sort(),
      messages: [...findings, ...refusals].map(({ message }) => message).join('\n') + err,
      json,
    }
  } finally {
    repository.close()
  }
}

function treeOf(files: Edits): TreeFiles {
  const tree: TreeFiles = new Map()
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue
    tree.set(path, { content: new TextEncoder().encode(text), mode: /(^|\/)hooks\//.test(path) ? 'executable' : 'file' })
  }
  return tree
}

/** The files of a folder of this repository. */
export function folder(name: string): Record<string, string> {
  const root = join(import.meta.dirname, '..', '..', name)
  const files: Record<string, string> = {}
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && statSync(path).size < 2 ** 20) files[relative(root, path)] = readFileSync(path, 'utf8')
  }
  return files
}
