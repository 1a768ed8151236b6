import { type Api, ApiError, ask, askAll, repositoryPath } from './api.ts'

/** The first line of pawl's comment, by which it is found again. */
const mark = '<!-- pawl: this comment is kept up to date -->'
/** What GitHub takes, in characters; the mark has room beside it. */
export const mostCharacters = 65_536 - 200

interface Comment {
  id: number
  body?: string
  user: { login: string; type: string } | null
}

/** Writes the one comment of a pull request: the one that stands is updated. Tells why where it could not be written. */
export async function comment(api: Api, repository: string, number: number, text: string): Promise<string | undefined> {
  const issues = `${repositoryPath(repository)}/issues`
  const body = `${mark}\n${text}`
  try {
    const standing = await own(api, await askAll<Comment>(api, `${issues}/${number}/comments`))
    if (standing?.body === body) return undefined
    if (standing) await ask(api, 'PATCH', `${issues}/comments/${standing.id}`, { body })
    else await ask(api, 'POST', `${issues}/${number}/comments`, { body })
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error.message
  }
}

/** The comment that carries the mark and is ours: anybody may write the mark, and could change such a comment later. */
async function own(api: Api, comments: readonly Comment[]): Promise<Comment | undefined> {
  const marked = comments.filter(({ body }) => body?.startsWith(mark))
  if (marked.length === 0) return undefined
  const login = await loginOf(api)
  return marked.find(({ user }) => (login === undefined ? user?.type === 'Bot' : user?.login === login))
}

/** Who the token speaks for; a workflow's own token speaks for a bot that cannot ask who it is. */
async function loginOf(api: Api): Promise<string | undefined> {
  try {
    return (await ask<{ login: string }>(api, 'GET', '/user')).login
  } catch (error) {
    if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return undefined
    throw error
  }
}
