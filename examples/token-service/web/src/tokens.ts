/** The same formats as in the token manager; a client that types a token sees at once whether it can be one. */
export const userToken = /^apitok_[A-Za-z0-9]{40}$/
export const agentToken = /^apitok_agent_[A-Za-z0-9]{40}$/
