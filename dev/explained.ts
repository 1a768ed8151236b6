import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changedLines } from '../src/judge/edit-diff.ts'
import type { Args, Code } from '../src/model/finding.ts'
import { caseKinds, casesOf, type TreeFiles, treesOf } from '../tests/cases/layout.ts'
import { declaredCodes } from './codes.ts'
import { byHand, like } from './explained-by-hand.ts'

/** What `pawl explain` tells of a code beside its part of its page. */
export interface Explained {
  level: 'error' | 'warning'
  /** What it says of the change that it stops; with `<names>` where none of the cases is shown. */
  says: string
  /** A small change that it stops. */
  bad: string
  /** A small change beside it that passes. */
  good: string
  /** What to do, as its help says. */
  satisfy: string
}

interface Shown {
  kind: string
  name: string
  /** The codes that it is told by, in their order. */
  codes: string[]
  /** What it says, and what it orders, by code. */
  told: Map<string, Pick<Explained, 'says' | 'satisfy'>>
  diff: string
  paths: string[]
  /** All that stood before, as one text. */
  ground: string
}

/** Every code with a change that it stops and one that passes: of all cases those that say it best. Both are what tests hold. */
export async function explained(): Promise<Record<string, Explained>> {
  const cases = await Promise.all(caseKinds().flatMap(casesOf).map(shown))
  const quiet = cases.filter(({ codes, diff }) => codes.length === 0 && diff !== '')
  const all: Record<string, Explained> = {}
  const missing: string[] = []
  for (const [name, code] of await declaredCodes()) {
    const own = byHand[name] ?? changesOf(name, cases, quiet)
    if (own)
      all[name] = {
        level: code.level ?? (code.ahead ? 'warning' : 'error'),
        says: spoken(code, 'says'),
        satisfy: spoken(code, 'help'),
        ...own,
      }
    else missing.push(name)
  }
  if (missing.length)
    throw new Error(`no case says ${missing.join(', ')} in a change that can be shown; write it into dev/explained-by-hand.ts`)
  return all
}

const mostLines = 24

function changesOf(code: string, cases: readonly Shown[], quiet: readonly Shown[]): Omit<Explained, 'level'> | undefined {
  const [bad] = cases
    .filter(({ codes, diff }) => codes.includes(code) && diff !== '' && diff.split('\n').length <= mostLines)
    .sort((a, b) => weight(a, code) - weight(b, code))
  if (!bad) return undefined
  const named = quiet.find(({ kind, name }) => like[code] === `${kind}/${name}`)
  const [good] = named
    ? [named]
    : quiet
        .filter(({ kind, diff }) => kind === bad.kind && diff !== bad.diff && diff.split('\n').length <= mostLines)
        .sort((a, b) => apart(a, bad) - apart(b, bad))
  return good && { ...bad.told.get(code)!, bad: bad.diff, good: good.diff }
}

/** A case that says one thing, shortly, shows it best. */
const weight = ({ codes, diff }: Shown, code: string) => codes.length * 40 + codes.indexOf(code) * 200 + diff.length / 20

/** How little one change is about what another is about. */
function apart(one: Shown, other: Shown): number {
  const words = (each: Shown) => new Set(each.diff.match(/[\w-]{3,}/g) ?? [])
  const [mine, theirs] = [words(one), words(other)]
  const shared = [...mine].filter((word) => theirs.has(word)).length
  const paths = one.paths.filter((path) => other.paths.includes(path)).length
  return (
    1 -
    shared / Math.max(1, mine.size + theirs.size - shared) -
    (paths ? 1 : 0) +
    (one.ground === other.ground ? 0 : 2) +
    one.diff.length / 5000
  )
}

/** A sentence with the names of what it is made from in their places. */
function spoken(code: Code, part: 'says' | 'help'): string {
  const names = new Proxy({} as Args, { get: (_, name) => `<${String(name)}>` })
  return code[part](names)
}

async function shown(each: ReturnType<typeof casesOf>[number]): Promise<Shown> {
  const { before, after } = await treesOf(each)
  const read = (name: string) => (existsSync(join(each.folder, name)) ? readFileSync(join(each.folder, name), 'utf8') : '')
  const [expected, audit] = [read('expected.txt'), read('audit.txt')]
  const told: Shown['told'] = new Map()
  for (const [, code, says, satisfy] of `${expected}\n${audit}`.matchAll(
    /^(?:error|warning)\[([\w/-]+)\]: (.*)$[\s\S]*?^ *= help: (.*)$/gm,
  ))
    if (!told.has(code!)) told.set(code!, { says: says!, satisfy: satisfy! })
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => !same(before.get(path), after.get(path))).sort()
  const diffs = paths.map((path) => diffOf(path, before.get(path), after.get(path)))
  const diff = diffs.includes(undefined) || /^exit 2/.test(expected) ? '' : diffs.join('\n')
  const ground = [...before].map(([path, { content }]) => `${path}\0${Buffer.from(content).toString('latin1')}`).join('\0')
  return { kind: each.kind, name: each.name, codes: [...told.keys()], told, diff, paths, ground }
}

type Content = ReturnType<TreeFiles['get']>

const same = (one: Content, other: Content) =>
  one !== undefined && other !== undefined && one.mode === other.mode && Buffer.compare(one.content, other.content) === 0

/** One file of a change; undefined where it is nothing to be shown: bytes that are no text, or signs that nobody sees. */
function diffOf(path: string, before: Content, after: Content): string | undefined {
  const texts = [before, after].map((side) => (side ? Buffer.from(side.content).toString('utf8') : ''))
  if (texts.some((text) => /[^\n\t\x20-\x7e‘-”–—→…é]/.test(text))) return undefined
  if ([before, after].some((side) => side?.mode === 'gitlink' || side?.mode === 'symlink')) return undefined
  const [older = '', newer = ''] = texts
  const mode = before && after && before.mode !== after.mode ? [`mode ${before.mode} → ${after.mode}`] : []
  return [`--- ${before ? path : '(nothing)'}`, `+++ ${after ? path : '(nothing)'}`, ...mode, ...lines(older, newer)].join('\n')
}

const around = 1

function lines(older: string, newer: string): string[] {
  if (older === newer) return []
  if (newer !== '') return changedLines(older, newer, around)
  const before = older.split('\n')
  return [...before.slice(0, 3).map((line) => `-${line}`), ...(before.length > 4 ? [' …'] : [])].filter((line) => line.length > 1)
}
