//! What went wrong between a backend and its server, in our words.

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
        Self { kind: BackendErrorKind::Timeout, message, ends_connection: true }
    }

    pub(super) fn no_runtime(server: &str) -> Self {
        Self {
            kind: BackendErrorKind::Permanent,
            message: format!("connecting to {server}: there is no tokio runtime here"),
            ends_connection: false,
        }
    }

    /// The connection went between the moment it was made and the moment it was to be used.
    pub(super) fn lost() -> Self {
        Self {
            kind: BackendErrorKind::Transient,
            message: "the connection was lost as soon as it was made".to_owned(),
            ends_connection: false,
        }
    }
}

impl From<Failure> for BackendError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.kind, failure.message)
    }
}
