use crate::format::is_agent_token;

/// A token as it is stored.
pub struct Record {
    pub agent_id: Option<String>,
}

#[derive(Debug, PartialEq)]
pub enum AuthError {
    InvalidToken,
}

/// An agent's token without an agent spends from nobody's budget.
pub fn validate(token: &str, record: &Record) -> Result<(), AuthError> {
    if is_agent_token(token) && record.agent_id.is_none() {
        return Err(AuthError::InvalidToken);
    }
    Ok(())
}
