import { commonFlags, type Verb, verbs } from './arguments.ts'

/** The help of a verb, or of pawl as a whole. */
export function help(name: string | undefined): string {
  return name === undefined ? wholeHelp() : verbHelp(name, verbs[name]!)
}

function wholeHelp(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length))
  const lines = Object.entries(verbs).map(([name, verb]) => `  ${name.padEnd(width)}  ${verb.says}`)
  return [
    'pawl keeps a repository from slipping back: it judges every change against the policies of its base.',
    '',
    'Usage: pawl <verb> [flags]',
    '',
    'Verbs:',
    ...lines,
    '',
    'Examples:',
    '  pawl check --staged          what the next commit would change',
    '  pawl check --base main       what the pull request would change',
    '  pawl audit                   coverage of every protocol',
    '',
    'Exit: 0 held, 1 slipped, 2 could not decide.',
    '`pawl <verb> --help` tells more.',
    '',
  ].join('\n')
}

function verbHelp(name: string, verb: Verb): string {
  const flagLines = (flags: Verb['flags']) =>
    Object.entries(flags).map(
      ([flag, { value, says, choices }]) =>
        `  ${`--${flag}${value ? ` <${value}>` : ''}`.padEnd(24)}  ${[says, choices?.join(', ')].filter(Boolean).join(': ')}`,
    )
  const own = flagLines(verb.flags)
  return [
    `pawl ${name}: ${verb.says}.`,
    '',
    'Usage:',
    ...verb.usage.map((usage) => `  ${usage}`),
    ...(own.length ? ['', 'Flags:', ...own] : []),
    '',
    'Flags everywhere:',
    `  ${'-C <folder>'.padEnd(24)}  work in this folder`,
    ...flagLines(commonFlags),
    ...(verb.examples.length ? ['', 'Examples:', ...verb.examples.map((example) => `  ${example}`)] : []),
    '',
  ].join('\n')
}
