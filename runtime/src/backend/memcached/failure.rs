//! What went wrong, in our words. The server's own can repeat a key, so they never become part of a message.

use super::connection::Fault;
use super::protocol::Refusal;
use crate::backend::link::Failure;
use crate::error::BackendErrorKind::{self, Authentication, Permanent, Timeout, Transient};

impl Failure {
    /// The connection could not be made, or does not carry answers any more.
    pub(super) fn of_connection(doing: &str, fault: &Fault) -> Self {
        let (kind, why) = match fault {
            Fault::Io(text) => (Transient, text.as_str()),
            Fault::Closed => (Transient, "the connection was closed"),
            Fault::Silent => (Timeout, "the server stopped to answer"),
            Fault::Malformed => (Transient, "the answer makes no sense"),
        };
        Self { kind, message: format!("{doing}: {why}"), ends_connection: true }
    }

    /// The server did not do it. It ends the connection unless answers still are `in_step` with questions.
    pub(super) fn of_refusal(doing: &str, refusal: Refusal, in_step: bool) -> Self {
        let (kind, why) = told(refusal);
        Self { kind, message: format!("{doing}: {why}"), ends_connection: !in_step }
    }

    /// An answer that the question does not have.
    pub(super) fn nonsense(doing: &str) -> Self {
        Self::of_connection(doing, &Fault::Malformed)
    }
}

fn told(refusal: Refusal) -> (BackendErrorKind, &'static str) {
    match refusal {
        Refusal::UnknownCommand => {
            (Permanent, "the server does not know the command, which memcached does from version 1.6 on")
        }
        Refusal::TooLarge => {
            (Permanent, "the server takes no value of that size; its option `-I` sets the limit")
        }
        Refusal::OutOfMemory => (Transient, "the server has no room"),
        Refusal::Unauthenticated => {
            (Authentication, "the server asks for a log-in, which this backend has none for")
        }
        Refusal::Client => (Permanent, "the server said CLIENT_ERROR"),
        Refusal::Server => (Transient, "the server said SERVER_ERROR"),
    }
}
