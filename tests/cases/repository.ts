import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TreeFiles } from './layout.ts'

/** A real repository in a temporary folder whose commits are made from trees in memory. */
export interface CaseRepository {
  folder: string
  /** Puts a tree into the index. */
  stage(tree: TreeFiles): void
  /** Commits what is staged; resolves to the commit. */
  commit(message: string): string
  close(): void
}

const modes = { file: '100644', executable: '100755', symlink: '120000', gitlink: '160000' } as const

export function caseRepository(): CaseRepository {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-case-'))
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...who }
  const git = (words: readonly string[], input?: Buffer): string =>
    execFileSync('git', [...words], { cwd: folder, env, input, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'pipe'] })
  git(['init', '-q', '-b', 'main'])
  return {
    folder,
    stage: (tree) => {
      git(['read-tree', '--empty'])
      const stream: Buffer[] = []
      const index: string[] = []
      const paths = [...tree]
      // One fast-import writes every blob, and prints their marks, so that a case costs few processes.
      paths.forEach(([, { content, mode }], at) => {
        if (mode !== 'gitlink')
          stream.push(Buffer.from(`blob\nmark :${at + 1}\ndata ${content.length}\n`), Buffer.from(content), Buffer.from('\n'))
      })
      const marks = join(folder, '.git', 'marks')
      git(['fast-import', '--quiet', `--export-marks=${marks}`], Buffer.concat(stream))
      const ids = new Map(
        readFileSync(marks, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split(' ') as [string, string]),
      )
      paths.forEach(([path, { content, mode }], at) => {
        const id = mode === 'gitlink' ? Buffer.from(content).toString('latin1') : ids.get(`:${at + 1}`)!
        index.push(`${modes[mode]} ${id}\t${path}\0`)
      })
      git(['update-index', '-z', '--add', '--index-info'], Buffer.from(index.join('')))
    },
    commit: (message) => {
      git(['commit', '-q', '--no-verify', '--allow-empty', '-m', message])
      return git(['rev-parse', 'HEAD']).trim()
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const who = {
  GIT_AUTHOR_NAME: 'A Developer',
  GIT_AUTHOR_EMAIL: 'dev@example.com',
  GIT_AUTHOR_DATE: '2026-11-20T12:00:00Z',
  GIT_COMMITTER_NAME: 'A Developer',
  GIT_COMMITTER_EMAIL: 'dev@example.com',
  GIT_COMMITTER_DATE: '2026-11-20T12:00:00Z',
}
