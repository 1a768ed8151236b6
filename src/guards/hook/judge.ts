import type { Place } from '../../model/place.ts'
import type { Files } from '../../model/tree.ts'
import { packageFile } from '../../readers/hooks/package.ts'
import { regularText, scriptsOf } from '../../readers/hooks/steps.ts'
import type { HookCommand, Way } from '../../readers/hooks/way.ts'
import { type Followed, follow, type Run } from '../../readers/shell/follow.ts'
import type { Where } from '../../readers/shell/tree.ts'
import { type AskedCommand, matcher } from './asked.ts'

/** What one way of running a hook comes to; `rank` tells which of several says most. */
export interface Judged {
  code?:
    | 'hook/missing'
    | 'hook/not-a-file'
    | 'hook/not-executable'
    | 'hook/command-missing'
    | 'hook/other-command'
    | 'hook/not-always-run'
    | 'hook/failure-ignored'
    | 'hook/not-followed'
  path: string
  seen: string
  places: readonly Place[]
  limit?: string
}

/** What is known of the repository when a command of it is looked for. */
export async function askedIn(files: Files, words: readonly string[], hook: string | undefined): Promise<AskedCommand> {
  const programs = (await files.read('package.json', packageFile))?.programs ?? new Map()
  const submodules = new Set([...(await files.entries())].flatMap(([path, { mode }]) => (mode === 'gitlink' ? [path] : [])))
  const bin = 'node_modules/.bin/'
  const planted = new Set([...(await files.entries()).keys()].flatMap((path) => (path.startsWith(bin) ? [path.slice(bin.length)] : [])))
  return { words, hook, programs, submodules, planted }
}

/** Follows shell text of a tree, and looks for the command in it. */
export async function followIn(files: Files, run: Run, asked: AskedCommand, harmless?: (path: string) => boolean): Promise<Followed> {
  return follow(run, {
    match: matcher(asked),
    file: (path) => regularText(files, path),
    packageScript: await scriptsOf(files),
    ...(harmless ? { harmless } : {}),
  })
}

/** Judges one way in which a repository has a hook run. */
export async function judgeWay(files: Files, way: Way, asked: AskedCommand): Promise<Judged> {
  if (way.is === 'missing') return { code: 'hook/missing', path: way.path, seen: way.by, places: [] }
  if (way.is === 'unclear') return { code: 'hook/not-followed', path: way.where.path, seen: way.says, places: [placeOf(way.where, 'here')] }
  if (way.is === 'commands') {
    const all = await Promise.all(way.commands.map((command) => judgeCommand(files, command, asked)))
    const best = all.sort((a, b) => rank(a) - rank(b))[0] ?? {
      code: 'hook/command-missing',
      path: way.path,
      seen: '',
      places: [{ side: 'after', path: way.path }],
    }
    return way.limit ? { ...best, limit: way.limit } : best
  }
  const mode = (await files.entries()).get(way.path)?.mode
  if (mode === 'symlink' || mode === 'gitlink')
    return { code: 'hook/not-a-file', path: way.path, seen: '', places: [{ side: 'after', path: way.path }] }
  const followed = told(way.path, await followIn(files, way.run, asked, way.harmless))
  if (!followed.code && way.mustBeExecutable && mode !== 'executable')
    return { code: 'hook/not-executable', path: way.path, seen: '', places: [{ side: 'after', path: way.path }] }
  return followed
}

async function judgeCommand(files: Files, command: HookCommand, asked: AskedCommand): Promise<Judged> {
  const judged = told(command.where.path, await followIn(files, command.run, asked))
  return !judged.code && command.unless
    ? { ...judged, code: 'hook/not-always-run', seen: command.unless, places: [placeOf(command.where, 'here')] }
    : judged
}

const order = ['hook/not-always-run', 'hook/failure-ignored', 'hook/other-command', 'hook/not-followed', 'hook/command-missing']

function rank({ code }: Judged): number {
  return code === undefined ? -1 : order.indexOf(code)
}

function told(path: string, followed: Followed): Judged {
  const where = 'where' in followed && followed.where ? followed.where : { path }
  const left = 'left' in followed && followed.left ? [placeOf(followed.left, 'it ends well here')] : []
  switch (followed.is) {
    case 'runs':
      return { path, seen: '', places: [] }
    case 'skipped':
      return { code: 'hook/not-always-run', path, seen: '', places: [placeOf(where, 'is not reached on every way'), ...left] }
    case 'swallowed':
      return { code: 'hook/failure-ignored', path, seen: '', places: [placeOf(where, 'its failure is lost'), ...left] }
    case 'absent':
      return { code: 'hook/command-missing', path, seen: '', places: [{ side: 'after', path }] }
    case 'near':
      return { code: 'hook/other-command', path, seen: followed.says, places: [placeOf(where, 'here')] }
    case 'unknown':
      return {
        code: 'hook/not-followed',
        path,
        seen: followed.says,
        places: [followed.where ? placeOf(where, 'here') : { side: 'after', path }],
      }
  }
}

export function placeOf(where: Where, label: string): Place {
  return { side: 'after', path: where.path, ...(where.span ? { span: where.span, label } : {}) }
}
