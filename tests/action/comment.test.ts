import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { forge, type Pull } from './forge.ts'
import { example, type Github, startGithub } from './github.ts'
import { release, run } from './runner.ts'
import { dropsColumn, vault } from './vault.ts'

beforeAll(() => void release())

const token = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz'
const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const one = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

type Comment = { id: number; body: string; user: any }
const bot = (body: string, id = 1) => commentBy({ login: 'github-actions[bot]', type: 'Bot' }, body, id)

function commentBy(user: { login: string; type: string }, body: string, id: number): Comment {
  const [given] = example('issue-comment-items')
  return { ...given, id, body, user: { ...given.user, ...user } }
}

/** GitHub with the comments of one pull request, which a workflow's token may write. */
async function withComments(standing: Comment[], login?: string): Promise<Github> {
  const github = await startGithub({
    [`GET ${comments}`]: ({ query }) => {
      const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 30)]
      return { status: 200, body: standing.slice((page - 1) * size, page * size) }
    },
    [`POST ${comments}`]: ({ body }) => {
      const made = login ? commentBy({ login, type: 'User' }, body.body, 900) : bot(body.body, 900)
      standing.push(made)
      return { status: 201, body: made }
    },
    [`PATCH ${one}`]: ({ params, body }) => {
      const found = standing.find(({ id }) => id === Number(params.comment_id))!
      found.body = body.body
      return { status: 200, body: found }
    },
    ...(login
      ? {
          'GET /user': () => ({
            status: 200,
            body: { ...example('private-user-response-with-public-and-private-profile-information'), login },
          }),
        }
      : {}),
  })
  onTestFinished(github.stop)
  return github
}

function opened(files: Record<string, string> = dropsColumn): { pull: Pull; again(): Pull; workspace(pull: Pull): string } {
  const place = forge()
  place.work.commit(vault)
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'simplify')
  place.work.commit(files)
  return {
    pull: place.pull(7, 'simplify'),
    again: () => {
      place.work.git('rm', '-q', ...Object.keys(files))
      place.work.commit({}, 'take it back')
      return place.pull(7, 'simplify')
    },
    workspace: (pull) => place.checkout(pull.merge).path,
  }
}

const step = (pull: Pull, workspace: string, github: Github, inputs = {}) =>
  run({
    workspace,
    event: 'pull_request',
    payload: pull.payload,
    inputs: { comment: 'true', token, ...inputs },
    env: { GITHUB_SHA: pull.merge, GITHUB_API_URL: github.url },
  })

test('one comment is left, found again behind a hundred others, and updated', async () => {
  const standing = Array.from({ length: 130 }, (_, at) => commentBy({ login: 'ada', type: 'User' }, `Comment ${at}`, at + 10))
  const github = await withComments(standing)
  const { pull, again, workspace } = opened()
  const first = await step(pull, workspace(pull), github)
  expect(first.exit).toBe(1)
  expect(standing).toHaveLength(131)
  expect(standing.at(-1)!.body).toContain('## pawl check: slipped')
  expect(standing.at(-1)!.body).toContain(first.summary.trim().split('\n')[2])
  const later = again()
  const second = await step(later, workspace(later), github)
  expect(second.exit).toBe(0)
  expect(standing).toHaveLength(131)
  expect(standing.at(-1)!.body).toContain('## pawl check: held')
  expect(github.violations).toEqual([])
  expect(new Set(github.tokens)).toEqual(new Set([`Bearer ${token}`]))
  expect(github.asked.filter((each) => !each.startsWith('GET'))).toEqual([
    'POST /repos/acme/vault/issues/7/comments',
    'PATCH /repos/acme/vault/issues/comments/900',
  ])
})

test("a person's comment that carries the mark is not written into, and a person's own token finds its own", async () => {
  const mark = '<!-- pawl: this comment is kept up to date -->\nheld, said a stranger'
  const stranger = commentBy({ login: 'mallory', type: 'User' }, mark, 5)
  const standing = [stranger]
  const github = await withComments(standing)
  const { pull, workspace } = opened()
  await step(pull, workspace(pull), github)
  expect(standing).toHaveLength(2)
  expect(stranger.body).toBe(mark)
  const own = [stranger, commentBy({ login: 'ada', type: 'User' }, mark, 6)]
  const personal = await withComments(own, 'ada')
  await step(pull, workspace(pull), personal)
  expect(own).toHaveLength(2)
  expect(own[1]!.body).toContain('## pawl check: slipped')
  expect([...github.violations, ...personal.violations]).toEqual([])
})

test("where the token may not write, as a fork's, the summary says it all and the verdict stays", async () => {
  const github = await startGithub({ [`GET ${comments}`]: () => ({ status: 200, body: [] }) })
  onTestFinished(github.stop)
  const { pull, workspace } = opened()
  const ran = await step(pull, workspace(pull), github)
  expect(ran.exit).toBe(1)
  expect(ran.commands).toContain(
    '::notice::no comment was left on #7 (Resource not accessible by integration); the summary of this step holds the same',
  )
  expect(ran.summary).toContain('## pawl check: slipped')
  expect(github.violations).toEqual([])
})

test('without `comment: true` nothing is written, and nobody is asked', async () => {
  const github = await withComments([])
  const { pull, workspace } = opened()
  await step(pull, workspace(pull), github, { comment: 'false' })
  expect(github.asked).toEqual([])
})

test('a report that is too long for a comment is cut, and says so', async () => {
  const standing: Comment[] = []
  const github = await withComments(standing)
  const place = forge()
  const many = Array.from({ length: 400 }, (_, at) => `docs/${'sealed-'.repeat(8)}${at}.md`)
  const protocol = `protocol: many\nstatus: irreversible\nprotect:\n${many.map((path) => `  - document: ${path}\n`).join('')}`
  place.work.commit({ 'policies/many.yaml': protocol, ...Object.fromEntries(many.map((path) => [path, '# It\n\nText.\n'])) })
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'gone')
  place.work.git('rm', '-q', ...many)
  place.work.commit({}, 'all gone')
  const pull = place.pull(7, 'gone')
  const ran = await step(pull, place.checkout(pull.merge).path, github)
  expect(ran.outputs.findings).toBe('400')
  expect(standing[0]!.body.length).toBeLessThanOrEqual(65_536)
  expect(standing[0]!.body).toMatch(/more findings/)
  expect(ran.commands.filter((each) => each.startsWith('::error'))).toHaveLength(10)
  expect(github.violations).toEqual([])
})
