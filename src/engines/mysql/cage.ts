import { Refusal } from '../../model/refusal.ts'
import type { At } from '../../model/script.ts'
import { accountOf } from './accounts.ts'
import type { Reader } from './host.ts'
import { is, nameOf, type Token, tokens } from './tokens.ts'

/** Statements that the whole server feels, or that leave it, by their first words. */
const barred =
  /^(load (data|xml|index)|install |uninstall |shutdown\b|reset |change (master|replication)|start (slave|replica|group_replication)|stop (slave|replica)|kill |flush |purge |clone |(create|alter|drop) (server|tablespace|logfile|instance|resource|spatial|undo)\b|set (global|persist|persist_only) |set @@(global|persist)|backup |restart\b|binlog |handler )/

/** Refuses what would leave the database or outlive it. */
export function bar(at: At, host: Reader, text = at.text): void {
  const list = [...tokens(text)]
  const words = list.map((token) => (token.kind === 'word' ? token.text.toLowerCase() : token.text)).join(' ')
  const refuse = (what: string) => {
    const { path, span } = at
    throw new Refusal(`\`${what}\` reaches outside the database and is not carried out`, { path, line: span.line, column: span.column })
  }
  const first = barred.exec(`${words} `)
  if (first) refuse(first[0].trim().toUpperCase())
  if (/\binto (outfile|dumpfile)\b/.test(words)) refuse('INTO OUTFILE')
  if (/\bload_file \(/.test(words)) refuse('LOAD_FILE')
  if (/^create .*\bsoname\b/.test(words)) refuse('CREATE FUNCTION … SONAME')
  if (/^(create|drop|alter) (database|schema)\b/.test(words)) refuse(words.split(' ').slice(0, 2).join(' ').toUpperCase())
  if (is(list[0], 'use') && list[1] && nameOf(list[1]) !== host.name) refuse(`USE ${nameOf(list[1])}`)
  for (const [index, token] of list.entries()) {
    if (list[index + 1]?.text !== '.' || list[index - 1]?.text === '.' || !isName(token)) continue
    const database = nameOf(token)
    // What the server tells of itself may be asked for.
    if (host.databases.has(database) && !/^(information_schema|performance_schema)$/.test(database)) refuse(`${database}.…`)
  }
  // What everybody may do in a whole database is in none of the server's lists that are asked, and a role given to all is all of theirs.
  if (is(list[0], 'grant') && is(list[list.findLastIndex((token) => is(token, 'to')) + 1], 'public')) {
    const on = list.findIndex((token) => is(token, 'on'))
    if (on === -1 || list[on + 1]?.text === '*' || list[on + 3]?.text === '*') refuse('GRANT … TO PUBLIC')
  }
  for (const account of accountsIn(list)) {
    if (!host.users.has(account)) continue
    const { path, span } = at
    throw new Refusal(
      `the account ${account} stands on the server and is not pawl's own, so nothing is done to it; use a server of its own`,
      {
        path,
        line: span.line,
        column: span.column,
      },
    )
  }
}

const isName = ({ kind }: Token) => kind === 'word' || kind === 'quoted'

/** The accounts that `CREATE USER`, `ALTER USER`, `DROP USER`, `RENAME USER` and `SET PASSWORD` name. */
function accountsIn(list: readonly Token[]): string[] {
  const about = ['create', 'alter', 'drop', 'rename'].some((word) => is(list[0], word)) && (is(list[1], 'user') || is(list[1], 'role'))
  const grants = is(list[0], 'grant') || is(list[0], 'revoke')
  if (!about && !grants && !(is(list[0], 'set') && is(list[1], 'password'))) return []
  const found: string[] = []
  // Of a grant it is those who get it, or lose it.
  const from = grants ? list.findLastIndex((token) => is(token, 'to') || is(token, 'from')) + 1 : 2
  for (const [index, token] of list.entries()) {
    const [, user, host] = /^['"`]?([^'"`@]*)['"`]?(?:@(.*))?$/.exec(token.text) ?? []
    if (!user || index < from) continue
    const next =
      list[index + 1]?.text === '@' ? list[index + 2]?.text : list[index + 1]?.text.startsWith('@') ? list[index + 1]!.text.slice(1) : host
    found.push(accountOf(user, (next ?? '%').replace(/['"`]/g, '')))
  }
  return found
}
