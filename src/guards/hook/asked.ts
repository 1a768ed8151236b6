import type { Call, Match } from '../../readers/shell/machine.ts'
import { textOf } from '../../readers/shell/wrappers.ts'
import { readPawl } from './pawl.ts'

/** The command that a policy asks for, and where it is looked for. */
export interface AskedCommand {
  words: readonly string[]
  /** The hook's name, or `undefined` in a workflow. */
  hook: string | undefined
  /** Programs that the repository itself is the source of, by path. */
  programs: ReadonlyMap<string, string>
  /** Folders of the tree that are other repositories. */
  submodules: ReadonlySet<string>
  /** Files of the tree that stand where a package's own programs do. */
  planted: ReadonlySet<string>
}

/** The words of `runs`. */
export function wordsOfCommand(runs: string): readonly string[] {
  return [...runs.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map(([whole, single, double]) => single ?? double ?? whole)
}

/** Tells whether a call is the command that is asked for. */
export function matcher(asked: AskedCommand): (call: Call) => Match {
  return (call) => {
    const words = ownProgram(call, asked)
    const match = matchWords(words, call, asked)
    const name = textOf(words[0])
    if (match.is === 'target' && name !== undefined && asked.planted.has(name))
      return { is: 'perhaps', says: `\`node_modules/.bin/${name}\` is a file of the repository itself` }
    return match
  }
}

function matchWords(words: Call['words'], call: Call, asked: AskedCommand): Match {
  if (asked.words[0] === 'pawl' && [undefined, 'check'].includes(asked.words[1])) {
    return textOf(words[0]) === 'pawl' ? surroundings(readPawl({ ...call, words }, asked), call, asked) : { is: 'other' }
  }
  for (const [at, word] of asked.words.entries()) {
    const given = words[at]
    if (given === undefined) return { is: 'other' }
    if (given.is === 'text' ? given.text !== word : at === 0 || given.is !== 'data') return { is: 'other' }
    if (given.is === 'data') return { is: 'perhaps', says: `\`${textOf(words[0])}\` is called with words that only runs tell` }
  }
  if (call.vars.has('PATH')) return { is: 'perhaps', says: 'PATH is changed, so that another program may be found' }
  if (call.cwd.is !== 'place' && asked.words[0] === 'pawl') return { is: 'perhaps', says: 'it is called in a folder that only runs tell' }
  return otherRepository(call, asked) ?? { is: 'target' }
}

/** `node bin/pawl.js` is `pawl` where package.json says so. */
function ownProgram(call: Call, asked: AskedCommand): Call['words'] {
  const first = textOf(call.words[0])
  const direct = first === undefined ? undefined : asked.programs.get(first.replace(/^\.\//, ''))
  if (direct) return [{ is: 'text', text: direct }, ...call.words.slice(1)]
  if (first !== 'node') return call.words
  const at = call.words.findIndex((word, index) => index > 0 && !textOf(word)?.startsWith('-'))
  const path = textOf(call.words[at])?.replace(/^\.\//, '')
  const inBin = /(?:^|\/)node_modules\/(?:\.bin\/([^/]+)|(pawl)\/bin\/pawl\.js)$/.exec(path ?? '')
  const program = path === undefined ? undefined : (asked.programs.get(path) ?? inBin?.[1] ?? inBin?.[2])
  return program ? [{ is: 'text', text: program }, ...call.words.slice(at + 1)] : call.words
}

/** Variables that move git, or Node, away from what the commit holds. */
const moving =
  /^(GIT_INDEX_FILE|GIT_DIR|GIT_WORK_TREE|GIT_OBJECT_DIRECTORY|GIT_ALTERNATE_OBJECT_DIRECTORIES|GIT_CONFIG\w*|GIT_NAMESPACE|NODE_OPTIONS|LD_PRELOAD|BASH_ENV)$/

/** Options of Node that change nothing of what a program does. */
const tuning =
  /^(--(max-old-space-size|max-semi-space-size|stack-trace-limit|unhandled-rejections)=\w+|--(no-(warnings|deprecation)|trace-(warnings|deprecation|uncaught)|enable-source-maps|disable-warning=\w+)|\s)*$/

/** What surrounds a call of pawl may make it look at something else. */
function surroundings(match: Match, call: Call, asked: AskedCommand): Match {
  if (match.is !== 'target') return match
  if (call.taken?.index && /commit/.test(asked.hook ?? ''))
    return { is: 'near', says: `\`${call.taken.index}\` takes what is staged out of the index ahead of it` }
  // What git gives a hook for its input names the commits itself.
  if (call.taken?.head && !(textOf(call.words[1]) === 'hook' && !/commit/.test(asked.hook ?? '')))
    return { is: 'near', says: `\`${call.taken.head}\` puts another commit in the place of the one that it looks at, or of its base` }
  for (const [name, value] of call.vars) {
    if (name === 'PATH') return { is: 'perhaps', says: 'PATH is changed, so that another program may be found' }
    if (name === 'NODE_OPTIONS' && tuning.test(textOf(value) ?? '?')) continue
    if (moving.test(name) && (name === 'GIT_INDEX_FILE' || textOf(value) !== '')) return { is: 'near', says: `\`${name}\` is set for it` }
  }
  if (call.cwd.is === 'text') return { is: 'near', says: `it is called in \`${call.cwd.text}\`` }
  if (call.cwd.is === 'data') return { is: 'perhaps', says: 'it is called in a folder that only runs tell' }
  if (call.from && !call.from.some((each) => /^pawl(@[^/:]*)?$/.test(each)))
    return { is: 'near', says: `it is taken from the package \`${call.from.join(' ')}\`` }
  return otherRepository(call, asked) ?? match
}

function otherRepository(call: Call, asked: AskedCommand): Match | undefined {
  const folder = call.cwd.is === 'place' && call.cwd.base === 'root' ? call.cwd.rest.replace(/^\//, '') : ''
  const there = [...asked.submodules].some((each) => folder === each || folder.startsWith(`${each}/`))
  return there ? { is: 'near', says: `it is called in \`${folder}\`, which is another repository` } : undefined
}
