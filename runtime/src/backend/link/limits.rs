//! How long may be waited for a server.

use std::time::Duration;

use crate::error::CachekitError;

/// Limits of time.
#[derive(Debug, Clone, Copy)]
pub(in crate::backend) struct Limits {
    /// Of an attempt to connect.
    pub(in crate::backend) connect: Duration,
    /// Of a call.
    pub(in crate::backend) command: Duration,
}

impl Limits {
    /// What a builder was given.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when one of them is zero.
    pub(in crate::backend) fn checked(self) -> Result<Self, CachekitError> {
        if self.connect.is_zero() || self.command.is_zero() {
            return Err(CachekitError::Config("a timeout of zero would fail every call".to_owned()));
        }
        Ok(self)
    }
}
