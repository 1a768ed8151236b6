use crate::{Error, Record};

pub fn validate(token: &str, record: &Record) -> Result<(), Error> {
    Ok(())
}
