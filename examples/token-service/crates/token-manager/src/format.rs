//! What a token looks like. Clients hold these formats; they only ever widen.

use regex::Regex;

/// Tokens of people.
pub const USER_TOKEN: &str = r"^apitok_[A-Za-z0-9]{40}$";

/// Tokens of agents, told apart by their prefix alone.
pub const AGENT_TOKEN: &str = r"^apitok_agent_[A-Za-z0-9]{40}$";

pub fn is_agent_token(token: &str) -> bool {
    Regex::new(AGENT_TOKEN).expect("a constant pattern").is_match(token)
}

pub fn is_user_token(token: &str) -> bool {
    Regex::new(USER_TOKEN).expect("a constant pattern").is_match(token)
}
