import { unescaped } from '../model/uri.ts'

/** Names of variables whose values are nobody's to read. */
const secretName = /(pass(word|wd|phrase)?|secret|token|api_?key|private_?key|credential|auth|dsn|_url|database_url|connection)/i
/** Shorter values would mask ordinary words. */
const least = 6

/** What must appear in no log: values of variables that are named so, addresses that were given, and the passwords in them. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>, addresses: readonly string[]): string[] {
  const values = Object.entries(env).flatMap(([name, value]) => (value && secretName.test(name) ? [value] : []))
  const all = [...values, ...addresses]
  const passwords = all.flatMap((text) => /:\/\/[^:@/\s]*:([^@\s]+)@/.exec(text)?.[1] ?? [])
  return [...all, ...passwords, ...passwords.map(unescaped)]
    .filter((text) => text.length >= least && !/^\d+$/.test(text) && !/^(\/|\.\/)?[\w./-]*\/[\w.-]*$/.test(text))
    .sort((a, b) => b.length - a.length)
}

/** Puts `***` in the place of secrets, of passwords in addresses, and of what is written as one (`password=…`, `Bearer …`). */
export function masker(secrets: readonly string[]): (text: string) => string {
  return (text) =>
    secrets
      .reduce((all, secret) => all.replaceAll(secret, '***'), text)
      .replace(/(:\/\/[^:@/\s]*:)[^@\s]+@/g, '$1***@')
      .replace(/\b(password|passwd|pwd|secret|token|api[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi, '$1$2***')
      .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/g, '$1 ***')
}
