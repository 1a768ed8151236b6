import type { Span } from '../../model/place.ts'
import type { RollbackRules } from '../../model/policy.ts'
import type { Block, CodeBlock, Markdown } from '../../readers/markdown.ts'
import { type Backup, backupOf, dumpFile, isDestructive, isDestructiveSql, leftOut, reads, restoreOf } from './backup.ts'
import { type Command, commandsOf, followed, isShell, wordsIn } from './commands.ts'

/** A heading or list item, with the blocks that stand under it. */
export interface Part {
  title: string
  span: Span
  /** The blocks of its body, by their index in the document. */
  from: number
  to: number
  /** Something stands in its body. */
  says: boolean
}

/** Every heading with its section, and every list item with what belongs to it. */
function partsOf(document: Markdown): Part[] {
  const parts: Part[] = []
  for (const [index, block] of document.blocks.entries()) {
    if (block.kind === 'heading') {
      const section = document.sections[block.opens]!
      const body = document.blocks.slice(section.from + 1, section.to)
      parts.push({ title: block.text, span: block.span, from: section.from + 1, to: section.to, says: body.some(saysSomething) })
    } else if (block.kind === 'item' && !block.struck) {
      const next = document.blocks.findIndex(
        (each, at) => at > index && (each.kind === 'heading' || (each.kind === 'item' && !each.items.includes(block.item))),
      )
      parts.push({
        title: block.text,
        span: block.span,
        from: index + 1,
        to: next === -1 ? document.blocks.length : next,
        says: block.text.trim().split(/\s+/).length > 1,
      })
    }
  }
  return parts
}

function saysSomething(block: Block): boolean {
  if (block.kind === 'code') return block.text.trim() !== ''
  if ('struck' in block && block.struck) return false
  if (block.kind === 'text') return block.says || block.code.some(({ text }) => text.trim() !== '')
  if (block.kind === 'table') return block.says
  return block.kind === 'item' && block.text.trim() !== ''
}

/** Whether a heading or list item says one of these words, and has a body. */
export const hasPart = (document: Markdown, words: RegExp): boolean =>
  partsOf(document).some(({ title, says }) => says && words.test(title))

/** Whether a heading says one of these words, and has a body. */
export function hasHeading(document: Markdown, words: RegExp): boolean {
  return document.sections.some(({ heading, from, to }) => words.test(heading) && document.blocks.slice(from + 1, to).some(saysSomething))
}

/** Steps to run: commands, SQL, a numbered list, or what stands under a heading that says so. */
export function hasSteps(document: Markdown): boolean {
  if (
    hasHeading(
      document,
      /^(?!.*\b(?:verif|validat|checks?\b|next|recover|restor|back-?up)).*\b(?:steps?|procedure|how to (?:roll|go|take) (?:it )?back)\b/i,
    )
  )
    return true
  return document.blocks.some(
    (block) =>
      (block.kind === 'code' && block.text.trim() !== '' && !/^sql\s+verify\b/i.test(block.info)) ||
      (block.kind === 'item' && block.ordered && !block.struck && block.text.trim() !== '') ||
      (block.kind === 'text' && block.code.some(({ text, struck }) => !struck && isDestructive(wordsIn(text)))),
  )
}

/** How the way back is verified: a heading, a step, a sentence or a comment that says so, or a `sql verify` fence. */
export function hasVerification(document: Markdown): boolean {
  const words =
    /\b(?:verif(?:y|ies|ied|ication)|validat(?:e|es|ed|ion)|confirm(?:s|ed|ation)?|smoke tests?|health checks?|check (?:that|whether|the)|post-?rollback check)/i
  if (hasHeading(document, words)) return true
  return document.blocks.some((block) => {
    if (block.kind === 'code')
      return /^sql\s+verify\b/i.test(block.info) || block.lines.some(({ text }) => /^\s*(?:#|--|\/\/)/.test(text) && words.test(text))
    return (block.kind === 'item' || block.kind === 'text') && !block.struck && words.test(block.text)
  })
}

/** Text that warns: it begins with Warning, Caution or Danger, or says lossy or lost; with the list behind it. */
export function warningsOf(document: Markdown): string[] {
  // "No value is lost" warns of nothing.
  const denied =
    /\b(?:(?:no|none|neither)\b(?:[^.,;:!?]|\.\w){0,60}\b(?:is|are|gets?|be)|nothing (?:is|gets|will be)|(?:is|are|be|gets?) (?:not|never)|not|isn't|aren't)\s+(?:lossy|lost)\b/gi
  const warns = (text: string) => /^\W*(?:warning|caution|danger)\b/i.test(text) || /\b(?:lossy|lost)\b/i.test(text.replace(denied, ' '))
  const found: string[] = []
  for (const [index, block] of document.blocks.entries()) {
    if (block.kind === 'heading' && warns(block.text)) {
      const { from, to } = document.sections[block.opens]!
      found.push(document.blocks.slice(from, to).map(textOf).join('\n'))
    } else if ((block.kind === 'text' || block.kind === 'item') && !block.struck && warns(unstated(block.text))) {
      const rest = document.blocks.slice(index + 1)
      const end = rest.findIndex((each) => each.kind !== 'item' && !(each.kind === 'text' && each.items.length))
      found.push(unstated([block, ...rest.slice(0, end === -1 ? rest.length : end)].map(textOf).join('\n')))
    }
  }
  return found
}

/** Text without the lines that state the verdict and what it loses: a field is no warning. */
function unstated(text: string): string {
  const field = /^\s*(?:rollback(?:[ _-]?(?:status|type))?|loses)\s*:/i
  return text
    .split('\n')
    .filter((line) => !field.test(line))
    .join('\n')
}

function textOf(block: Block): string {
  if (block.kind === 'table') return block.rows.map(({ cells }) => cells.map(({ text }) => text).join(' ')).join('\n')
  return block.kind === 'comment' || block.kind === 'code' ? '' : block.text
}

/** Whether text names a table or column: whole, or each of its parts as a word. */
export function namesData(text: string, name: string): boolean {
  const word = (part: string) => new RegExp(`(?<![\\w])${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w])`, 'i').test(text)
  return word(name) || name.split('.').every(word)
}

/** What is wrong with the backup of a document, if anything. */
export type BackupProblem =
  | { is: 'missing' }
  | { is: 'silent'; problem: string; span: Span }
  | { is: 'late'; command: string; span: Span; backup: Span }
  | { is: 'unreadable'; backup: string; restore: string; span: Span; made: Span }

/** Judges the backup step: that it is there, ahead of what destroys, runs, fails loudly, and can be restored. */
export async function judgeBackup(
  document: Markdown,
  path: string,
  rules: Pick<RollbackRules, 'backup'>,
  lost: readonly string[],
): Promise<BackupProblem[]> {
  const steps = partsOf(document).filter(({ title }) => /\b(?:back[- ]?ups?|dump|snapshot)\b/i.test(title))
  if (steps.length === 0) return [{ is: 'missing' }]
  const commands = await commandsOf(document, path)
  const at = (command: Command) => document.blocks.indexOf(command.block)
  const made: { command: Command; backup: Backup }[] = []
  let problem: { problem: string; span: Span } | undefined
  for (const command of commands) {
    const step = steps.find(({ from, to }) => at(command) >= from && at(command) < to)
    const backup = step && backupOf(command.words, rules.backup)
    if (!backup) continue
    if ('problem' in backup) problem ??= { ...backup, span: command.span }
    else {
      const loud = dumpFile(command) === '/dev/null' ? '`/dev/null` keeps nothing' : await isLoud(command, path, rules)
      if (loud === true) made.push({ command, backup })
      else problem ??= { problem: loud, span: command.span }
    }
  }
  const first = destructiveSteps(document, commands)[0]
  const [own] = made
  if (!own) {
    const stated = steps.find(({ says }) => says) ?? steps[0]!
    return [{ is: 'silent', ...(problem ?? { problem: 'no command in it is a backup that is known', span: stated.span }) }]
  }
  const problems: BackupProblem[] = []
  const out = lost.filter((name) => made.every(({ command }) => leftOut(command.words, name) !== undefined))
  if (out.length) {
    const tables = new Set(out.map((name) => leftOut(own.command.words, name)!.replace(/^public\./, '')))
    const names = [...tables].map((table) => `\`${table}\``).join(', ')
    problems.push({ is: 'silent', problem: `${own.backup.tool} is told to leave out ${names}, whose data goes`, span: own.command.span })
  }
  if (first && before(first.span, own.command.span))
    problems.push({ is: 'late', command: first.says, span: first.span, backup: own.command.span })
  const dumps = made.flatMap(({ command }) => dumpFile(command) ?? [])
  const restores = commands.flatMap((command) => {
    const restore = restoreOf(command, dumps)
    return restore ? [{ ...restore, command }] : []
  })
  const wrong = restores.find(({ tool, file }) => {
    const own = made.filter(({ command }) => file !== undefined && dumpFile(command) === file)
    return !(own.length ? own : made).some(({ backup }) => reads(tool, backup))
  })
  if (wrong)
    problems.push({
      is: 'unreadable',
      backup:
        (made.find(({ command }) => wrong.file && dumpFile(command) === wrong.file) ?? own).backup.form === 'plain'
          ? 'a plain dump'
          : 'an archive',
      restore: wrong.tool,
      span: wrong.command.span,
      made: own.command.span,
    })
  return problems
}

async function isLoud(command: Command, path: string, rules: Pick<RollbackRules, 'backup'>): Promise<true | string> {
  if (!isShell(command.block)) return true
  const is = await followed(command.block, path, (words) => {
    const backup = backupOf(words, rules.backup)
    return backup !== undefined && !('problem' in backup)
  })
  const shown = `\`${command.words.slice(0, 3).join(' ').replaceAll('\uFFFD', '…')}\``
  if (is.is === 'runs') return true
  if (is.is === 'swallowed') return `when ${shown} fails, nothing tells`
  if (is.is === 'skipped') return `${shown} need not run`
  return `${shown} is not followed${'says' in is ? `: ${is.says}` : ''}`
}

/** What destroys, in the order of the document. */
function destructiveSteps(document: Markdown, commands: readonly Command[]): { span: Span; says: string }[] {
  const found = commands
    .filter(({ words }) => isDestructive(words))
    .map(({ words, span }) => ({ span, says: words.join(' ').replaceAll('\uFFFD', '…').slice(0, 60) }))
  for (const block of document.blocks) {
    if (block.kind !== 'code' || block.quotes > 0) continue
    const rehearsed = /^sql\s+rehearse\b/i.test(block.info)
    if (!rehearsed && !(block.lang.toLowerCase() === 'sql' && !/^sql\s+verify\b/i.test(block.info) && isDestructiveSql(block.text)))
      continue
    found.push({ span: firstCode(block), says: block.info })
  }
  return found.sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column)
}

const firstCode = (block: CodeBlock): Span => block.lines.find(({ text }) => text.trim() !== '' && !/^\s*--/.test(text))?.span ?? block.span

const before = (one: Span, other: Span): boolean => one.line < other.line || (one.line === other.line && one.column < other.column)
