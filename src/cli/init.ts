import type { Repository } from '../git/repository.ts'
import { indexTree } from '../git/trees.ts'
import { diffOf } from '../init/diff.ts'
import { type Checkout, checkoutAt, ignoredOf, ownFiles, stage, takeHooksFrom } from '../init/disk.ts'
import type { FileDraft } from '../init/draft.ts'
import type { Proposal } from '../init/propose.ts'
import { mayWrite, writeDraft } from '../init/write.ts'
import { overlay, remember } from '../model/files.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { visible } from '../reporters/escape.ts'
import { type Paint, painter } from '../reporters/paint.ts'
import type { Asked } from '../verbs/asked.ts'
import { auditWritten, proposal, stepsFor, type Trees } from '../verbs/init.ts'
import type { Command } from './arguments.ts'
import type { Host } from './host.ts'
import { colored } from './output.ts'
import { type Tell, withProgress } from './progress.ts'
import { writeNew, writeWhole } from './write.ts'

/** Proposes what would guard this repository, shows each file, writes what is agreed to, and audits it. */
export async function initialise(command: Command, repository: Repository, host: Host, asked: Asked): Promise<Report> {
  const { top } = repository
  if (top === undefined) throw new Refusal('`pawl init` writes into a work tree, and this repository is bare; run it in a clone')
  const yes = command.flags.yes === true
  if (!yes && !host.ask)
    throw new Refusal('`pawl init` shows each file and asks, and nobody can be asked here; `pawl init --yes` writes them all')
  const progress = <T>(work: (tell: Tell) => Promise<T>) => (command.quiet ? work(() => {}) : withProgress(host, 'pawl init', work))
  const show = command.quiet || command.format !== 'text' ? (yes ? () => {} : host.err) : host.out
  const { made, trees, checkout } = await progress(async (tell) => {
    const found = await checkoutAt(top, repository.place.env)
    const from = await treesOf(repository, found)
    const { clone, remote } = found
    return {
      made: await proposal(from, { clone, ...(remote === undefined ? {} : { remote }) }, { ...asked, tell }),
      trees: from,
      checkout: found,
    }
  })
  // All of it can be written, or none of it is.
  for (const file of made.files) mayWrite(top, file)
  const [ignored] = await ignoredOf(
    top,
    made.files.map(({ path }) => path),
    repository.place.env,
  )
  if (ignored !== undefined)
    throw new Refusal(`git ignores \`${ignored}\`, and what no commit holds guards nothing; take it out of .gitignore`)
  show(opening(made, checkout, trees[0] !== checkout.disk))
  let all = yes
  const written: string[] = []
  const staged: string[] = []
  for (const [index, file] of made.files.entries()) {
    show(shown(file, painter(command.format === 'text' && colored(command, host))))
    const answer = all ? 'y' : await agreed(host, question(file, index + 1, made.files.length))
    if (answer === 'q') break
    if (answer === 'n') continue
    if (answer === 'a') all = true
    writeDraft(top, file, { fresh: writeNew, whole: writeWhole })
    written.push(file.path)
    // At once, lest a terminal that is closed at the next question leave it written and not staged.
    if (await stageWritten(repository, file)) staged.push(file.path)
  }
  const activated = await activate(repository, made, written, all, host)
  const report = await progress(() => auditWritten(trees, made, written, asked))
  show(closing(made, written, staged, activated, checkout))
  return activated ? { ...report, more: { ...report.more, configured: { 'core.hooksPath': made.activate } } } : report
}

/** What the next commit may be made of: the index with what stands on the disk of policies and hooks, and the disk where it differs. */
async function treesOf(repository: Repository, { disk, dirty }: Checkout): Promise<Trees> {
  const index = indexTree(repository)
  if ((await index.entries()).size === 0) return [disk]
  const laid = overlay(index, await ownFiles(disk), index.label)
  return dirty ? [laid, disk] : [laid]
}

/**
 * Puts what was written into the index, so that the next commit holds it and `pawl audit` sees it. A file whose other lines are not
 * staged is left to whoever wrote them, and so is all where nothing is in the index yet.
 */
async function stageWritten(repository: Repository, file: FileDraft): Promise<boolean> {
  const index = remember(indexTree(repository))
  if ((await index.entries()).size === 0 || file.before !== (await index.text(file.path))) return false
  await stage(repository.top!, file, repository.place.env)
  return true
}

async function activate(
  { top, place }: Repository,
  made: Proposal,
  written: readonly string[],
  yes: boolean,
  host: Host,
): Promise<boolean> {
  if (made.activate === undefined) return false
  const wanted = made.files.filter(({ path }) => path.startsWith(`${made.activate}/`))
  if (wanted.some(({ path }) => !written.includes(path))) return false
  if (
    !yes &&
    (await agreed(host, `run \`git config core.hooksPath ${made.activate}\`, so that this clone runs the hook? [y]es, [n]o `)) !== 'y'
  )
    return false
  await takeHooksFrom(top!, made.activate, place.env)
  return true
}

const answers = ['yes', 'no', 'all', 'quit'] as const

/** The first letter of an answer; asked again until it is one. An end of input is `q`. */
async function agreed(host: Host, asks: string): Promise<'y' | 'n' | 'a' | 'q'> {
  for (;;) {
    const said = (await host.ask!(asks))?.trim().toLowerCase()
    if (said === undefined) return 'q'
    const found = answers.find((each) => said !== '' && each.startsWith(said))
    if (found) return found[0] as 'y' | 'n' | 'a' | 'q'
  }
}

/** A file as a diff, coloured line by line; what a person would not see in it is shown. */
function shown(file: FileDraft, paint: Paint): string {
  const lines = diffOf(file).map(visible)
  const color = (text: string, index: number) => {
    if (index < 2) return paint.bold(text)
    return text.startsWith('+')
      ? paint.green(text)
      : text.startsWith('-')
        ? paint.red(text)
        : text.startsWith('@@')
          ? paint.dim(text)
          : text
  }
  return `${lines.map(color).join('\n')}\n\n`
}

function question({ path, before }: FileDraft, index: number, of: number): string {
  return `(${index}/${of}) ${before === undefined ? 'write' : 'add these lines to'} ${path}? [y]es, [n]o, [a]ll, [q]uit `
}

function opening(made: Proposal, { untracked, dirty }: Checkout, tracked: boolean): string {
  const lines = made.seen.map((each) => `seen: ${each}`)
  if (dirty && tracked) lines.push('seen: the work tree differs from the index; what is proposed holds in both')
  const notes = untracked.filter((path) => tracked && /\.(?:md|sql)$/i.test(path))
  if (notes.length && made.files.length) lines.push(`not looked at, for git does not track it yet: ${few(notes)}`)
  lines.push(...made.left.map((each) => `left out: ${each}`))
  if (made.files.length === 0) lines.push('nothing to write: pawl has nothing to add to what is there')
  return `${lines.join('\n')}\n\n`
}

function closing(
  made: Proposal,
  written: readonly string[],
  staged: readonly string[],
  activated: boolean,
  { untracked, bits }: Checkout,
): string {
  const lines = written.length ? [`wrote ${staged.length === written.length ? 'and staged ' : ''}${written.join(', ')}`] : ['wrote nothing']
  if (activated) lines.push(`set core.hooksPath to ${made.activate} in this clone`)
  for (const { says, lines: more } of stepsFor(made, written))
    lines.push(`next: ${says}${more ? ':' : ''}`, ...(more ?? []).map((each) => `    ${each}`))
  // Policies of a run before this one, which somebody broke off.
  const older = untracked.filter((path) => path.startsWith('policies/') && !written.includes(path))
  const rest = [...written.filter((path) => !staged.includes(path)), ...older]
  if (rest.length) lines.push(`next: stage what is not staged yet: git add ${written.length && !staged.length ? '-A' : rest.join(' ')}`)
  const scripts = made.files.filter(({ path, executable }) => executable && !bits && written.includes(path) && !staged.includes(path))
  if (scripts.length)
    lines.push(`next: say which of them may be executed: git update-index --chmod=+x ${scripts.map(({ path }) => path).join(' ')}`)
  if (written.length) lines.push('next: read what is marked `review`, change it as you like, and commit')
  return `${lines.join('\n')}\n\n`
}

const few = (paths: readonly string[]): string =>
  `${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`
