import { unescaped } from '../model/uri.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Shorter ones would hide plain words. */
const least = 6

/** What no output may show: the token, what a policy may name as a `server:`, and the passwords in it. The longest first. */
export function secretsOf(env: Environment, token: string | undefined): string[] {
  const found = new Set<string>()
  for (const text of [token, env.ACTIONS_RUNTIME_TOKEN]) if (text) found.add(text)
  for (const [name, value] of Object.entries(env))
    if (name.startsWith('PAWL_') && value) for (const each of secretIn(value)) found.add(each)
  return [...found].filter((each) => each.length >= least).sort((a, b) => b.length - a.length)
}

/** A value as it is, and of a URL the parts that let somebody in. A plain word is no secret, and would be hidden wherever it stands. */
function secretIn(value: string): string[] {
  if (!value.includes('://') && !/^(?=.*[a-z])(?=.*[\d\W]).{12,}$/is.test(value)) return []
  const [, user = '', password = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^:/@]*):([^@]*)@/i.exec(value) ?? []
  // A password that is the user's name, as of a throw-away database, would hide that name everywhere.
  return password === '' || password === user ? [value] : [value, `${user}:${password}`, password, unescaped(password)]
}

/** Hides secrets in all texts of a value, so that every output made of it is free of them. */
export function hide<T>(value: T, secrets: readonly string[]): T {
  if (typeof value === 'string') return secrets.reduce<string>((text, secret) => text.replaceAll(secret, '***'), value) as T
  if (Array.isArray(value)) return value.map((each) => hide(each, secrets)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hide(each, secrets)])) as T
}
