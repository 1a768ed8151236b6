import { describe, expect, it } from 'vitest'
import { validate } from './validate'

describe('budget', () => {
  it.todo('refuses a token without its agent')

  it('takes a token with its agent', () => {
    expect(validate({ token: 'apitok_agent_x', agent: 'a' })).toBe(true)
  })
})
