import { type FlagShape, revisions, type shapeOf } from './shape.ts'

/** Completions for fish: `pawl completions fish > ~/.config/fish/completions/pawl.fish`. */
export function fish({ verbs, common }: ReturnType<typeof shapeOf>): string {
  const names = verbs.map(({ name }) => name).join(' ')
  const none = `not __fish_seen_subcommand_from ${names}`
  const lines = [
    '# Completions of pawl for fish: pawl completions fish > ~/.config/fish/completions/pawl.fish',
    'complete -c pawl -e',
    `complete -c pawl -n ${quoted(none)} -f`,
    ...verbs.map(({ name, says }) => `complete -c pawl -n ${quoted(none)} -a ${name} -d ${quoted(says)}`),
    ...common.map((flag) => flagLine('complete -c pawl', flag)),
    ...verbs.flatMap(({ name, flags, words }) => {
      const within = `complete -c pawl -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`
      return [...(words.length ? [`${within} -f -a ${quoted(words.join(' '))}`] : []), ...flags.map((flag) => flagLine(within, flag))]
    }),
  ]
  return `${lines.join('\n')}\n`
}

function flagLine(start: string, { name, says, value }: FlagShape): string {
  const named = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
  return `${start} ${named}${value ? ` ${takenBy(value)}` : ''} -d ${quoted(says)}`
}

function takenBy(value: NonNullable<FlagShape['value']>): string {
  if (value.is === 'words') return `-x -a ${quoted(value.words.join(' '))}`
  if (value.is === 'revision') return `-x -a ${quoted(`(${revisions})`)}`
  if (value.is === 'folder') return `-x -a ${quoted('(__fish_complete_directories)')}`
  return value.is === 'file' ? '-r' : '-x'
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
