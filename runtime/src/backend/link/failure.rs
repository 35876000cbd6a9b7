//! What went wrong between a backend and its server, in our words.

use std::time::Duration;

use crate::error::{BackendError, BackendErrorKind};

/// A failure that can be told to several callers.
#[derive(Debug, Clone)]
pub(in crate::backend) struct Failure {
    pub(in crate::backend) kind: BackendErrorKind,
    pub(in crate::backend) message: String,
    /// Whether the connection is of no use any more.
    pub(in crate::backend) ends_connection: bool,
}

impl Failure {
    pub(in crate::backend) fn timeout(message: String) -> Self {
        Self { ends_connection: true, ..Self::new(BackendErrorKind::Timeout, message) }
    }

    /// A call got no answer.
    pub(in crate::backend) fn late(doing: &str, limit: Duration) -> Self {
        Self::timeout(format!("{doing}: no answer within {limit:?}; see `command_timeout`"))
    }

    pub(in crate::backend) fn no_runtime(server: &str) -> Self {
        Self::new(
            BackendErrorKind::Permanent,
            format!("connecting to {server}: there is no tokio runtime here"),
        )
    }

    /// The connection went between the moment it was made and the moment it was to be used.
    pub(super) fn lost() -> Self {
        Self::new(BackendErrorKind::Transient, "the connection was lost as soon as it was made")
    }

    /// One that is not the connection's fault.
    pub(in crate::backend) fn new(kind: BackendErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), ends_connection: false }
    }
}

impl From<Failure> for BackendError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.kind, failure.message)
    }
}
