import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentToken, userToken } from '../src/tokens.ts'

test('a token belongs to a person or to an agent, never to both', () => {
  const tail = 'Ab3'.repeat(13) + 'x'
  assert.ok(userToken.test(`apitok_${tail}`))
  assert.ok(agentToken.test(`apitok_agent_${tail}`))
  assert.ok(!userToken.test(`apitok_agent_${tail}`))
})
