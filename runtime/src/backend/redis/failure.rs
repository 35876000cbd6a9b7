//! What went wrong, in our words. The server's own can repeat arguments, so they never become part of a message.

use redis::{ErrorKind, RedisError};

use crate::error::{BackendError, BackendErrorKind};

/// A failure that can be told to several callers.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) kind: BackendErrorKind,
    message: String,
    /// Whether the connection is of no use any more.
    pub(super) ends_connection: bool,
}

impl Failure {
    pub(super) fn timeout(message: String) -> Self {
        Self { kind: BackendErrorKind::Timeout, message, ends_connection: true }
    }

    pub(super) fn no_runtime() -> Self {
        Self {
            kind: BackendErrorKind::Permanent,
            message: "connecting to Redis: there is no tokio runtime here".to_owned(),
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

    /// Of the attempt to connect, or of a command.
    pub(super) fn of(doing: &str, error: &RedisError) -> Self {
        let code = error.code().unwrap_or_default();
        let kind = match error.kind() {
            ErrorKind::AuthenticationFailed => BackendErrorKind::Authentication,
            ErrorKind::Io => BackendErrorKind::Transient,
            _ => kind_of(code),
        };
        let why = match (kind, error.kind()) {
            (BackendErrorKind::Authentication, _) if code == "NOPERM" => {
                "the user may not do that (NOPERM)".to_owned()
            }
            (BackendErrorKind::Authentication, _) => "the credentials were refused".to_owned(),
            // Of the system or of TLS: no word of a server's, and what is wrong with a certificate.
            (_, ErrorKind::Io) => error.to_string(),
            _ if code.is_empty() => "the answer makes no sense".to_owned(),
            _ => format!("the server said {code}"),
        };
        // A primary that was made a replica refuses every write from then on.
        let ends_connection = error.is_unrecoverable_error() || code == "READONLY";
        Self { kind, message: format!("{doing}: {why}"), ends_connection }
    }
}

impl From<Failure> for BackendError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.kind, failure.message)
    }
}

/// By the word that the server's errors begin with.
fn kind_of(code: &str) -> BackendErrorKind {
    match code {
        "NOAUTH" | "WRONGPASS" | "NOPERM" => BackendErrorKind::Authentication,
        "BUSY" | "CLUSTERDOWN" | "LOADING" | "MASTERDOWN" | "MISCONF" | "NOREPLICAS" | "OOM" | "READONLY"
        | "TRYAGAIN" => BackendErrorKind::Transient,
        _ => BackendErrorKind::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_stays() {
        assert_eq!(kind_of("OOM"), BackendErrorKind::Transient);
        assert_eq!(kind_of("NOPERM"), BackendErrorKind::Authentication);
        assert_eq!(kind_of("WRONGTYPE"), BackendErrorKind::Permanent);
        assert_eq!(kind_of(""), BackendErrorKind::Permanent);
    }
}
