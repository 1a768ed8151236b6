import { Refusal } from './refusal.ts'
import { fitsParts } from './stars.ts'

/** One letter of a name: itself, or what it must be. */
type Letter = string | ((letter: string) => boolean)
/** A folder or file of a glob: its letters, with `null` for a star; `undefined` for `**`. */
type Name = readonly (Letter | null)[] | undefined

const mostForms = 1000
/** Stands for a `**` of the glob itself, which two stars that meet when braces are opened are not. */
const folders = '\0'

/**
 * Tells whether a path fits a glob of `*`, `**`, `?`, `[…]` and `{a,b}`, in time that grows by length times length: it is never gone back
 * behind the last star of a name, nor behind the last `**`. Throws a Refusal where the glob has signs of other kinds.
 */
export function wildcards(glob: string, nocase: boolean): (path: string) => boolean {
  const marked = glob.replaceAll(/(?<![^/])\*\*(?![^/])/g, folders)
  const [sign] = /^!|^\.\/|\*\*+/.exec(marked) ?? []
  if (sign) throw unfollowed(glob, sign)
  const forms = expanded(nocase ? marked.toLowerCase() : marked, glob).map((form) => form.split('/').map((name) => nameOf(name, glob)))
  return (path) => {
    const names = (nocase ? path.toLowerCase() : path).split('/')
    return forms.some((form) => fitsNames(form, names))
  }
}

function fitsNames(form: readonly Name[], names: readonly string[]): boolean {
  return fitsParts(
    form,
    names,
    (name) => name === undefined,
    (name, path) => fitsName(name!, path),
  )
}

function fitsName(name: NonNullable<Name>, path: string): boolean {
  if (path === '') return false
  return fitsParts(
    name,
    [...path],
    (letter) => letter === null,
    (letter, is) => (typeof letter === 'string' ? letter === is : letter!(is)),
  )
}

/** A glob without braces, for each way to choose within them. */
function expanded(marked: string, glob: string): string[] {
  let forms = [marked]
  for (;;) {
    // The innermost braces hold no others; a backslash takes its letter along.
    const next = forms.flatMap((form) => {
      const [whole, before, choice, after] = /^((?:\\.|[^\\])*?)\{((?:\\.|[^\\{}])*,(?:\\.|[^\\{}])*)\}(.*)$/s.exec(form) ?? []
      return whole === undefined ? [form] : choice!.split(',').map((each) => before + each + after)
    })
    if (next.length > mostForms) throw new Refusal(`the glob \`${glob}\` stands for more than ${mostForms} others`)
    if (next.length === forms.length) return next
    forms = next
  }
}

const unfollowed = (glob: string, sign: string) =>
  new Refusal(`the glob \`${glob}\` has \`${sign}\` beside more than three stars, which is not followed; name its paths one by one`)

function nameOf(name: string, glob: string): Name {
  if (name === folders) return undefined
  const letters: (Letter | null)[] = []
  for (const [part] of name.matchAll(/\*+|\\.|\[(?:!|\^)?\]?[^\]]*\]|./gsu)) {
    if (part.startsWith('*')) letters.push(null)
    else if (part === '?') letters.push(() => true)
    else if (part.length > 2 && part.startsWith('[')) letters.push(classOf(part, glob))
    else if (/^[(){}[\]]$/.test(part)) throw unfollowed(glob, part)
    else letters.push(part.length === 2 && part.startsWith('\\') ? part[1]! : part)
  }
  return letters
}

/** A class of letters, with ranges in it. */
function classOf(part: string, glob: string): (letter: string) => boolean {
  const [, not, inside] = /^\[([!^]?)(.*)\]$/s.exec(part)!
  if (/\[|\\/.test(inside!)) throw unfollowed(glob, part)
  const ranges = [...inside!.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, one]) => [from ?? one!, to ?? one!] as const)
  return (letter) => ranges.some(([from, to]) => from <= letter && letter <= to) === (not === '')
}
