import { existsSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as core from '@actions/core'
import { version } from '../cli/version.ts'
import type { Repository } from '../git/repository.ts'
import { type Api, ApiError, ask, repositoryPath } from '../github/api.ts'
import type { Event } from './event.ts'

/** Databases kept between runs by the cache service of GitHub Actions. */
export interface Kept {
  /** Keeps what this run made, where that is a push to the default branch. */
  save(): Promise<void>
}

const nothing: Kept = { save: async () => {} }
const prefix = `pawl-${version}-${process.platform}-${process.arch}-`

/** Brings back what the default branch kept, under a name made of the content that it was made from. What could have been written by a pull request is left. */
export async function openCache(event: Event, repo: Repository, workspace: string, content: string, api: Api): Promise<Kept> {
  const cache = await import('@actions/cache')
  if (!cache.isFeatureAvailable()) return nothing
  const folder = join(repo.commonDir, 'pawl', 'entries')
  const path = relative(workspace, folder).replaceAll('\\', '/')
  const key = `${prefix}${content}`
  const scopes = othersScopes(event)
  let found: string | undefined
  if (scopes.length === 0 || (await isClean(api, event.repository, scopes))) {
    found = await cache.restoreCache([path], key, [prefix])
    // Somebody may have been quick between the question and the answer.
    if (found !== undefined && scopes.length > 0 && !(await isClean(api, event.repository, scopes)))
      rmSync(folder, { recursive: true, force: true })
  }
  const saves = event.is === 'push' && event.ref === `refs/heads/${event.defaultBranch}` && found !== key
  return saves ? { save: async () => void (existsSync(folder) && (await cache.saveCache([path], key).catch(unsaved))) } : nothing
}

/** Refs whose caches are found ahead of the default branch's, and that a pull request or a push to another branch may write. */
function othersScopes(event: Event): string[] {
  const own = process.env.GITHUB_REF ?? ''
  const main = `refs/heads/${event.defaultBranch}`
  const base = event.is === 'pull request' ? [`refs/heads/${event.base.ref}`] : []
  return [...new Set([own, ...base])].filter((ref) => ref !== main)
}

/** Whether none of these refs has a cache of pawl. Where that cannot be asked, it counts as if one had. */
async function isClean(api: Api, repository: string, refs: readonly string[]): Promise<boolean> {
  try {
    for (const ref of refs) {
      const query = new URLSearchParams({ key: prefix, ref, per_page: '1' })
      const { total_count } = await ask<{ total_count: number }>(api, 'GET', `${repositoryPath(repository)}/actions/caches?${query}`)
      if (total_count !== 0) return false
    }
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    core.info(`no kept databases were used: ${error.message}; \`permissions: { actions: read }\` lets pawl see who wrote them`)
    return false
  }
}

function unsaved(error: Error): void {
  core.info(`databases were not kept: ${error.message}`)
}
