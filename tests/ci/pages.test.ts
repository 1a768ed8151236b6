import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { forge } from '../action/forge.ts'
import { dropsColumn, vault } from '../action/vault.ts'
import { commands, pathWith } from './commands.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'ci')
const fence = (page: string) => /^```\w+\n([\s\S]*?)^```$/m.exec(readFileSync(join(folder, page), 'utf8'))![1]!

interface Service {
  /** The lines of shell that the page's configuration has the service run. */
  lines(config: string): string[]
  /** Variables that the service sets for a pull request to `main`. */
  env: Record<string, string>
  /** Which file the report is in, and what is in it where something slipped. */
  report: [string, RegExp]
  /** Each line is a shell of its own there. */
  apart?: true
}

const services: Record<string, Service> = {
  'gitlab.md': {
    lines: (config) => {
      const { pawl } = parse(config)
      return [...pawl.before_script, ...pawl.script]
    },
    env: { CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' },
    report: ['gl-code-quality-report.json', /"check_name": ?"schema\/column-dropped"/],
  },
  'bitbucket.md': {
    lines: (config) => parse(config).pipelines['pull-requests']['**'][0].step.script,
    env: { BITBUCKET_PR_DESTINATION_BRANCH: 'main' },
    report: ['test-reports/pawl.xml', /<failure[^>]+column/],
  },
  'buildkite.md': {
    // `$$` is left for the shell, a single `$` would be filled in when the pipeline is read.
    lines: (config) => [parse(config).steps[0].command.replaceAll('$$', '$')],
    env: { BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main' },
    report: ['annotated', /--context pawl --style error\n## pawl check: slipped/],
  },
  'jenkins.md': {
    lines: (config) => [...config.matchAll(/^ *sh '(.*)'$/gm)].map(([, line]) => line!),
    env: { CHANGE_TARGET: 'main' },
    report: ['pawl.xml', /<failure[^>]+column/],
    apart: true,
  },
}

test('each page of a service is run by this test, and the server by its own', () => {
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(services), 'server.md'].sort())
})

test.each(Object.entries(services))('what %s shows stops a pull request that slips, and lets another pass', (page, {
  lines,
  env,
  report,
  apart,
}) => {
  const place = forge()
  place.work.commit(vault)
  place.push('main')
  for (const [branch, files, exit] of [
    ['simplify', dropsColumn, 1],
    ['words', { 'docs/more.md': '# More\n' }, 0],
  ] as const) {
    place.work.git('checkout', '-q', '-B', branch, 'main')
    place.work.commit(files)
    const { head } = place.pull(7, branch)
    const workspace = place.checkout(head, 0)
    workspace.git('update-ref', '-d', 'refs/remotes/origin/main')
    const path = pathWith(commands({ 'buildkite-agent': '{ echo "$@"; cat; } > annotated' }))
    const all = lines(fence(page))
    const scripts = apart ? all : [all.join('\n')]
    let status: number | null = 0
    for (const script of scripts) {
      if (status !== 0) break
      status = spawnSync('sh', ['-ec', script], {
        cwd: workspace.path,
        env: { ...workspace.env, ...env, PATH: path },
        encoding: 'utf8',
      }).status
    }
    expect(status).toBe(exit)
    const written = readFileSync(join(workspace.path, report[0]), 'utf8')
    if (exit) expect(written).toMatch(report[1])
    else expect(written).not.toMatch(report[1])
  }
})
