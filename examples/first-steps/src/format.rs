/// What a token of each kind looks like.
pub const USER_TOKEN: &str = r"^apitok_[A-Za-z0-9]{40}$";
pub const AGENT_TOKEN: &str = r"^apitok_agent_[A-Za-z0-9]{40}$";
