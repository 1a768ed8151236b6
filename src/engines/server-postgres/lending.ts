import type { Outcome } from '../../model/runner.ts'
import type { Lent } from '../engine.ts'
import { type Address, withoutSecrets } from '../server/address.ts'
import { type Host, literal } from './host.ts'

/** How long a program's connections may outlive it. */
const patienceMs = 2000

/** Lends the run's database to a program of another kind; nobody else may be connected to it, and nobody is afterwards. */
export async function lendOn(
  host: Host,
  address: Address,
  settings: Readonly<Record<string, string>>,
  work: (url: string) => Promise<Outcome>,
): Promise<Lent> {
  const before = await sessions(host)
  const outcome = await work(urlOf({ ...address, database: host.name }, settings))
  await alone(host)
  const told = (text: string) => withoutSecrets(text, address)
  return { outcome: { ...outcome, stderr: told(outcome.stderr), stdout: told(outcome.stdout) }, spoke: (await sessions(host)) !== before }
}

/** How often anybody has connected to the database. */
async function sessions(host: Host): Promise<string> {
  const { answers } = await host.ask(`SELECT sessions FROM pg_catalog.pg_stat_database WHERE datname = ${literal(host.name)}`)
  return answers[0]?.rows[0]?.[0] ?? '0'
}

/** Waits until nobody is connected to the database, and ends whoever stays. */
async function alone(host: Host): Promise<void> {
  const from = `FROM pg_catalog.pg_stat_activity WHERE datname = ${literal(host.name)}`
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { answers } = await host.ask(`SELECT count(*) ${from}`)
    if (answers[0]!.rows[0]![0] === '0') return
    if (Date.now() - start > patienceMs) await host.ask(`SELECT pg_catalog.pg_terminate_backend(pid) ${from}`)
  }
}

/** An address as libpq reads it; settings are given as a session's own. */
function urlOf({ host, port, user, password, database, options }: Address, settings: Readonly<Record<string, string>>): string {
  const given = new URLSearchParams(
    Object.entries(options).filter(([name]) => !['host', 'port', 'user', 'socket', 'options'].includes(name)),
  )
  const folder = host.startsWith('/')
  if (folder) given.set('host', host)
  if (folder) given.set('port', String(port))
  const set = Object.entries(settings).map(([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`)
  if (set.length) given.set('options', set.join(' '))
  const who = `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`
  const where = folder ? '' : `${host.includes(':') ? `[${host}]` : host}:${port}`
  const query = [...given].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
  return `postgresql://${who}@${where}/${encodeURIComponent(database)}${query && `?${query}`}`
}
