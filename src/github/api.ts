import { Refusal } from '../model/refusal.ts'

/** GitHub's API as a caller may use it; without a token only what everybody may read. */
export interface Api {
  /** `https://api.github.com`, or that of an own server. */
  url: string
  token: string | undefined
}

/** An answer that was not expected: its status, and GitHub's own message. */
export class ApiError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const patienceMs = 20_000

/** Asks one thing. Any status of 400 and above is an ApiError. */
export async function ask<T>(api: Api, method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`${api.url.replace(/\/+$/, '')}${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'pawl',
        ...(api.token === undefined ? {} : { authorization: `Bearer ${api.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new ApiError(0, `GitHub could not be asked: ${(error as Error).message}`)
  }
  const text = await answer.text()
  if (!answer.ok) throw new ApiError(answer.status, messageOf(text) ?? `HTTP ${answer.status}`)
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T
  } catch {
    throw new ApiError(answer.status, 'GitHub answered with no JSON')
  }
}

/** All pages of a list. */
export async function askAll<T>(api: Api, path: string): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; ; page++) {
    const found = await ask<T[]>(api, 'GET', `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`)
    all.push(...found)
    if (found.length < 100) return all
  }
}

/** `owner/name` as the parts of a path. */
export function repositoryPath(repository: string): string {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? []
  if (!owner || !name) throw new Refusal(`\`${repository}\` is no \`owner/name\` of a repository`)
  return `/repos/${owner}/${name}`
}

function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
