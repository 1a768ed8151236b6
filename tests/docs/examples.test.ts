import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pagesWithExamples } from '../../dev/examples.ts'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { looseYaml } from '../../src/readers/yaml.ts'
import { pawl } from '../cases/command.ts'
import { caseRepository } from '../cases/repository.ts'
import { filesOf } from './pages.ts'

const root = join(import.meta.dirname, '..', '..')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join('docs', name)),
]

interface Fence {
  page: string
  line: number
  lang: string
  text: string
}

const text = (page: string) => readFileSync(join(root, page), 'utf8')

function fences(page: string, lang: string): Fence[] {
  return [...text(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .map((found) => ({ page, line: text(page).slice(0, found.index).split('\n').length, lang: found[1]!, text: found[2]! }))
    .filter((each) => each.lang === lang)
}

const all = (lang: string) => pages.flatMap((page) => fences(page, lang)).map((fence) => [`${fence.page}:${fence.line}`, fence] as const)

/** What an example of a policy stands on, where it is a part of one. */
const ground = (engine: string) => `databases:
  main: { engine: ${engine}, migrations: db/main, roles: [workflow_admin] }
`

describe('the documents', () => {
  it.each(pages)('%s: every link leads to a place that is there', (page) => {
    const broken = [
      ...text(page)
        .replace(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/\]\(([^)\s]+)\)/g),
    ]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split('#') as [string, string?]
        const there = path === '' ? page : relative(root, join(root, dirname(page), path))
        if (!existsSync(join(root, there))) return true
        return anchor !== undefined && !anchors(there).has(anchor)
      })
    expect(broken).toEqual([])
  })

  it.each(all('yaml'))('%s: the YAML is what it says it is', async (_, fence) => {
    const policy = policyOf(fence)
    const files = remember(overlay(emptyTree, new Map(Object.entries(policy ?? { 'example.yml': fence.text.replace(/^---\n/gm, '') }))))
    if (policy) {
      const loaded = await loadPolicies(files)
      expect(loaded.protocols.length + loaded.databases.size + loaded.rollbacks.length + loaded.amendments.length).toBeGreaterThan(0)
    } else if (/^(?:on|jobs):|^- (?:uses|run):/m.test(fence.text)) {
      expect(await files.read('example.yml', looseYaml)).toBeDefined()
    } else {
      // The one example of front matter that cannot be read.
      await expect(files.read('example.yml', looseYaml)).rejects.toThrow()
    }
  })

  it.each(all('sh'))('%s: pawl knows each command of its own', async (_, fence) => {
    const repository = caseRepository()
    try {
      for (const line of fence.text.split('\n').filter((each) => /^pawl /.test(each))) {
        const words = line
          .replace(/\s+#.*$/, '')
          .trim()
          .split(/\s+/)
          .slice(1)
        const { err } = await pawl(repository.folder, words)
        expect(err).not.toMatch(/no verb|no flag|unknown|did you mean|wants one of/)
      }
    } finally {
      repository.close()
    }
  })

  it('shows in the pages of the guards what cases print', () => {
    const stale = [...pagesWithExamples()]
      .filter(([path, page]) => readFileSync(path, 'utf8') !== page)
      .map(([path]) => relative(root, path))
    expect(stale).toEqual([])
  })
})

/** The headings of a page, as a forge makes anchors of them. */
function anchors(page: string): Set<string> {
  return new Set(
    [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  )
}

/** An example as the policy files that it is or is a part of; `undefined` where it is none. */
function policyOf({ page, text: example }: Fence): Record<string, string> | undefined {
  // What names its own path stands together with all of its page that does.
  if (/^# policies\//.test(example) && page.startsWith('docs/guides/')) {
    const files = filesOf(page).filter(({ path }) => path.startsWith('policies/'))
    return Object.fromEntries(files.map(({ path, text }) => [path, text]))
  }
  const kind = /^(?:- )?([a-z-]+):/m.exec(example.replace(/^#.*\n/gm, ''))?.[1] ?? ''
  if (kind === 'databases') return { 'policies/a.yaml': example }
  if (kind === 'protect')
    return {
      'policies/a.yaml': `protocol: a\nstatus: irreversible\n${example}`,
      'policies/b.yaml': ground(example.includes('pragma:') ? 'sqlite' : 'postgres'),
    }
  if (/^- /.test(example) && !/^- (?:uses|run):/.test(example)) {
    return {
      'policies/a.yaml': `protocol: a\nstatus: irreversible\nprotect:\n${example}`,
      'policies/b.yaml': ground(example.includes('pragma:') ? 'sqlite' : 'postgres'),
    }
  }
  if (kind === 'protocol')
    return { 'policies/a.yaml': example, 'policies/b.yaml': ground(example.includes('pragma:') ? 'sqlite' : 'postgres') }
  if (kind === 'rollback' && example.includes('categories'))
    return { 'policies/a.yaml': example, 'policies/b.yaml': ground(example.includes('pragma:') ? 'sqlite' : 'postgres') }
  if (kind === 'amendment') {
    const stands = 'protocol: protocol-005\nstatus: irreversible\nprotect:\n  - column: api_tokens.legacy_id\n'
    return {
      'policies/a.yaml': example,
      'policies/b.yaml': ground(example.includes('pragma:') ? 'sqlite' : 'postgres'),
      'policies/c.yaml': stands,
    }
  }
  return undefined
}
