import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepository } from '../../src/git/repository.ts'
import { commitTree, indexTree } from '../../src/git/trees.ts'
import { temporaryFolder, temporaryRepository } from './repository.ts'

test('a hundred files, before and after, cost one process', async () => {
  const repository = temporaryRepository()
  const files = (text: string) => Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}.md`, `${text} ${at}`]))
  repository.commit(files('before'))
  repository.add(files('after'))
  const path = temporaryFolder()
  const log = join(path, 'log')
  writeFileSync(join(path, 'git'), `#!/bin/sh\necho "$*" >> '${log}'\nexec /usr/bin/git "$@"\n`)
  chmodSync(join(path, 'git'), 0o755)
  const repo = await openRepository(repository.path, { ...repository.env, PATH: `${path}:${process.env.PATH}` })
  for (const tree of [await commitTree(repo, 'HEAD'), indexTree(repo)]) {
    const paths = [...(await tree.entries()).keys()]
    await tree.prefetch?.(paths.slice(0, 50))
    for (const each of paths) await tree.bytes(each)
  }
  repo.close()
  const started = readFileSync(log, 'utf8').split('\n')
  expect(started.filter((line) => line.includes('cat-file'))).toHaveLength(1)
  expect(started.filter(Boolean).length).toBeLessThanOrEqual(6)
})

test('what was opened and never closed keeps no process alive', () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': 'x' })
  const program = `
    import { openRepository } from '${join(import.meta.dirname, '../../src/git/repository.ts')}'
    import { commitTree } from '${join(import.meta.dirname, '../../src/git/trees.ts')}'
    const tree = await commitTree(await openRepository(process.cwd(), process.env), 'HEAD')
    console.log(Buffer.from(await tree.bytes('a.md')).toString())`
  const ended = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: repository.path,
    env: repository.env,
    timeout: 20_000,
    encoding: 'utf8',
  })
  expect(ended).toMatchObject({ status: 0, stdout: 'x\n' })
})

test('a reader that is killed in between is a refusal, and the next read starts another', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': 'a', 'b.md': 'b' })
  const path = temporaryFolder()
  const flag = join(path, 'died')
  writeFileSync(
    join(path, 'git'),
    `#!/bin/sh\ncase "$*" in *cat-file*) if [ ! -e '${flag}' ]; then touch '${flag}'; read line; kill -9 $$; fi;; esac\nexec /usr/bin/git "$@"\n`,
  )
  chmodSync(join(path, 'git'), 0o755)
  const repo = await openRepository(repository.path, { ...repository.env, PATH: `${path}:${process.env.PATH}` })
  const tree = indexTree(repo)
  const [a, b] = await Promise.allSettled([tree.bytes('a.md'), tree.bytes('b.md')])
  expect(a.status).toBe('rejected')
  expect(b).toMatchObject({ status: 'fulfilled' })
  expect(new TextDecoder().decode(await tree.bytes('a.md'))).toBe('a')
  repo.close()
})
