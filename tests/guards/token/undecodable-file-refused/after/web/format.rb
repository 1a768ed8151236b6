AGENT = /^apitok_agent_[A-Za-z0-9]{40}$/
