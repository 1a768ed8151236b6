import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { editedFiles } from '../git/edited.ts'
import type { Repository } from '../git/repository.ts'
import { treeId } from '../git/tree-id.ts'
import { indexTree } from '../git/trees.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { shellWord } from '../model/shell-word.ts'
import type { Asked } from '../verbs/asked.ts'
import { rollback, type Wanted } from '../verbs/rollback.ts'
import { type Command, verbs } from './arguments.ts'
import { readBackup } from './backup.ts'
import type { Host } from './host.ts'
import { replaceWhole } from './write.ts'

const usage = `\`pawl rollback\` is written \`${verbs.rollback!.usage[0]}\``

/** Carries out the plan of a file, or shows what that would be. */
export async function runRollback(command: Command, repository: Repository, asked: Asked, host: Host): Promise<Report> {
  const [word, path, ...approvers] = command.words
  if (word !== 'run' || path === undefined) throw new Refusal(usage)
  const { flags } = command
  const top = repository.top
  if (top === undefined) throw new Refusal('a plan is carried out in a work tree, and this repository is bare')
  const tree = indexTree(repository)
  const [edited] = await editedFiles(repository)
  if (edited !== undefined)
    throw new Refusal(
      `\`${edited}\` of the work tree is not as it is staged, so what the plan was made from does not stand here; stage it or bring it back`,
    )
  const placed = (name: string) => (flags[name] === undefined ? {} : { [name]: resolve(host.cwd, String(flags[name])) })
  const wanted: Wanted = {
    text: textOf(host.cwd, path),
    path,
    tree: await treeId(tree, repository),
    execute: flags.execute === true,
    undo: flags.undo === true,
    id: randomUUID(),
    reason: String(flags.reason ?? ''),
    approvedBy: [...listed(flags['approved-by']), ...approvers],
    ...placed('log'),
    ...placed('resume'),
    ...placed('metrics'),
    replace: replaceWhole,
    ...(flags['accept-loss'] === undefined ? {} : { acceptLoss: listed(flags['accept-loss']).flatMap((each) => each.split(',')) }),
    addresses: addressesOf(listed(flags.database), host),
    words: wordsOf(listed(flags.begun)),
    cwd: top,
    backup: (file) => readBackup(file, top, host),
    env: host.env,
    now: host.now,
    say: (text) => (command.quiet ? undefined : host.err(`${text}\n`)),
    again: (log) => againOf(command, path, relative(host.cwd, log)),
  }
  return rollback(tree, wanted, asked)
}

const listed = (flag: string | boolean | undefined): string[] => (flag === undefined ? [] : String(flag).split('\0'))

function textOf(cwd: string, path: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw new Refusal(`the plan \`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
  }
}

/** `main=env:DATABASE_URL`: an address stands in a variable, so that no list of processes shows it. */
function addressesOf(given: readonly string[], { env, cwd }: Host): ReadonlyMap<string, string> {
  return new Map(
    given.map((each) => {
      const [, name, variable] = /^([^=]+)=env:(\w+)$/.exec(each) ?? []
      if (name === undefined || variable === undefined)
        throw new Refusal(`\`--database\` is written \`<name>=env:<VAR>\`, for an address stands in a variable and never on a command line`)
      const address = env[variable]
      if (!address) throw new Refusal(`\`--database ${name}=env:${variable}\` names the variable \`${variable}\`, which is not set`)
      return [
        name,
        /^(postgres|postgresql|mysql|mariadb):/i.test(address) ? address : resolve(cwd, address.replace(/^sqlite:(\/\/)?/i, '')),
      ]
    }),
  )
}

function wordsOf(given: readonly string[]): ReadonlyMap<string, 'done' | 'again'> {
  return new Map(
    given.map((each) => {
      const [, name, word] = /^(.+)=(done|again)$/.exec(each) ?? []
      if (name === undefined) throw new Refusal(`\`--begun\` is written \`<step>=done\` or \`<step>=again\`, not \`${each}\``)
      return [name, word as 'done' | 'again']
    }),
  )
}

/** The command lines that go on with the run, and that take it back. */
function againOf({ flags }: Command, path: string, log: string): { resume: string; undo: string } {
  const given = ['reason', 'approved-by', 'database', 'accept-loss', 'metrics'].flatMap((name) =>
    listed(flags[name]).flatMap((value) => [`--${name}`, shellWord(value)]),
  )
  if (flags['allow-run'] === true) given.push('--allow-run')
  const resume = ['pawl rollback run', shellWord(path), '--execute --resume', shellWord(log), ...given].join(' ')
  return { resume, undo: `${resume} --undo` }
}
