import { expect, it } from 'vitest'
import { layouts } from './layouts.ts'
import { adopted } from './room.ts'

it.each(layouts)('$name', { timeout: 120_000 }, async ({ name, files, before, install, writes, left = [], harmless, weakenings }) => {
  const project = adopted(files)
  before?.(project)
  const stood = project.disk()

  const first = await project.pawl('init', '--yes', '--format', 'json')
  const report = JSON.parse(first.out)
  expect({ exit: first.exit, verdict: report.verdict, files: report.files, left: report.left }).toEqual({
    exit: 0,
    verdict: 'held',
    files: writes,
    left,
  })
  for (const [path, text] of Object.entries(stood)) expect(project.disk()[path]!.startsWith(text.trimEnd()), path).toBe(true)

  const drafted = report.files
    .filter((path: string) => path.startsWith('policies/'))
    .map((path: string) => `${path}\n\n${project.disk()[path]}`)
  await expect(drafted.join('\n')).toMatchFileSnapshot(`drafts/${name.replace(/\W+/g, '-').toLowerCase()}.txt`)

  install?.(project)
  expect(project.tryCommit({})).toMatchObject({ status: 0 })
  expect(await project.pawl('audit')).toMatchObject({ exit: 0 })

  const quiet = project.tryCommit(harmless)
  expect(quiet.status, quiet.said).toBe(0)
  for (const [index, { code, files: changed }] of weakenings.entries()) {
    // One commit is enough to see that the hook acts.
    const stopped = index === 0 ? project.tryCommit(changed) : await project.judged(changed)
    expect(stopped.status, `${code}\n${stopped.said}`).toBe(1)
    expect(stopped.said).toContain(`[${code}`)
  }

  const stands = project.disk()
  const again = await project.pawl('init', '--yes', '--format', 'json')
  expect({ exit: again.exit, files: JSON.parse(again.out).files }).toEqual({ exit: 0, files: [] })
  expect(project.disk()).toEqual(stands)
})
