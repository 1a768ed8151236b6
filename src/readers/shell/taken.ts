import type { Value } from './values.ts'
import { textOf } from './wrappers.ts'

/** What git calls of a script took away from what a later command looks at, each told by the call that did so. */
export interface Taken {
  /** What was staged is no longer in the index. */
  index?: string | undefined
  /** HEAD, or the branch that it is compared with, is another commit. */
  head?: string | undefined
}

/** What is taken away after a call of git; `git stash pop --index` puts back what `git stash` took. */
export function takenBy(words: readonly Value[], before: Taken = {}): Taken {
  const [verb, ...rest] = gitWords(words) ?? []
  const index = (says = `git ${verb}`) => ({ ...before, index: before.index ?? says })
  const head = (says = `git ${verb}`) => ({ ...before, head: before.head ?? says })
  const has = (flag: RegExp) => rest.some((word) => word !== undefined && flag.test(word))
  const names = rest.filter((word) => word === '-' || !word?.startsWith('-'))
  const dashes = rest.includes('--')
  switch (verb) {
    case 'stash': {
      const [second] = rest
      if (second === undefined || second.startsWith('-') || second === 'push' || second === 'save')
        return has(/^(-[a-zA-Z]*k[a-zA-Z]*|--keep-index)$/) ? before : index()
      return /^(pop|apply)$/.test(second) && has(/^--index$/) ? { ...before, index: undefined } : before
    }
    case 'reset': {
      const moves = !dashes && names.length === 1 && names[0] !== undefined && /^(HEAD[~^@]|@[~^{]|[^.]*[/~^])/.test(names[0])
      const moved = moves || (has(/^--(hard|soft|keep|merge)$/) && !!names[0] && !/^(HEAD|@)$/.test(names[0]))
      if (has(/^--soft$/)) return moved ? head() : before
      return moved ? { index: before.index ?? 'git reset', head: before.head ?? 'git reset' } : index()
    }
    case 'restore':
      return has(/^(--staged|-[a-zA-Z]*S[a-zA-Z]*)$/) ? index('git restore --staged') : before
    case 'rm':
      return has(/^--cached$/) ? index('git rm --cached') : before
    case 'read-tree':
      return has(/^(-n|--dry-run|--index-output=.*)$/) ? before : index()
    case 'update-index':
      return has(/^--(force-remove|cacheinfo|index-info|assume-unchanged|skip-worktree)/) ? index() : before
    case 'commit':
      return has(/^--dry-run$/) ? before : { index: before.index ?? 'git commit', head: before.head ?? 'git commit' }
    case 'revert':
      return head()
    case 'checkout':
    case 'switch':
      if (has(/^--orphan$/)) return head(`git ${verb} --orphan`)
      if (dashes || names.length !== 1 || has(/^-[bBcC]$/) || /^(HEAD|FETCH_HEAD|@|\.)$/.test(names[0] ?? '.')) return before
      return verb === 'checkout' && isFile(names[0]!) ? before : head(`git ${verb} ${names[0]}`)
    case 'update-ref':
    case 'symbolic-ref':
      return names[0] === 'HEAD' ? (names.length > 1 ? head() : before) : isHead(names[1]) ? head() : before
    case 'branch':
      return has(/^(-[a-zA-Z]*[fMC][a-zA-Z]*|--force)$/) && (names.length === 1 ? has(/^(-f|--force)$/) : isHead(names[1]))
        ? head('git branch -f')
        : before
    case 'fetch':
      return names[0] === '.' && names.slice(1).some((each) => /^\+?(HEAD|@)?:/.test(each ?? '')) ? head('git fetch .') : before
    default:
      return before
  }
}

/** Does `git checkout` take a name for a file's? A version is a tag's, and a remote's branch stands behind its name. */
const isFile = (name: string) => /[./]\w+$/.test(name) && !/^(origin|upstream|refs)\/|^v?\d+(\.\d+)+$/.test(name)

const isHead = (name: string | undefined) => name !== undefined && /^(HEAD|@)([~^]\d*)*$/.test(name)

/** The words after `git` and its own options; `undefined` where it works on another repository, or is not git. */
function gitWords(words: readonly Value[]): (string | undefined)[] | undefined {
  const texts = words.map(textOf)
  if (texts[0] !== 'git') return undefined
  let at = 1
  for (; texts[at]?.startsWith('-'); at++) {
    if (texts[at] === '-C' && !/^(\.\/?)?$/.test(texts[at + 1] ?? '?')) return undefined
    if (texts[at] === '-C' || texts[at] === '-c') at++
    else if (/^--(git-dir|work-tree)/.test(texts[at]!)) return undefined
  }
  return texts.slice(at)
}
