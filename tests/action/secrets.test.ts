import { expect, test } from 'vitest'
import { hide, secretsOf } from '../../src/action/secrets.ts'

test.each([
  [
    'postgres://admin:s%40fe-word@db:5432/app',
    ['postgres://admin:s%40fe-word@db:5432/app', 'admin:s%40fe-word', 's%40fe-word', 's@fe-word'],
  ],
  // A throw-away database: its name is its password, and both are plain words.
  ['postgres://postgres:postgres@localhost/postgres', ['postgres://postgres:postgres@localhost/postgres']],
  ['mysql://root@localhost', ['mysql://root@localhost']],
  ['public', []],
  ['production', []],
  ['k3y-of-the-vault', ['k3y-of-the-vault']],
])('of %s these are secrets', (value, secrets) => {
  expect(secretsOf({ PAWL_X: value, OTHER: 'not asked for' }, undefined).sort()).toEqual([...secrets].sort())
})

test('secrets are hidden in every text of a report, the longest first', () => {
  const secrets = secretsOf({ PAWL_X: 'postgres://a:longpassword@h/x' }, 'ghs_token')
  const report = { says: 'at postgres://a:longpassword@h/x with longpassword', list: [{ more: 'ghs_token', count: 3, none: undefined }] }
  expect(hide(report, secrets)).toEqual({ says: 'at *** with ***', list: [{ more: '***', count: 3, none: undefined }] })
})
