import type { Call, Match } from '../../readers/shell/machine.ts'
import type { Value } from '../../readers/shell/values.ts'
import { textOf } from '../../readers/shell/wrappers.ts'
import type { AskedCommand } from './asked.ts'

const takesValue = /^(-C|--format|--output|--report|--color|--shard|--jobs|--base|--head|--at|--since|--only)$/
const harmless = /^(--format|--output|--report|--color|--jobs|--quiet|--verbose|--no-cache|--allow-run)$/

/** Reads the arguments of a call of pawl: does it judge the change that the hook, or the pull request, brings? */
export function readPawl(call: Call, asked: AskedCommand): Match {
  const { flags, names, open } = argumentsOf(call.words.slice(1))
  for (const [flag, value] of flags) {
    if (['--help', '-h', '--version', '-V'].includes(flag)) return near(`\`${flag}\` makes it judge nothing`)
    if (flag === '--shard') return near('`--shard` makes it judge a part')
    if (flag === '-C' && !isHere(value))
      return textOf(value) === undefined ? perhaps() : near(`\`-C ${textOf(value)}\` makes it judge another folder`)
  }
  const [verb, subject, ...rest] = names.map(textOf)
  if (names.length === 0) return open ? perhaps() : near('it is called without a verb')
  if (verb === undefined) return perhaps()
  if (verb === 'hook') return hookCall(call, asked, names[1], subject)
  if (verb !== 'check') return near(`\`pawl ${verb}\` does not check the change`)
  if (open || names.slice(1).some((name) => textOf(name) === undefined)) return perhaps()
  if (rest.length) return near(`it is called with \`${[subject, ...rest].join(' ')}\``)
  const missing = asked.words.slice(2).find((word) => word !== '--staged' && !call.words.some((each) => textOf(each) === word))
  if (missing) return near(`it is called without \`${missing}\``)
  const strange = [...flags.keys()].find(
    (flag) => flag.startsWith('-') && !harmless.test(flag) && !['--staged', '--base', '--head', '-C'].includes(flag),
  )
  if (strange) return near(`it is called with \`${strange}\``)
  return asked.hook === 'pre-commit' || asked.hook === 'pre-merge-commit' ? ofIndex(flags, subject) : ofCommits(asked, flags, subject)
}

/** At a commit the index alone is what the commit will hold. */
function ofIndex(flags: ReadonlyMap<string, Value | undefined>, range: string | undefined): Match {
  if (range !== undefined) return near(`it judges \`${range}\`, not the index`)
  if (flags.has('--base') || flags.has('--head')) return near('it judges commits, not the index')
  return flags.has('--staged') ? { is: 'target' } : near('it is called without `--staged`')
}

/** After a commit the index has nothing new, and a commit against itself has no change. */
function ofCommits(asked: AskedCommand, flags: ReadonlyMap<string, Value | undefined>, range: string | undefined): Match {
  const early = asked.hook === 'commit-msg' || asked.hook === 'prepare-commit-msg'
  if (flags.has('--staged')) return early ? { is: 'target' } : near('`--staged` judges the index, which has no change by then')
  const [from, to] = range?.split('..') ?? [textOf(flags.get('--base')), textOf(flags.get('--head')) ?? 'HEAD']
  if (from !== undefined && from === to) return near(`it judges \`${from}\` against itself`)
  // Told nothing, pawl refuses, so that the run fails with it.
  return { is: 'target' }
}

function hookCall(call: Call, asked: AskedCommand, given: Value | undefined, name: string | undefined): Match {
  if (asked.hook === undefined) return near('`pawl hook` needs what git gives a hook')
  if (given && name === undefined) return perhaps()
  if (name !== asked.hook) return near(`it is called as the hook \`${name ?? ''}\``)
  return call.fed && asked.hook !== 'pre-commit' ? near('its input is not what git gives the hook') : { is: 'target' }
}

/** Options with their values, names, and whether more words may follow that only runs tell. */
function argumentsOf(words: readonly Value[]): { flags: Map<string, Value | undefined>; names: Value[]; open: boolean } {
  const flags = new Map<string, Value | undefined>()
  const names: Value[] = []
  let open = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    const text = textOf(word)
    if (word.is === 'data' && word.many) open = true
    if (text === undefined || !text.startsWith('-')) {
      if (!(word.is === 'data' && word.many)) names.push(word)
      continue
    }
    const equals = text.startsWith('--') ? text.indexOf('=') : -1
    if (equals > 0) flags.set(text.slice(0, equals), { is: 'text', text: text.slice(equals + 1) })
    else if (takesValue.test(text)) flags.set(text, words[++at])
    else if (/^-C./.test(text)) flags.set('-C', { is: 'text', text: text.slice(2) })
    else flags.set(text, undefined)
  }
  return { flags, names, open }
}

function isHere(value: Value | undefined): boolean {
  return textOf(value) === '.' || textOf(value) === './' || (value?.is === 'place' && value.base === 'root' && /^\/?$/.test(value.rest))
}

function near(says: string): Match {
  return { is: 'near', says }
}

function perhaps(): Match {
  return { is: 'perhaps', says: '`pawl` is called with words that only runs tell' }
}
