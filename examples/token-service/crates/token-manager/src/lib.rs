//! Tokens of people and of agents.

pub mod format;
pub mod validate;
