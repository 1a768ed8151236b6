//! The formats of tokens.

/// A token of an agent; it was `const AGENT_TOKEN: &str = r"^agent_$"` once.
pub const AGENT_TOKEN: &str = r"^apitok_agent_[A-Za-z0-9]{40}$";
