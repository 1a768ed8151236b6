import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const source = new URL('../../src/cli/compiled.ts', import.meta.url).href

function bundle() {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-compiled-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('first.cjs', "const { twice } = require('./second.cjs'); exports.say = (n) => require('node:path').join('a', String(twice(n)))\n")
  write('second.cjs', `exports.twice = (n) => n * 2; exports.idle = () => { ${'console.log(1);'.repeat(50)} }\n`)
  write(
    'run.mjs',
    `import { loaderOf } from ${JSON.stringify(source)}\nconsole.log(loaderOf(import.meta.dirname, process.argv[2])('first.cjs').say(21))\n`,
  )
  const run = (verb: string) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', join(folder, 'run.mjs'), verb], { encoding: 'utf8' })
    return [status, stdout.replaceAll('\\', '/'), stderr]
  }
  const kept = () => readdirSync(join(folder, '.cache')).map((name) => join(folder, '.cache', name))
  return { folder, write, run, kept }
}

test('what is kept of a file is used again, and only with that file', () => {
  const { write, run, kept } = bundle()
  expect(run('check')).toEqual([0, 'a/42\n', ''])
  const [first] = kept()
  expect(kept()).toHaveLength(2)
  const { mtimeMs } = statSync(first!)
  expect(run('check')).toEqual([0, 'a/42\n', ''])
  expect([kept().length, statSync(first!).mtimeMs]).toEqual([2, mtimeMs])
  // As long as the one before, so that only its sum tells them apart.
  write('second.cjs', `exports.twice = (n) => n * 3; exports.idle = () => { ${'console.log(1);'.repeat(50)} }\n`)
  expect(run('check')).toEqual([0, 'a/63\n', ''])
})

test('a kept file that is cut, damaged or empty is as none, and is written anew', () => {
  const { run, kept } = bundle()
  run('check')
  const whole = kept().map((file) => readFileSync(file))
  for (const damage of [
    (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
    (bytes: Buffer) => bytes.fill(0, bytes.length >> 1),
    () => Buffer.alloc(0),
  ]) {
    kept().forEach((file, at) => {
      writeFileSync(file, damage(Buffer.from(whole[at]!)))
    })
    expect(run('check')).toEqual([0, 'a/42\n', ''])
    for (const file of kept()) expect(statSync(file).size).toBeGreaterThan(100)
  }
})

test('verbs that are run again and again keep their own, all others one together, whatever is typed', () => {
  const { run, kept } = bundle()
  for (const verb of ['hook', 'plan', '../../x', 'chekc']) expect(run(verb)).toEqual([0, 'a/42\n', ''])
  expect(kept()).toHaveLength(4)
})

test('where nothing can be kept, the bundle runs all the same', () => {
  const { write, run } = bundle()
  write('.cache', 'a file stands where the folder would be\n')
  expect(run('check')).toEqual([0, 'a/42\n', ''])
})

test('what Node brings and few runs call is there when it is called', () => {
  const { write, run } = bundle()
  const hashes = "require('node:crypto').createHash('sha256').update(String(n)).digest('hex').slice(0, 8)"
  write(
    'start.cjs',
    `const crypto = require('node:crypto'); exports.say = (n) => [typeof crypto.randomUUID, crypto.createHash === require('./own.cjs').own, ${hashes}].join()\n`,
  )
  write('own.cjs', "exports.own = require('node:crypto').createHash\n")
  write('first.cjs', "module.exports = require('./start.cjs')\n")
  expect(run('check')).toEqual([0, 'function,true,6f4b6612\n', ''])
})
