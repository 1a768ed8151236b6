import { describe, expect, it } from 'vitest'
import { validate } from './validate'

describe(`budget`, { timeout: 1000, skip: false }, () => {
  it.runIf(process.env.DB)("refuses a token without its agent", async () => {
    expect(() => validate({ token: 'apitok_agent_x' })).toThrow('agent')
  })

  it('takes a token with its agent', () => {
    expect(validate({ token: 'apitok_agent_x', agent: 'a' })).toBe(true)
  })
})
