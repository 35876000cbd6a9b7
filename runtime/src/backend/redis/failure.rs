//! What went wrong, in our words. The server's own can repeat arguments, so they never become part of a message.

use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::backend::link::Failure;
use crate::error::BackendErrorKind;

/// What a node of a cluster says that is not the one to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Detour {
    /// The slot is another node's, from now on.
    Moved(Node),
    /// The slot is on its way to another node, and this key is there or will be: ask it this once.
    Ask(Node),
    /// The slot is on its way, and not all keys of the command are at one place.
    TryAgain,
}

/// Where a node is. Without a host: at that of the node that said so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Node {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Detour {
    pub(super) fn of(error: &RedisError) -> Option<Self> {
        let node = || {
            let (host, port) = error.redirect_node()?.0.rsplit_once(':')?;
            Some(Node { host: host.to_owned(), port: port.parse().ok()? })
        };
        match error.kind() {
            ErrorKind::Server(ServerErrorKind::Moved) => Some(Self::Moved(node()?)),
            ErrorKind::Server(ServerErrorKind::Ask) => Some(Self::Ask(node()?)),
            ErrorKind::Server(ServerErrorKind::TryAgain) => Some(Self::TryAgain),
            _ => None,
        }
    }
}

impl Failure {
    /// Something that passes.
    pub(super) fn transient(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::Transient, message)
    }

    pub(super) fn permanent(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::Permanent, message)
    }

    /// Of the attempt to connect, or of a command.
    pub(super) fn of(doing: &str, error: &RedisError) -> Self {
        let code = error.code().unwrap_or_default();
        let kind = match error.kind() {
            ErrorKind::AuthenticationFailed => BackendErrorKind::Authentication,
            // The connection ended within an answer: what was asked may have been done.
            ErrorKind::Io | ErrorKind::Parse => BackendErrorKind::Transient,
            _ => kind_of(code),
        };
        let why = match (kind, error.kind()) {
            (BackendErrorKind::Authentication, _) if code == "NOPERM" => {
                "the user may not do that (NOPERM)".to_owned()
            }
            (BackendErrorKind::Authentication, _) if code == "NOAUTH" => {
                "the server wants a password (NOAUTH); in the URL it stands before the host, as `:password@` or \
                 `user:password@`"
                    .to_owned()
            }
            (BackendErrorKind::Authentication, _) => "the credentials were refused".to_owned(),
            // Of the system or of TLS: no word of a server's, and what is wrong with a certificate.
            (_, ErrorKind::Io) => error.to_string(),
            (_, ErrorKind::Parse) => "the answer was cut short".to_owned(),
            _ if code.is_empty() => "the answer makes no sense".to_owned(),
            _ => format!("the server said {code}"),
        };
        // A primary that was made a replica refuses every write from then on.
        let ends_connection = error.is_unrecoverable_error() || code == "READONLY";
        Self { kind, message: format!("{doing}: {why}"), ends_connection }
    }
}

/// By the word that the server's errors begin with.
fn kind_of(code: &str) -> BackendErrorKind {
    match code {
        "NOAUTH" | "WRONGPASS" | "NOPERM" => BackendErrorKind::Authentication,
        "ASK" | "BUSY" | "CLUSTERDOWN" | "LOADING" | "MASTERDOWN" | "MISCONF" | "MOVED" | "NOREPLICAS"
        | "OOM" | "READONLY" | "TRYAGAIN" => BackendErrorKind::Transient,
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
