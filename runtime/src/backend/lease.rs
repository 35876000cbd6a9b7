//! The right to fill a key, for one of several processes.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use super::Backend;
use crate::error::BackendError;

/// A backend that hands out leases: to one of the processes that miss a key, the right to fill it.
///
/// A lease does two things that a lock cannot. It ends with every write and delete of its key by anybody who goes
/// through this backend, so a value that was loaded before such a write never replaces it. And it is checked in the
/// same step as the fill.
///
/// It runs out by itself, so a holder that dies delays the others and stops nobody.
///
/// In all of its calls `seen` is what the caller found under the key: nothing, or bytes that it cannot use.
#[async_trait]
pub trait LeasingBackend: Backend {
    /// Takes the lease of `key` for `lifetime`, if nobody holds it, and the key holds nothing or what the caller has
    /// `seen`.
    ///
    /// When the future is dropped, or the error is a timeout, the lease may be taken all the same, and then runs out.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn lease(&self, key: &str, seen: Option<&[u8]>, lifetime: Duration) -> Result<Lease, BackendError>;

    /// Holds a lease for `lifetime` from now on. `false` when it is not this `token`'s any more.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn renew_lease(&self, key: &str, token: &str, lifetime: Duration) -> Result<bool, BackendError>;

    /// Stores `value` for `ttl` (`None`: until it is deleted) and gives the lease back, in one step. `false`, with
    /// nothing stored, when the lease is not this `token`'s any more, since it ran out or the key was written or
    /// deleted, and when the key holds something that is not what the caller has `seen`.
    ///
    /// When the future is dropped, or the error is a timeout, the write may still happen later, under the same
    /// conditions.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn fill(
        &self,
        key: &str,
        seen: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
        token: &str,
    ) -> Result<bool, BackendError>;

    /// Gives the lease back without a fill. `false` when it is not this `token`'s any more.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn release_lease(&self, key: &str, token: &str) -> Result<bool, BackendError>;
}

/// What became of the wish for a lease.
#[derive(Clone, PartialEq, Eq)]
pub enum Lease {
    /// It is the caller's, under this token.
    Taken(String),
    /// Somebody else has it, for this long if nobody prolongs it.
    Held(Duration),
    /// Nobody has it, and the key holds these bytes now, which are not what the caller has seen.
    Changed(Vec<u8>),
}

/// Without the bytes: they are the user's.
impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(token) => f.debug_tuple("Taken").field(token).finish(),
            Self::Held(left) => f.debug_tuple("Held").field(left).finish(),
            Self::Changed(bytes) => {
                f.debug_struct("Changed").field("len", &bytes.len()).finish_non_exhaustive()
            }
        }
    }
}
