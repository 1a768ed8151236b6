//! The formats of tokens.

/// A token of an agent.
pub const AGENT_TOKEN: &str = r"^apitok_agent_[A-Za-z0-9]{40,41}$";
