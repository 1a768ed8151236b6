import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../git/checkout.ts'
import { makeTemporary, type Temporary } from '../git/temporary.ts'
import { Refusal } from '../model/refusal.ts'
import type { Order, Outcome, Runner } from '../model/runner.ts'
import type { Files } from '../model/tree.ts'

const mostMs = 120_000
const mostBytes = 16 * 2 ** 20

/** Runs the policy's commands, each in a checkout of the tree that is judged, with an environment of its own. */
export function commandRunner(env: Readonly<Record<string, string | undefined>>): Runner {
  const trees = new Map<Files, Promise<Temporary>>()
  const made: Temporary[] = []
  const names: Files[] = []
  return {
    nameOf: (files) => {
      if (!names.includes(files)) names.push(files)
      return String(names.indexOf(files))
    },
    run: async (order) => {
      const known = trees.get(order.files) ?? checkout(order.files)
      trees.set(order.files, known)
      const tree = await known
      if (!made.includes(tree)) made.push(tree)
      const work = makeTemporary('command')
      if (!work) throw new Refusal('the temporary folder cannot be written, so no command can be run')
      try {
        return await runIn(tree.path, work.path, order, env)
      } finally {
        work.remove()
      }
    },
    close: () => {
      for (const each of made.splice(0)) each.remove()
    },
  }
}

async function runIn(cwd: string, work: string, order: Order, env: Readonly<Record<string, string | undefined>>): Promise<Outcome> {
  const home = join(work, 'home')
  mkdirSync(home)
  const file = join(work, 'database.sqlite')
  if (order.file) writeFileSync(file, order.file)
  const address = order.file ? `sqlite:///${file}` : order.url
  const url = address === undefined ? {} : { DATABASE_URL: address, PAWL_DATABASE_URL: address }
  const named = Object.fromEntries(order.env.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const outcome = await started(order, cwd, { ...named, ...url, PATH: env.PATH, HOME: home, LANG: env.LANG ?? 'C.UTF-8' })
  return { ...outcome, ...(order.file && existsSync(file) ? { file: new Uint8Array(readFileSync(file)) } : {}) }
}

// There are no process groups there, and a tree of processes is ended by a program of its own.
const windows = process.platform === 'win32'

/** Runs one line by the shell, in a process group of its own, so that nothing of it outlives its time. */
function started({ line, at, signal }: Order, cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: !windows, windowsHide: true })
    const told = { stdout: '', stderr: '' }
    const end = () => {
      if (child.pid === undefined) return
      if (windows) return void spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true })
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It is gone already.
      }
    }
    const stop = (why: string) => {
      clearTimeout(timer)
      end()
      fail(new Refusal(`the command \`${line}\` of \`run:\` ${why}`, at))
    }
    const timer = signal ? undefined : setTimeout(() => stop(`takes longer than ${mostMs / 1000} s`), mostMs)
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end)
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        told[name] += text
        if (told[name].length > mostBytes) stop(`prints more than ${mostBytes / 2 ** 20} MiB`)
      })
    }
    child.on('error', (error) => stop(`cannot be started: ${error.message}`))
    child.on('close', (status, name) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      end()
      if (status === 126 || status === 127) return stop(`cannot be started: ${told.stderr.trim().split('\n').at(-1)}`)
      done({ status: status ?? (name ? 128 : 1), ...told })
    })
  })
}
