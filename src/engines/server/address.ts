import { Refusal } from '../../model/refusal.ts'
import { unescaped } from '../../model/uri.ts'

/** Where a server is and who asks it, from an address that only the caller's environment holds. */
export interface Address {
  /** A name or number of a host, or the folder of a socket. */
  host: string
  port: number
  user: string
  password: string
  database: string
  /** What stands behind the `?`. */
  options: Readonly<Record<string, string>>
}

/** What an engine's addresses look like. */
export interface Style {
  /** `postgres://user@host:5432/database` */
  example: string
  schemes: readonly string[]
  port: number
  /** The database where none is named. */
  database: string
  user: string
}

/** Reads an address. What is wrong with one is told without any of its text, for a password may stand anywhere in it. */
export function readAddress(text: string, style: Style): Address {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    throw new Refusal(`the address of the server is none like \`${style.example}\``)
  }
  if (!style.schemes.includes(url.protocol.replace(/:$/, '')))
    throw new Refusal(`the address of the server is none like \`${style.example}\``)
  const options = Object.fromEntries(url.searchParams)
  const host = options.host ?? options.socket ?? options.socketPath ?? (unescaped(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost')
  return {
    host,
    port: Number(url.port || options.port) || style.port,
    user: unescaped(url.username) || options.user || style.user,
    password: unescaped(url.password),
    database: unescaped(url.pathname.replace(/^\//, '')) || style.database,
    options,
  }
}

/** Where a server is, as a message may show it: without who asks. */
export function placeOf({ host, port }: Address): string {
  return host.startsWith('/') ? `the socket in \`${host}\`` : `\`${host}:${port}\``
}

/** A message of a server or of the system, with nothing in it that tells how to get in. */
export function withoutSecrets(message: string, { user, password }: Address): string {
  const hidden = message.replace(/\b([a-z]+:\/\/)[^@\s/]*@/gi, '$1')
  const secrets = [password, encodeURIComponent(password)].filter((text) => text.length > 2 && text !== user)
  return secrets.reduce((text, secret) => text.replaceAll(secret, '…'), hidden)
}
