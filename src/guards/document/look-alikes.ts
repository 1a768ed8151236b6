import { plain } from '../../readers/markdown.ts'

/** Letters of other scripts that look like Latin ones (Unicode TR 39, those that fonts draw alike). */
const alike: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'aаɑα',
    'bЬв',
    'cсς',
    'dԁ',
    'eеҽε',
    'gɡց',
    'hһհ',
    'iіıι',
    'jјϳ',
    'kкκ',
    'lӏǀ',
    'mм',
    'nпո',
    'oоοօ०',
    'pрρ',
    'qԛգ',
    'rгᴦ',
    'sѕ',
    'tтτ',
    'uυսц',
    'vνѵ',
    'wԝա',
    'xхχ',
    'yуγү',
    'zᴢ',
    'AАΑ',
    'BВΒ',
    'CС',
    'EЕΕ',
    'HНΗ',
    'IІΙӀ',
    'JЈ',
    'KКΚ',
    'MМΜ',
    'NΝ',
    'OОΟՕ',
    'PРΡ',
    'SЅ',
    'TТΤ',
    'XХΧ',
    'YУΥҮ',
    'ZΖ',
    '-‐‒–—−',
    "'’ʼ`´",
    '"“”',
  ].flatMap(([to, ...from]) => from.map((letter) => [letter, to!])),
)

/** What a text looks like: letters that are drawn alike are one, what is not drawn is left out, case aside. */
function looks(text: string): string {
  const seen = text.normalize('NFKD').replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
  return plain([...seen].map((letter) => alike[letter] ?? letter).join('')).toLowerCase()
}

/** Among texts the one that looks like the wanted one, with what gives it away; for the end of a sentence. */
export function lookAlike<T>(wanted: string, found: readonly T[], textOf: (each: T) => string): { found: T; note: string } | undefined {
  const look = looks(wanted)
  const near = found.find((each) => looks(textOf(each)) === look)
  if (near === undefined) return undefined
  const letters = new Set([...plain(wanted)])
  const odd = [...new Set([...plain(textOf(near))].filter((letter) => !letters.has(letter)))]
    .filter((letter) => !/^[\x20-\x7e]$/.test(letter))
    .map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
  return { found: near, note: odd.length ? `has ${odd.slice(0, 5).join(', ')} in it` : 'is written in another way' }
}
