import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A server of the tests' own: on a free port of this machine, in a temporary folder, gone when it is stopped. */
export interface TestServer {
  port: number
  /** Runs SQL as its superuser and gives what it prints, a line a row. */
  sql(text: string, database?: string): string[]
  stop(): Promise<void>
}

/** Servers refuse to run as root, so then they run as nobody. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

function program(name: string, folders: readonly string[]): string {
  const all = [...folders, ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  const found = all.map((folder) => join(folder, name)).find((path) => existsSync(path))
  if (!found) throw new Error(`these tests need \`${name}\`: install postgresql and mariadb-server`)
  return found
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-server-'))
  if ('uid' in user) chownSync(folder, user.uid!, user.gid!)
  return folder
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function until(ready: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (ready()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server does not start')
}

function answers(file: string, words: readonly string[]): boolean {
  try {
    execFileSync(file, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function run(file: string, words: readonly string[], folder: string, ready: () => boolean): Promise<() => Promise<void>> {
  const child = spawn(file, words, { ...user, cwd: folder, stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGQUIT')
    const late = setTimeout(() => child.kill('SIGKILL'), 3000)
    await gone
    clearTimeout(late)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await until(ready)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

export const password = 'open-sesame-93'

/** A Postgres server whose superuser `postgres` has to give the password. */
export async function startPostgres(): Promise<TestServer> {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  const bin = (name: string) =>
    program(
      name,
      versions.map((version) => join(base, version, 'bin')),
    )
  const folder = ownFolder()
  const data = join(folder, 'data')
  const port = await freePort()
  const secret = join(folder, 'secret')
  execFileSync('sh', ['-c', `umask 077; printf '%s' '${password}' > '${secret}'`], user)
  execFileSync(
    bin('initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C', '--no-sync'],
    {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    },
  )
  const quick = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'listen_addresses=127.0.0.1', 'shared_buffers=32MB']
  const words = ['-D', data, '-p', String(port), '-k', folder, ...quick.flatMap((setting) => ['-c', setting])]
  const stop = await run(bin('postgres'), words, folder, () => answers(bin('pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]))
  return {
    port,
    stop,
    sql: (text, database = 'postgres') =>
      execFileSync(
        bin('psql'),
        ['-X', '-At', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-d', database, '-v', 'ON_ERROR_STOP=1', '-c', text],
        {
          env: { ...process.env, PGPASSWORD: password },
          encoding: 'utf8',
        },
      )
        .split('\n')
        .filter(Boolean),
  }
}

/** A MariaDB server whose `root` has the password. */
export async function startMariadb(): Promise<TestServer> {
  const folder = ownFolder()
  const port = await freePort()
  const socket = join(folder, 's')
  const data = join(folder, 'data')
  execFileSync(
    program('mariadb-install-db', []),
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    },
  )
  const words = [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=32M',
    `--pid-file=${join(folder, 'pid')}`,
  ]
  const client = program('mariadb', [])
  const ask = (secret: string, text: string) =>
    execFileSync(client, ['--no-defaults', '-S', socket, '-u', 'root', '-N', '-B', '-e', text], {
      env: { ...process.env, MYSQL_PWD: secret },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const stop = await run(program('mariadbd', []), words, folder, () =>
    answers(client, ['--no-defaults', '-S', socket, '-u', 'root', '-e', 'SELECT 1']),
  )
  try {
    ask(
      '',
      `SET PASSWORD FOR root@localhost = PASSWORD('${password}'); CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '${password}'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION`,
    )
  } catch (error) {
    await stop()
    throw error
  }
  return { port, stop, sql: (text) => ask(password, text).split('\n').filter(Boolean) }
}

/** Passes on what a client and a server say, cuts them where `cuts` hears what it waits for, and may change what the server says. */
export async function proxy(
  to: number,
  does: { cuts?: (said: string) => boolean; changes?: (bytes: Buffer) => Buffer },
): Promise<{ port: number; close(): void }> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const behind = connect(to, '127.0.0.1')
    for (const socket of [client, behind]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        behind.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (does.cuts?.(bytes.toString('latin1'))) {
        client.destroy()
        behind.destroy()
      } else behind.write(bytes)
    })
    behind.on('data', (bytes) => client.write(does.changes?.(bytes) ?? bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () => {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
