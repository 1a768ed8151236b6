import { type FlagShape, revisions, type shapeOf } from './shape.ts'

/** Completions for bash (3.2 and later): `source <(pawl completions bash)`. */
export function bash({ verbs, common }: ReturnType<typeof shapeOf>): string {
  const all = [...common, ...verbs.flatMap(({ flags }) => flags)]
  const withValue = [...new Set(all.filter(({ value }) => value).map(({ name }) => name))]
  const names = (flags: readonly FlagShape[]) => flags.map(({ name }) => name).join(' ')
  return `# Completions of pawl for bash: source <(pawl completions bash)
_pawl() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} verb= at word
  # \`--format=json\` comes as three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    case $word in
      ${withValue.join(' | ')}) ((at++)) ; [[ \${COMP_WORDS[at]} == = ]] && ((at++)) ;;
      -*) ;;
      *) verb=$word; break ;;
    esac
  done
  COMPREPLY=()
  case $prev in
${valueCases(all)}
  esac
  if [[ $cur == -* ]]; then
    case $verb in
${verbs.map(({ name, flags }) => `      ${name}) COMPREPLY=($(compgen -W '${names([...flags, ...common])}' -- "$cur")) ;;`).join('\n')}
      *) COMPREPLY=($(compgen -W '${names(common)}' -- "$cur")) ;;
    esac
    return
  fi
  case $verb in
    '') COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')}' -- "$cur")) ;;
${verbs
  .filter(({ words }) => words.length)
  .map(({ name, words }) => `    ${name}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur")) ;;`)
  .join('\n')}
  esac
}
complete -o default -F _pawl pawl
`
}

/** What may stand behind each flag; nothing said leaves it to the names of files. */
function valueCases(all: readonly FlagShape[]): string {
  const seen = new Map(all.filter(({ value }) => value).map((flag) => [flag.name, flag.value!]))
  return [...seen]
    .map(([name, value]) => {
      const reply = (source: string) => `    ${name}) COMPREPLY=($(compgen ${source} -- "$cur")); return ;;`
      if (value.is === 'words') return reply(`-W '${value.words.join(' ')}'`)
      if (value.is === 'revision') return reply(`-W "$(${revisions})"`)
      if (value.is === 'folder') return reply('-d')
      return `    ${name}) return ;;`
    })
    .join('\n')
}
