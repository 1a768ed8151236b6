// The format that the form checks.
export const agentToken = /^apitok_agent_[A-Za-z0-9]{40,41}$/
