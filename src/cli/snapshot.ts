import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Repository } from '../git/repository.ts'
import { commitTree, indexTree } from '../git/trees.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Asked } from '../verbs/asked.ts'
import { snapshot } from '../verbs/snapshot.ts'
import type { Command } from './arguments.ts'
import { writeWhole } from './write.ts'

/** Takes a snapshot and writes it where `--output` says. */
export async function takeSnapshot(command: Command, repository: Repository, cwd: string, asked: Asked): Promise<Report> {
  const { output: file } = command
  if (file === undefined) throw new Refusal('`pawl snapshot` wants `--output <file>`, where the snapshot is written')
  const [database = ''] = command.words
  const revision = async (name: string) => {
    try {
      return await commitTree(repository, name)
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }
  const at = command.flags.at === undefined ? {} : { at: String(command.flags.at) }
  const { report, text } = await snapshot(await indexTree(repository), { database, file, revision, ...at }, asked)
  if (report.verdict === 'held') {
    mkdirSync(dirname(resolve(cwd, file)), { recursive: true })
    writeWhole(cwd, file, text)
  }
  return report
}
