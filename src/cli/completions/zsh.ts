import { type FlagShape, revisions, type shapeOf } from './shape.ts'

/** Completions for zsh: a file `_pawl` in a folder of `fpath`, or `source <(pawl completions zsh)`. */
export function zsh({ verbs, common }: ReturnType<typeof shapeOf>): string {
  return `#compdef pawl
# Completions of pawl for zsh: put them into a file \`_pawl\` of your fpath, or source <(pawl completions zsh)
_pawl_revisions() {
  local -a names
  names=(\${(f)"$(${revisions})"})
  compadd -a names
}
_pawl() {
  local context state state_descr line
  typeset -A opt_args
  local -a common verbs
  common=(
${common.map((flag) => `    ${spec(flag)}`).join('\n')}
  )
  verbs=(
${verbs.map(({ name, says }) => `    ${quoted(`${name}:${says}`)}`).join('\n')}
  )
  _arguments -C $common '1: :->verb' '*:: :->rest'
  case $state in
    verb) _describe verb verbs ;;
    rest)
      case $words[1] in
${verbs.map(verbCase).join('\n')}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _pawl ]]; then
  _pawl "$@"
else
  compdef _pawl pawl
fi
`
}

function verbCase({ name, flags, words }: ReturnType<typeof shapeOf>['verbs'][number]): string {
  const rest = words.length ? `'*: :(${words.join(' ')})'` : `'*: :_files'`
  return `        ${name}) _arguments $common ${[...flags.map(spec), rest].join(' ')} ;;`
}

/** One flag as `_arguments` reads it (zshcompsys(1)). */
function spec({ name, says, value }: FlagShape): string {
  const escaped = says.replace(/[[\]\\]/g, '\\$&')
  const takes = name.startsWith('--') ? `${name}=` : name
  if (!value) return quoted(`${name}[${escaped}]`)
  return quoted(`${takes}[${escaped}]: :${actionOf(value)}`)
}

function actionOf(value: NonNullable<FlagShape['value']>): string {
  if (value.is === 'words') return `(${value.words.join(' ')})`
  if (value.is === 'revision') return '_pawl_revisions'
  if (value.is === 'file') return '_files'
  return value.is === 'folder' ? '_files -/' : ''
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
