//! What a backend reports when it cannot answer.

use std::error::Error as StdError;
use std::fmt;

/// The class of a backend failure: it decides what the client does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BackendErrorKind {
    /// The backend refused for good: the same call would fail again.
    Permanent,
    /// Something passing (a lost connection, a full queue): the same call may succeed later.
    Transient,
    /// No answer within the time allowed. A write may or may not have happened.
    Timeout,
    /// The credentials were refused.
    Authentication,
    /// What was paid for or granted is used up: the same call succeeds in the next period, and no sooner for being
    /// repeated.
    QuotaExhausted,
}

impl BackendErrorKind {
    /// Whether the same call may succeed soon, so that repeating it makes sense.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Transient | Self::Timeout)
    }
}

impl fmt::Display for BackendErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permanent => "permanent",
            Self::Transient => "transient",
            Self::Timeout => "timeout",
            Self::Authentication => "authentication",
            Self::QuotaExhausted => "quota",
        })
    }
}

/// A backend could not do what it was asked.
///
/// Messages say which operation on which resource failed; they never hold values, keys of users or
/// credentials.
#[derive(Debug)]
#[non_exhaustive]
pub struct BackendError {
    /// The class of the failure.
    pub kind: BackendErrorKind,
    /// What failed, in one sentence.
    pub message: String,
    /// The error underneath, if there is one.
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

impl BackendError {
    /// An error of any kind.
    pub fn new(kind: BackendErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// A failure that may pass.
    pub fn transient(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::Transient, message)
    }

    /// A failure that will not pass by itself.
    pub fn permanent(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::Permanent, message)
    }

    /// No answer in time.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::Timeout, message)
    }

    /// Refused credentials.
    pub fn auth(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::Authentication, message)
    }

    /// The quota is used up.
    pub fn quota(message: impl Into<String>) -> Self {
        Self::new(BackendErrorKind::QuotaExhausted, message)
    }

    /// Whether the same call may succeed soon, so that repeating it makes sense.
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }

    /// The same error with the error underneath attached.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} backend error: {}", self.kind, self.message)
    }
}

impl StdError for BackendError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
