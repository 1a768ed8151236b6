import { expect, test } from 'vitest'
import { gitEnvironment } from '../../src/git/environment.ts'

test('what git hands to a hook is kept, its places made absolute', () => {
  const env = gitEnvironment({ GIT_DIR: '.git', GIT_WORK_TREE: '.', GIT_INDEX_FILE: '.git/next-index-7.lock', PATH: '/bin' }, '/repo')
  expect(env).toMatchObject({ GIT_DIR: '/repo/.git', GIT_WORK_TREE: '/repo', GIT_INDEX_FILE: '.git/next-index-7.lock', PATH: '/bin' })
})

test('a work tree that no repository comes with is dropped', () => {
  expect(gitEnvironment({ GIT_WORK_TREE: '/tmp', PATH: '/bin' }, '/repo')).not.toHaveProperty('GIT_WORK_TREE')
})

test('the rest of GIT_* is dropped, and the language of messages with it', () => {
  const hostile = {
    GIT_TRACE: '1',
    GIT_PAGER: 'less',
    GIT_EDITOR: 'vi',
    GIT_EXTERNAL_DIFF: 'evil',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: 'evil',
    GIT_CONFIG_PARAMETERS: "'core.fsmonitor=evil'",
    GIT_CEILING_DIRECTORIES: '/',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_SSH_COMMAND: 'evil',
    LC_MESSAGES: 'tr_TR',
    LANGUAGE: 'tr',
  }
  const env = gitEnvironment(hostile, '/repo')
  for (const name of Object.keys(hostile)) if (name !== 'GIT_PAGER') expect(env).not.toHaveProperty(name)
  expect(env).toMatchObject({ GIT_PAGER: 'cat', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_NO_REPLACE_OBJECTS: '1', GIT_NO_LAZY_FETCH: '1' })
})

test('other objects are believed in the quarantine of a push alone', () => {
  const objects = { GIT_OBJECT_DIRECTORY: '/r/objects/incoming-1', GIT_ALTERNATE_OBJECT_DIRECTORIES: '/r/objects' }
  expect(gitEnvironment(objects, '/r')).not.toHaveProperty('GIT_OBJECT_DIRECTORY')
  expect(gitEnvironment(objects, '/r')).not.toHaveProperty('GIT_ALTERNATE_OBJECT_DIRECTORIES')
  expect(gitEnvironment({ ...objects, GIT_QUARANTINE_PATH: '/r/objects/incoming-1' }, '/r')).toMatchObject(objects)
})

test('where configuration stands is left to the caller', () => {
  const where = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  expect(gitEnvironment(where, '/repo')).toMatchObject(where)
})
