import type { Script } from '../model/script.ts'

/** A script as it would run in another place: what it asks for there, and the text with the answer in its stead. */
export interface Elsewhere {
  /** `current_database()` were `prod`: for messages. */
  as: string
  script: Script
}

/** Questions of a script about the place in which it runs. */
const places =
  /\b(?:current_database\s*\(\s*\)|current_catalog\b(?!\s*\()|inet_server_addr\s*\(\s*\)|version\s*\(\s*\)|sqlite_version\s*\(\s*\)|database\s*\(\s*\))/gi
/** Settings that tell of it. */
const settings = /\bcurrent_setting\s*\(\s*'(?:server_version(?:_num)?|cluster_name|port|data_directory|listen_addresses)'[^)]*\)/gi
/** Questions about the day and the user; they decide something only where a condition asks. */
const moments =
  /\b(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)|current_(?:timestamp|date|user|role)\b(?!\s*\()|session_user\b|localtimestamp\b)/gi

/** How many answers are tried. */
const most = 4

/**
 * The ways in which a script might run elsewhere: with each text that it compares with in the place of the name that it asks for,
 * and on a day far ahead. Empty where it asks nothing that could decide what it does.
 */
export function elsewhere(script: Script): Elsewhere[] {
  const text = blanked(script.text, /--[^\n]*|\/\*[\s\S]*?\*\//g)
  const blocks = spans(text, /\bDO\s+(?:LANGUAGE\s+\w+\s+)?\$(\w*)\$[\s\S]*?\$\1\$/gi)
  const rest = blanked(text, /\$(\w*)\$[\s\S]*?\$\1\$/g)
  // What a view, a default or a function holds decides nothing here; blocks, and statements that read or write rows, do.
  const deciding = [...blocks, ...spans(rest, /(?:^|;)\s*(?:DELETE|UPDATE|INSERT|SELECT|WITH|MERGE)\b[^;]*/gi)]
  const found: Elsewhere[] = []
  const put = (ranges: readonly Range[], pattern: RegExp, as: (asked: string) => string, answer: (asked: string) => string) => {
    let first: string | undefined
    const changed = script.text.replace(pattern, (asked: string, ...more: unknown[]) => {
      const at = more.find((each) => typeof each === 'number')!
      if (!ranges.some(({ from, to }) => at >= from && at < to) || text.slice(at, at + asked.length) !== asked) return asked
      first ??= asked
      return answer(asked)
    })
    if (first !== undefined) found.push({ as: as(first.replace(/\s+/g, '')), script: { ...script, text: changed } })
  }
  for (const pattern of [places, settings]) {
    if (!text.match(pattern)) continue
    const known = new Set(
      [...text.matchAll(/(?<!\w)'((?:[^'\n]|'')*)'/g)]
        .map(([, literal]) => literal!)
        .filter((each) => each.length < 80 && !/^(?:server_version|cluster_name|port)/.test(each)),
    )
    for (const literal of [...[...known].slice(0, most), '9990000'])
      put(
        deciding,
        pattern,
        (asked) => `\`${asked}\` were \`${literal}\``,
        () => `'${literal.replaceAll('%', '')}'`,
      )
  }
  const conditional = blocks.filter(({ from, to }) => /\b(?:if|elsif|while|case|when)\b/i.test(text.slice(from, to)))
  put(
    conditional,
    moments,
    () => 'the day and the user were others',
    (asked) => (/user|role/i.test(asked) ? "'somebody'::name" : "'2999-12-31'::timestamptz"),
  )
  return found
}

interface Range {
  from: number
  to: number
}

const spans = (text: string, pattern: RegExp): Range[] =>
  [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({ from: index, to: index + length }))

const blanked = (text: string, pattern: RegExp): string => text.replace(pattern, (part) => part.replace(/[^\n]/g, ' '))
