use crate::{Error, Record};

pub fn check(token: &str, record: &Record) -> Result<(), Error> {
    if token.starts_with("apitok_agent_") && record.agent_id.is_none() {
        return Err(Error::NoAgent);
    }
    Ok(())
}
