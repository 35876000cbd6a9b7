//! What the protocol asks of whatever carries its bytes.

use std::error::Error as StdError;
use std::time::Duration;

use async_trait::async_trait;

use super::Limits;
use super::call::Call;
use super::message::{Answer, Request};
use crate::error::BackendError;

/// Carries requests to one server, with one API key.
///
/// Redirects are answers like others and are not followed. Whatever the server does, `send` ends within the request's
/// limit of time and keeps no more than its limit of bytes.
#[async_trait]
pub(in super::super) trait Transport: Send + Sync {
    async fn send(&self, request: Request) -> Result<Answer, TransportError>;
}

/// There is no answer.
#[derive(Debug)]
pub(in super::super) enum TransportError {
    /// The request's time is over.
    Timeout,
    /// There was no connection within this time, which is shorter than the request's.
    ConnectTimeout(Duration),
    /// The answer has more bytes than the request allows.
    TooLarge,
    /// The name of the server resolves to no public address.
    NotPublic,
    /// The executor cannot do what the transport needs.
    NoRuntime,
    /// The request cannot be put into the transport's terms.
    Malformed,
    /// The connection could not be made, or ended before the answer did. The source shows no URL and no header.
    Broken(Box<dyn StdError + Send + Sync>),
}

impl TransportError {
    pub(super) fn into_backend_error(self, call: Call, limits: &Limits) -> BackendError {
        match self {
            Self::Timeout => BackendError::timeout(format!(
                "cachekit.io: no whole answer to {call} within {:?}; see `{}`",
                limits.of(call),
                call.limit_setting()
            )),
            Self::ConnectTimeout(limit) => {
                BackendError::timeout(format!("cachekit.io: no connection for {call} within {limit:?}"))
            }
            Self::TooLarge => BackendError::permanent(format!(
                "cachekit.io: the answer to {call} is larger than allowed; see `max_response_bytes`"
            )),
            Self::NotPublic => BackendError::permanent(format!(
                "cachekit.io: {call} was not sent: the host of the API URL is not on the public internet"
            )),
            Self::NoRuntime => BackendError::permanent(format!(
                "cachekit.io: {call} needs an executor with I/O and time: see the documentation of `CachekitIO`"
            )),
            Self::Malformed => {
                BackendError::permanent(format!("cachekit.io: {call} cannot be written as a request"))
            }
            Self::Broken(source) => {
                BackendError::transient(format!("cachekit.io: the connection failed during {call}"))
                    .with_source(source)
            }
        }
    }
}
